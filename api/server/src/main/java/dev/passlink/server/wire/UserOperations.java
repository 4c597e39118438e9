package dev.passlink.server.wire;

import dev.passlink.api.Passkeys;
import dev.passlink.api.RegistrationCode;
import dev.passlink.api.RegistrationLinks;
import dev.passlink.api.StartedRegistration;
import dev.passlink.api.Users;
import dev.passlink.api.webauthn.Authenticators;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UrlTemplate;
import dev.passlink.domain.user.UserId;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import zitadel.user.v2.AddHumanUserRequest;
import zitadel.user.v2.AddHumanUserResponse;
import zitadel.user.v2.CreatePasskeyRegistrationLinkRequest;
import zitadel.user.v2.CreatePasskeyRegistrationLinkResponse;
import zitadel.user.v2.ListPasskeysRequest;
import zitadel.user.v2.ListPasskeysResponse;
import zitadel.user.v2.PasskeyAuthenticator;
import zitadel.user.v2.PasskeyRegistrationCode;
import zitadel.user.v2.RegisterPasskeyRequest;
import zitadel.user.v2.RegisterPasskeyResponse;
import zitadel.user.v2.RemovePasskeyRequest;
import zitadel.user.v2.RemovePasskeyResponse;
import zitadel.user.v2.SendPasskeyRegistrationLink;
import zitadel.user.v2.UserServiceGrpc;
import zitadel.user.v2.VerifyPasskeyRegistrationRequest;
import zitadel.user.v2.VerifyPasskeyRegistrationResponse;

/**
 * {@code zitadel.user.v2.UserService}: users, second version. A new user's organization is named in the request; whoever is
 * there already is reached in the organization that owns them, whatever {@code x-zitadel-orgid} says.
 */
final class UserOperations extends UserServiceGrpc.UserServiceImplBase {

    private final Users users;
    private final RegistrationLinks links;
    private final Passkeys passkeys;

    UserOperations(Users users, RegistrationLinks links, Passkeys passkeys) {
        this.users = users;
        this.links = links;
        this.passkeys = passkeys.inOwnersOrganization();
    }

    @Override
    public void addHumanUser(AddHumanUserRequest request, StreamObserver<AddHumanUserResponse> answer) {
        UserId userId = request.hasUserId() ? new UserId(request.getUserId()) : Users.newUserId();
        Person person = Persons.of(request);
        Answers.send(
                organization(request)
                        .add(Call.current().caller(), userId, person)
                        .thenApply(added -> {
                            return AddHumanUserResponse.newBuilder()
                                    .setUserId(added.userId().value())
                                    .setDetails(Answers.detailsV2(added.details()))
                                    .build();
                        }),
                answer);
    }

    private Users organization(AddHumanUserRequest request) {
        return request.getOrganization().hasOrgId()
                ? users.in(new ResourceOwner(request.getOrganization().getOrgId()))
                : users;
    }

    /** Existing servers mail a link where the request does not say how the person gets the code. */
    @Override
    public void createPasskeyRegistrationLink(
            CreatePasskeyRegistrationLinkRequest request,
            StreamObserver<CreatePasskeyRegistrationLinkResponse> answer) {
        Call call = Call.current();
        UserId userId = new UserId(request.getUserId());
        Answers.send(
                request.hasReturnCode() ? codeFor(call, userId) : mailTo(call, userId, request.getSendLink()), answer);
    }

    private CompletableFuture<CreatePasskeyRegistrationLinkResponse> codeFor(Call call, UserId userId) {
        return call.repeatable(links)
                .createCode(call.caller(), userId)
                .thenApply(added -> CreatePasskeyRegistrationLinkResponse.newBuilder()
                        .setDetails(Answers.detailsV2(added.details()))
                        .setCode(PasskeyRegistrationCode.newBuilder()
                                .setId(added.code().codeId().value())
                                .setCode(added.code().code()))
                        .build());
    }

    private CompletableFuture<CreatePasskeyRegistrationLinkResponse> mailTo(
            Call call, UserId userId, SendPasskeyRegistrationLink wanted) {
        RegistrationLinks repeatable = call.repeatable(links);
        CompletableFuture<ObjectDetails> sent = wanted.hasUrlTemplate()
                ? repeatable.createAndSend(call.caller(), userId, new UrlTemplate(wanted.getUrlTemplate()))
                : repeatable.createAndSend(call.caller(), userId);
        return sent.thenApply(details -> CreatePasskeyRegistrationLinkResponse.newBuilder()
                .setDetails(Answers.detailsV2(details))
                .build());
    }

    @Override
    public void registerPasskey(RegisterPasskeyRequest request, StreamObserver<RegisterPasskeyResponse> answer) {
        String domain = request.getDomain();
        if (!domain.isEmpty() && !domain.equals(passkeys.relyingParty().id())) {
            throw invalid("domain is not the one that passkeys are made for here");
        }
        Answers.send(
                started(request)
                        .thenApply(started -> RegisterPasskeyResponse.newBuilder()
                                .setDetails(Answers.detailsV2(started.details()))
                                .setPasskeyId(started.passkeyId().value())
                                .setPublicKeyCredentialCreationOptions(
                                        Json.FORMAT.struct("{\"publicKey\":" + started.publicKey() + "}"))
                                .build()),
                answer);
    }

    private CompletableFuture<StartedRegistration> started(RegisterPasskeyRequest request) {
        Caller caller = Call.current().caller();
        UserId userId = new UserId(request.getUserId());
        Authenticators wanted = authenticators(request.getAuthenticator());
        if (request.hasCode()) {
            return passkeys.startRegistration(caller, userId, code(request.getCode()), wanted);
        }
        if (caller.userId().equals(userId)) {
            return passkeys.startRegistration(caller, wanted);
        }
        throw invalid("code must be given");
    }

    private static RegistrationCode code(PasskeyRegistrationCode code) {
        if (code.getCode().isEmpty()) {
            throw invalid("code must not be empty");
        }
        return new RegistrationCode(new CodeId(code.getId()), code.getCode());
    }

    private static Authenticators authenticators(PasskeyAuthenticator wanted) {
        return switch (wanted) {
            case PASSKEY_AUTHENTICATOR_PLATFORM -> Authenticators.PLATFORM;
            case PASSKEY_AUTHENTICATOR_CROSS_PLATFORM -> Authenticators.CROSS_PLATFORM;
            case PASSKEY_AUTHENTICATOR_UNSPECIFIED, UNRECOGNIZED -> Authenticators.ANY;
        };
    }

    @Override
    public void verifyPasskeyRegistration(
            VerifyPasskeyRegistrationRequest request, StreamObserver<VerifyPasskeyRegistrationResponse> answer) {
        if (!request.hasPublicKeyCredential()) {
            throw invalid("public_key_credential must be given");
        }
        Answers.send(
                passkeys.finishRegistration(
                                Call.current().caller(),
                                new UserId(request.getUserId()),
                                new PasskeyId(request.getPasskeyId()),
                                new PasskeyName(request.getPasskeyName()),
                                Json.FORMAT.text("public_key_credential", request.getPublicKeyCredential()))
                        .thenApply(details -> VerifyPasskeyRegistrationResponse.newBuilder()
                                .setDetails(Answers.detailsV2(details))
                                .build()),
                answer);
    }

    @Override
    public void listPasskeys(ListPasskeysRequest request, StreamObserver<ListPasskeysResponse> answer) {
        Answers.send(
                passkeys.list(Call.current().caller(), new UserId(request.getUserId()))
                        .thenApply(found -> {
                            ListPasskeysResponse.Builder response = ListPasskeysResponse.newBuilder();
                            found.forEach(passkey -> response.addResult(Answers.passkey(passkey)));
                            return response.setDetails(Answers.listDetails(found))
                                    .build();
                        }),
                answer);
    }

    @Override
    public void removePasskey(RemovePasskeyRequest request, StreamObserver<RemovePasskeyResponse> answer) {
        UserId userId = new UserId(request.getUserId());
        PasskeyId passkeyId = new PasskeyId(request.getPasskeyId());
        Answers.send(
                passkeys.remove(Call.current().caller(), userId, passkeyId)
                        .thenApply(details -> RemovePasskeyResponse.newBuilder()
                                .setDetails(Answers.detailsV2(details))
                                .build()),
                answer);
    }

    private static Rejected invalid(String message) {
        return new Rejected(new Failure.RequestInvalid(message));
    }
}
