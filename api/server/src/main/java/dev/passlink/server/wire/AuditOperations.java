package dev.passlink.server.wire;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.passlink.api.Audit;
import dev.passlink.api.AuditPage;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditFilter;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import passlink.v1.AuditServiceGrpc;
import passlink.v1.Event;
import passlink.v1.ListEventsRequest;
import passlink.v1.ListEventsResponse;

/** {@code passlink.v1.AuditService}: what has happened. */
final class AuditOperations extends AuditServiceGrpc.AuditServiceImplBase {

    private static final int DIGITS = 18;

    private final Audit audit;

    AuditOperations(Audit audit) {
        this.audit = audit;
    }

    @Override
    public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> answer) {
        Call call = Call.current();
        Audit seen = call.organization() == null ? audit : audit.in(call.organization());
        Long after = Paging.beginning(request.getPageToken(), DIGITS);
        Answers.send(
                seen.page(call.caller(), filter(request), after, Paging.limit(request.getLimit()))
                        .thenApply(AuditOperations::response),
                answer);
    }

    private static AuditFilter filter(ListEventsRequest request) {
        return new AuditFilter(
                given(request.getUserId(), UserId::new),
                given(request.getCodeId(), CodeId::new),
                given(request.getOrganization(), ResourceOwner::new),
                given(request.getEditor(), editor -> editor),
                request.hasFrom() ? time("from", request.getFrom()) : null,
                request.hasUntil() ? time("until", request.getUntil()) : null);
    }

    private static <T> @Nullable T given(String value, Function<String, T> type) {
        return value.isEmpty() ? null : type.apply(value);
    }

    private static Instant time(String field, Timestamp time) {
        if (!Timestamps.isValid(time)) {
            throw new Rejected(new Failure.RequestInvalid(field + " is no time"));
        }
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static ListEventsResponse response(AuditPage page) {
        ListEventsResponse.Builder response = ListEventsResponse.newBuilder();
        page.entries().forEach(entry -> response.addEvents(event(entry)));
        return response.setNextPageToken(Paging.token(page.next())).build();
    }

    private static Event event(AuditEntry entry) {
        Event.Builder event = Event.newBuilder()
                .setPosition(entry.position())
                .setId(entry.eventId())
                .setType(entry.type())
                .setCreationDate(Answers.timestamp(entry.at()))
                .setUserId(entry.userId().value())
                .setSequence(entry.sequence());
        known(entry.codeId() == null ? null : entry.codeId().value(), event::setCodeId);
        known(entry.resourceOwner(), event::setResourceOwner);
        known(entry.editor(), event::setEditor);
        known(entry.editorOrganization(), event::setEditorOrganization);
        known(entry.operation(), event::setOperation);
        known(entry.correlationId(), event::setCorrelationId);
        known(entry.causationId(), event::setCausationId);
        return event.build();
    }

    private static void known(@Nullable String value, Consumer<String> field) {
        if (value != null) {
            field.accept(value);
        }
    }
}
