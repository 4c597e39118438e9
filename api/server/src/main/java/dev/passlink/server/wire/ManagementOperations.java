package dev.passlink.server.wire;

import dev.passlink.api.Passkeys;
import dev.passlink.api.RegistrationLinks;
import dev.passlink.api.Users;
import dev.passlink.domain.Caller;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import zitadel.management.v1.AddPasswordlessRegistrationRequest;
import zitadel.management.v1.AddPasswordlessRegistrationResponse;
import zitadel.management.v1.DeactivateUserRequest;
import zitadel.management.v1.DeactivateUserResponse;
import zitadel.management.v1.ImportHumanUserRequest;
import zitadel.management.v1.ImportHumanUserResponse;
import zitadel.management.v1.ImportHumanUserResponse.PasswordlessRegistration;
import zitadel.management.v1.ListHumanPasswordlessRequest;
import zitadel.management.v1.ListHumanPasswordlessResponse;
import zitadel.management.v1.LockUserRequest;
import zitadel.management.v1.LockUserResponse;
import zitadel.management.v1.ManagementServiceGrpc;
import zitadel.management.v1.ReactivateUserRequest;
import zitadel.management.v1.ReactivateUserResponse;
import zitadel.management.v1.RemoveHumanPasswordlessRequest;
import zitadel.management.v1.RemoveHumanPasswordlessResponse;
import zitadel.management.v1.RemoveUserRequest;
import zitadel.management.v1.RemoveUserResponse;
import zitadel.management.v1.SendPasswordlessRegistrationRequest;
import zitadel.management.v1.SendPasswordlessRegistrationResponse;
import zitadel.management.v1.UnlockUserRequest;
import zitadel.management.v1.UnlockUserResponse;
import zitadel.management.v1.UpdateHumanEmailRequest;
import zitadel.management.v1.UpdateHumanEmailResponse;

/** {@code zitadel.management.v1.ManagementService}: what managers do for the users of an organization. */
final class ManagementOperations extends ManagementServiceGrpc.ManagementServiceImplBase {

    private final RegistrationLinks links;
    private final Users users;
    private final Passkeys passkeys;

    ManagementOperations(RegistrationLinks links, Users users, Passkeys passkeys) {
        this.links = links;
        this.users = users;
        this.passkeys = passkeys;
    }

    /** Superseded by {@code RegisterPasskey} of the user service v2, and kept working. */
    @Override
    @SuppressWarnings("deprecation")
    public void addPasswordlessRegistration(
            AddPasswordlessRegistrationRequest request, StreamObserver<AddPasswordlessRegistrationResponse> answer) {
        Call call = Call.current();
        Answers.send(
                links(call).add(call.caller(), new UserId(request.getUserId())).thenApply(link -> {
                    return AddPasswordlessRegistrationResponse.newBuilder()
                            .setDetails(Answers.details(link.details()))
                            .setLink(link.link().toString())
                            .setExpiration(Answers.duration(link.expiration()))
                            .build();
                }),
                answer);
    }

    @Override
    public void sendPasswordlessRegistration(
            SendPasswordlessRegistrationRequest request, StreamObserver<SendPasswordlessRegistrationResponse> answer) {
        Call call = Call.current();
        Answers.send(
                links(call).send(call.caller(), new UserId(request.getUserId())).thenApply(details -> {
                    return SendPasswordlessRegistrationResponse.newBuilder()
                            .setDetails(Answers.details(details))
                            .build();
                }),
                answer);
    }

    @Override
    public void importHumanUser(ImportHumanUserRequest request, StreamObserver<ImportHumanUserResponse> answer) {
        Call call = Call.current();
        Person person = Persons.of(request);
        Users organization = users(call);
        Answers.send(
                request.getRequestPasswordlessRegistration()
                        ? importedWithLink(organization, call.caller(), person)
                        : imported(organization, call.caller(), person),
                answer);
    }

    private static CompletableFuture<ImportHumanUserResponse> imported(Users users, Caller caller, Person person) {
        return users.importHuman(caller, person)
                .thenApply(added -> ImportHumanUserResponse.newBuilder()
                        .setUserId(added.userId().value())
                        .setDetails(Answers.details(added.details()))
                        .build());
    }

    private static CompletableFuture<ImportHumanUserResponse> importedWithLink(
            Users users, Caller caller, Person person) {
        return users.importHumanWithLink(caller, person)
                .thenApply(added -> ImportHumanUserResponse.newBuilder()
                        .setUserId(added.userId().value())
                        .setDetails(Answers.details(added.details()))
                        .setPasswordlessRegistration(PasswordlessRegistration.newBuilder()
                                .setLink(added.link().link().toString())
                                .setLifetime(Answers.duration(added.link().expiration()))
                                .setExpiration(Answers.duration(added.link().expiration())))
                        .build());
    }

    @Override
    public void updateHumanEmail(UpdateHumanEmailRequest request, StreamObserver<UpdateHumanEmailResponse> answer) {
        Call call = Call.current();
        UserId userId = new UserId(request.getUserId());
        Email email = new Email(request.getEmail(), request.getIsEmailVerified());
        Answers.send(
                users(call).changeEmail(call.caller(), userId, email).thenApply(details -> {
                    return UpdateHumanEmailResponse.newBuilder()
                            .setDetails(Answers.details(details))
                            .build();
                }),
                answer);
    }

    @Override
    public void deactivateUser(DeactivateUserRequest request, StreamObserver<DeactivateUserResponse> answer) {
        Call call = Call.current();
        Answers.send(
                users(call)
                        .deactivate(call.caller(), new UserId(request.getId()))
                        .thenApply(details -> {
                            return DeactivateUserResponse.newBuilder()
                                    .setDetails(Answers.details(details))
                                    .build();
                        }),
                answer);
    }

    @Override
    public void reactivateUser(ReactivateUserRequest request, StreamObserver<ReactivateUserResponse> answer) {
        Call call = Call.current();
        Answers.send(
                users(call)
                        .reactivate(call.caller(), new UserId(request.getId()))
                        .thenApply(details -> {
                            return ReactivateUserResponse.newBuilder()
                                    .setDetails(Answers.details(details))
                                    .build();
                        }),
                answer);
    }

    @Override
    public void lockUser(LockUserRequest request, StreamObserver<LockUserResponse> answer) {
        Call call = Call.current();
        Answers.send(
                users(call).lock(call.caller(), new UserId(request.getId())).thenApply(details -> {
                    return LockUserResponse.newBuilder()
                            .setDetails(Answers.details(details))
                            .build();
                }),
                answer);
    }

    @Override
    public void unlockUser(UnlockUserRequest request, StreamObserver<UnlockUserResponse> answer) {
        Call call = Call.current();
        Answers.send(
                users(call).unlock(call.caller(), new UserId(request.getId())).thenApply(details -> {
                    return UnlockUserResponse.newBuilder()
                            .setDetails(Answers.details(details))
                            .build();
                }),
                answer);
    }

    @Override
    public void removeUser(RemoveUserRequest request, StreamObserver<RemoveUserResponse> answer) {
        Call call = Call.current();
        Answers.send(
                users(call).remove(call.caller(), new UserId(request.getId())).thenApply(details -> {
                    return RemoveUserResponse.newBuilder()
                            .setDetails(Answers.details(details))
                            .build();
                }),
                answer);
    }

    @Override
    public void listHumanPasswordless(
            ListHumanPasswordlessRequest request, StreamObserver<ListHumanPasswordlessResponse> answer) {
        Call call = Call.current();
        UserId userId = new UserId(request.getUserId());
        Answers.send(
                passkeys(call).list(call.caller(), userId).thenApply(found -> {
                    ListHumanPasswordlessResponse.Builder response = ListHumanPasswordlessResponse.newBuilder();
                    found.forEach(passkey -> response.addResult(Answers.token(passkey)));
                    return response.build();
                }),
                answer);
    }

    @Override
    public void removeHumanPasswordless(
            RemoveHumanPasswordlessRequest request, StreamObserver<RemoveHumanPasswordlessResponse> answer) {
        Call call = Call.current();
        UserId userId = new UserId(request.getUserId());
        PasskeyId passkeyId = new PasskeyId(request.getTokenId());
        Answers.send(
                passkeys(call).remove(call.caller(), userId, passkeyId).thenApply(details -> {
                    return RemoveHumanPasswordlessResponse.newBuilder()
                            .setDetails(Answers.details(details))
                            .build();
                }),
                answer);
    }

    private RegistrationLinks links(Call call) {
        return call.repeatable(call.organization() == null ? links : links.in(call.organization()));
    }

    private Users users(Call call) {
        return call.organization() == null ? users : users.in(call.organization());
    }

    private Passkeys passkeys(Call call) {
        return call.organization() == null ? passkeys : passkeys.in(call.organization());
    }
}
