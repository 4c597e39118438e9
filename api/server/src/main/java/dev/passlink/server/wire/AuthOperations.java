package dev.passlink.server.wire;

import dev.passlink.api.Passkeys;
import dev.passlink.api.RegistrationLinks;
import dev.passlink.domain.user.PasskeyId;
import io.grpc.stub.StreamObserver;
import zitadel.auth.v1.AddMyPasswordlessLinkRequest;
import zitadel.auth.v1.AddMyPasswordlessLinkResponse;
import zitadel.auth.v1.AuthServiceGrpc;
import zitadel.auth.v1.ListMyPasswordlessRequest;
import zitadel.auth.v1.ListMyPasswordlessResponse;
import zitadel.auth.v1.RemoveMyPasswordlessRequest;
import zitadel.auth.v1.RemoveMyPasswordlessResponse;
import zitadel.auth.v1.SendMyPasswordlessLinkRequest;
import zitadel.auth.v1.SendMyPasswordlessLinkResponse;

/** {@code zitadel.auth.v1.AuthService}: what users do for themselves. */
final class AuthOperations extends AuthServiceGrpc.AuthServiceImplBase {

    private final RegistrationLinks links;
    private final Passkeys passkeys;

    AuthOperations(RegistrationLinks links, Passkeys passkeys) {
        this.links = links;
        this.passkeys = passkeys;
    }

    @Override
    public void addMyPasswordlessLink(
            AddMyPasswordlessLinkRequest request, StreamObserver<AddMyPasswordlessLinkResponse> answer) {
        Call call = Call.current();
        Answers.send(
                call.repeatable(links)
                        .addMine(call.caller())
                        .thenApply(link -> AddMyPasswordlessLinkResponse.newBuilder()
                                .setDetails(Answers.details(link.details()))
                                .setLink(link.link().toString())
                                .setExpiration(Answers.duration(link.expiration()))
                                .build()),
                answer);
    }

    @Override
    public void sendMyPasswordlessLink(
            SendMyPasswordlessLinkRequest request, StreamObserver<SendMyPasswordlessLinkResponse> answer) {
        Call call = Call.current();
        Answers.send(
                call.repeatable(links)
                        .sendMine(call.caller())
                        .thenApply(details -> SendMyPasswordlessLinkResponse.newBuilder()
                                .setDetails(Answers.details(details))
                                .build()),
                answer);
    }

    @Override
    public void listMyPasswordless(
            ListMyPasswordlessRequest request, StreamObserver<ListMyPasswordlessResponse> answer) {
        Answers.send(
                passkeys.listMine(Call.current().caller()).thenApply(found -> {
                    ListMyPasswordlessResponse.Builder response = ListMyPasswordlessResponse.newBuilder();
                    found.forEach(passkey -> response.addResult(Answers.token(passkey)));
                    return response.build();
                }),
                answer);
    }

    @Override
    public void removeMyPasswordless(
            RemoveMyPasswordlessRequest request, StreamObserver<RemoveMyPasswordlessResponse> answer) {
        PasskeyId passkeyId = new PasskeyId(request.getTokenId());
        Answers.send(
                passkeys.removeMine(Call.current().caller(), passkeyId)
                        .thenApply(details -> RemoveMyPasswordlessResponse.newBuilder()
                                .setDetails(Answers.details(details))
                                .build()),
                answer);
    }
}
