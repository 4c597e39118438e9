package dev.passlink.server.wire;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.passlink.projection.passkey.PasskeyView;
import io.grpc.stub.StreamObserver;
import io.netty.util.AttributeKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.eventhandling.GenericEventMessage;
import zitadel.object.v2.Details;
import zitadel.object.v2.ListDetails;
import zitadel.user.v1.WebAuthNToken;
import zitadel.user.v2.Passkey;
import zitadel.v1.ObjectDetails;

/** What the Java API answers, in the words of the protocol. */
final class Answers {

    /** Both versions have the states of the domain, with the prefix that protobuf asks for. */
    private static final String STATE = "AUTH_FACTOR_STATE_";

    private static final AttributeKey<CompletableFuture<?>> AWAITED = AttributeKey.valueOf(Answers.class, "AWAITED");

    private Answers() {}

    /** The answer that a request waits for; a completed one if it waits for none. */
    static CompletableFuture<?> awaited(ServiceRequestContext ctx) {
        CompletableFuture<?> answer = ctx.attr(AWAITED);
        return answer == null ? CompletableFuture.completedFuture(null) : answer;
    }

    /** Hands over the one answer, or the refusal, as soon as there is one; a client that is gone misses it. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static <T> void send(CompletableFuture<T> answer, StreamObserver<T> to) {
        ServiceRequestContext.current().setAttr(AWAITED, answer);
        answer.whenComplete((message, refusal) -> {
            if (refusal == null) {
                to.onNext(message);
                to.onCompleted();
            } else {
                to.onError(refusal);
            }
        });
    }

    static ObjectDetails details(dev.passlink.domain.ObjectDetails details) {
        return ObjectDetails.newBuilder()
                .setSequence(details.sequence())
                .setCreationDate(timestamp(details.creationDate()))
                .setChangeDate(timestamp(details.changeDate()))
                .setResourceOwner(details.resourceOwner().value())
                .build();
    }

    static Details detailsV2(dev.passlink.domain.ObjectDetails details) {
        return Details.newBuilder()
                .setSequence(details.sequence())
                .setCreationDate(timestamp(details.creationDate()))
                .setChangeDate(timestamp(details.changeDate()))
                .setResourceOwner(details.resourceOwner().value())
                .build();
    }

    /** As the first version lists them. */
    static WebAuthNToken token(PasskeyView passkey) {
        return WebAuthNToken.newBuilder()
                .setId(passkey.passkeyId().value())
                .setState(zitadel.user.v1.AuthFactorState.valueOf(STATE + passkey.state()))
                .setName(name(passkey))
                .build();
    }

    /** As the second version lists them. */
    static Passkey passkey(PasskeyView passkey) {
        return Passkey.newBuilder()
                .setId(passkey.passkeyId().value())
                .setState(zitadel.user.v2.AuthFactorState.valueOf(STATE + passkey.state()))
                .setName(name(passkey))
                .build();
    }

    private static String name(PasskeyView passkey) {
        return passkey.name() == null ? "" : passkey.name().name();
    }

    /** Of a list that is answered whole. */
    static ListDetails listDetails(List<PasskeyView> passkeys) {
        return ListDetails.newBuilder()
                .setTotalResult(passkeys.size())
                .setProcessedSequence(passkeys.stream()
                        .mapToLong(passkey -> passkey.details().sequence())
                        .max()
                        .orElse(0))
                .setTimestamp(timestamp(GenericEventMessage.clock.instant()))
                .build();
    }

    static Duration duration(java.time.Duration duration) {
        return Durations.fromMillis(duration.toMillis());
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamps.fromMillis(instant.toEpochMilli());
    }
}
