package dev.passlink.server.wire;

import dev.passlink.api.RegistrationLinks;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.initcode.InitCodeView;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import passlink.v1.Link;
import passlink.v1.LinkMail;
import passlink.v1.LinkMedium;
import passlink.v1.LinkServiceGrpc;
import passlink.v1.LinkState;
import passlink.v1.ListLinksRequest;
import passlink.v1.ListLinksResponse;
import passlink.v1.RevokeLinksRequest;
import passlink.v1.RevokeLinksResponse;

/** {@code passlink.v1.LinkService}: what has become of registration links (behaviour C11). */
final class LinkOperations extends LinkServiceGrpc.LinkServiceImplBase {

    /** A page begins after so many links, which is an {@code int}. */
    private static final int DIGITS = 9;

    private final RegistrationLinks links;

    LinkOperations(RegistrationLinks links) {
        this.links = links;
    }

    @Override
    public void listLinks(ListLinksRequest request, StreamObserver<ListLinksResponse> answer) {
        Call call = Call.current();
        UserId userId = new UserId(request.getUserId());
        Long beginning = Paging.beginning(request.getPageToken(), DIGITS);
        int offset = beginning == null ? 0 : beginning.intValue();
        int limit = Paging.limit(request.getLimit());
        Answers.send(
                (isOneself(call, userId)
                                ? links.listMine(call.caller(), offset, limit)
                                : links(call).list(call.caller(), userId, offset, limit))
                        .thenApply(page -> response(page, offset, limit)),
                answer);
    }

    @Override
    public void revokeLinks(RevokeLinksRequest request, StreamObserver<RevokeLinksResponse> answer) {
        Call call = Call.current();
        UserId userId = new UserId(request.getUserId());
        Answers.send(
                (request.hasCodeId() ? revoke(call, userId, new CodeId(request.getCodeId())) : revokeAll(call, userId))
                        .thenApply(details -> RevokeLinksResponse.newBuilder()
                                .setDetails(Answers.details(details))
                                .build()),
                answer);
    }

    private CompletableFuture<ObjectDetails> revoke(Call call, UserId userId, CodeId codeId) {
        return isOneself(call, userId)
                ? links.revokeMine(call.caller(), codeId)
                : links(call).revoke(call.caller(), userId, codeId);
    }

    private CompletableFuture<ObjectDetails> revokeAll(Call call, UserId userId) {
        return isOneself(call, userId)
                ? links.revokeAllMine(call.caller())
                : links(call).revokeAll(call.caller(), userId);
    }

    /** Users are themselves at home only; who names another organization works there as a manager. */
    private static boolean isOneself(Call call, UserId userId) {
        return call.caller().userId().equals(userId)
                && (call.organization() == null
                        || call.organization().equals(call.caller().organization()));
    }

    private RegistrationLinks links(Call call) {
        return call.organization() == null ? links : links.in(call.organization());
    }

    private static ListLinksResponse response(List<InitCodeView> page, int offset, int limit) {
        Instant now = Instant.now();
        ListLinksResponse.Builder response = ListLinksResponse.newBuilder();
        page.forEach(link -> response.addLinks(link(link, now)));
        return response.setNextPageToken(Paging.token(page.size() < limit ? null : offset + limit))
                .build();
    }

    private static Link link(InitCodeView link, Instant now) {
        return Link.newBuilder()
                .setId(link.codeId().value())
                .setState(state(link.standingAt(now)))
                .setMedium(medium(link.medium()))
                .setMail(mail(link.mail()))
                .setExpirationDate(Answers.timestamp(link.expiresAt()))
                .setDetails(Answers.details(link.details()))
                .build();
    }

    private static LinkState state(InitCodeView.Standing standing) {
        return switch (standing) {
            case OPEN -> LinkState.LINK_STATE_OPEN;
            case EXPIRED -> LinkState.LINK_STATE_EXPIRED;
            case USED -> LinkState.LINK_STATE_USED;
            case LOCKED -> LinkState.LINK_STATE_LOCKED;
            case REVOKED -> LinkState.LINK_STATE_REVOKED;
        };
    }

    private static LinkMedium medium(Medium medium) {
        return switch (medium) {
            case RETURNED -> LinkMedium.LINK_MEDIUM_RETURNED;
            case MAIL -> LinkMedium.LINK_MEDIUM_MAIL;
        };
    }

    private static LinkMail mail(MailState mail) {
        return switch (mail) {
            case NONE -> LinkMail.LINK_MAIL_NONE;
            case DUE -> LinkMail.LINK_MAIL_DUE;
            case SENT -> LinkMail.LINK_MAIL_SENT;
            case FAILED -> LinkMail.LINK_MAIL_FAILED;
            case DROPPED -> LinkMail.LINK_MAIL_DROPPED;
        };
    }
}
