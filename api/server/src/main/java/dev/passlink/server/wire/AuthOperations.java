package dev.passlink.server.wire;

import dev.passlink.api.RegistrationLinks;
import io.grpc.stub.StreamObserver;
import zitadel.auth.v1.AddMyPasswordlessLinkRequest;
import zitadel.auth.v1.AddMyPasswordlessLinkResponse;
import zitadel.auth.v1.AuthServiceGrpc;
import zitadel.auth.v1.SendMyPasswordlessLinkRequest;
import zitadel.auth.v1.SendMyPasswordlessLinkResponse;

/** {@code zitadel.auth.v1.AuthService}: what users do for themselves. */
final class AuthOperations extends AuthServiceGrpc.AuthServiceImplBase {

    private final RegistrationLinks links;

    AuthOperations(RegistrationLinks links) {
        this.links = links;
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
}
