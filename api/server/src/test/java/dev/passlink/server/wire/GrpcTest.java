package dev.passlink.server.wire;

import static dev.passlink.server.RunningServer.ORG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.passlink.server.RunningServer;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import zitadel.auth.v1.AddMyPasswordlessLinkRequest;
import zitadel.auth.v1.AddMyPasswordlessLinkResponse;
import zitadel.auth.v1.AuthServiceGrpc;
import zitadel.auth.v1.SendMyPasswordlessLinkRequest;
import zitadel.management.v1.AddPasswordlessRegistrationRequest;
import zitadel.management.v1.AddPasswordlessRegistrationResponse;
import zitadel.management.v1.ImportHumanUserRequest;
import zitadel.management.v1.ImportHumanUserResponse;
import zitadel.management.v1.ManagementServiceGrpc;
import zitadel.management.v1.ManagementServiceGrpc.ManagementServiceBlockingStub;
import zitadel.management.v1.RemoveUserRequest;
import zitadel.management.v1.SendPasswordlessRegistrationRequest;
import zitadel.user.v2.AddHumanUserRequest;
import zitadel.user.v2.AddHumanUserResponse;
import zitadel.user.v2.SetHumanEmail;
import zitadel.user.v2.SetHumanProfile;
import zitadel.user.v2.UserServiceGrpc;
import zitadel.v1.ErrorDetail;

class GrpcTest {

    private static final Metadata.Key<String> AUTHORIZATION = ascii("authorization");
    private static final Metadata.Key<String> IDEMPOTENCY_KEY = ascii("idempotency-key");
    private static final Metadata.Key<String> ORGANIZATION = ascii("x-zitadel-orgid");

    private static RunningServer server;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        server.close();
    }

    @Test
    void aUserGetsALinkForThemself() {
        String userId = server.newUser();
        AddMyPasswordlessLinkResponse answer = AuthServiceGrpc.newBlockingStub(channel)
                .withInterceptors(with(bearer(server.token(userId, ORG))))
                .addMyPasswordlessLink(AddMyPasswordlessLinkRequest.getDefaultInstance());
        assertThat(answer.getDetails().getSequence()).isEqualTo(2);
        assertThat(answer.getDetails().getResourceOwner()).isEqualTo(ORG);
        assertThat(answer.getDetails().getCreationDate())
                .isEqualTo(answer.getDetails().getChangeDate());
        assertThat(answer.getLink()).startsWith("https://acme.com/ui/login/login/passwordless/init?userID=" + userId);
        assertThat(answer.getExpiration().getSeconds()).isEqualTo(3600);
    }

    @Test
    void aUserHasALinkSentToThemself() {
        String userId = server.newUser();
        assertThat(AuthServiceGrpc.newBlockingStub(channel)
                        .withInterceptors(with(bearer(server.token(userId, ORG))))
                        .sendMyPasswordlessLink(SendMyPasswordlessLinkRequest.getDefaultInstance())
                        .getDetails()
                        .getSequence())
                .isEqualTo(2);
    }

    @Test
    @SuppressWarnings("deprecation")
    void aManagerGetsALinkForAUser() {
        AddPasswordlessRegistrationResponse answer =
                asOwner().addPasswordlessRegistration(registration(server.newUser()));
        assertThat(answer.getLink()).startsWith("https://acme.com/");
        assertThat(answer.getExpiration().getSeconds()).isEqualTo(3600);
    }

    @Test
    void aManagerHasALinkSentToAUser() {
        SendPasswordlessRegistrationRequest request = SendPasswordlessRegistrationRequest.newBuilder()
                .setUserId(server.newUser())
                .build();
        assertThat(asOwner().sendPasswordlessRegistration(request).getDetails().getSequence())
                .isEqualTo(2);
    }

    @Test
    @SuppressWarnings("deprecation")
    void aRepeatedCallIsAnsweredAsTheFirstTime() {
        AddPasswordlessRegistrationRequest request = registration(server.newUser());
        AddPasswordlessRegistrationResponse first = repeatable("sesame").addPasswordlessRegistration(request);
        assertThat(repeatable("sesame").addPasswordlessRegistration(request)).isEqualTo(first);
        assertThat(repeatable("other")
                        .addPasswordlessRegistration(request)
                        .getDetails()
                        .getSequence())
                .isEqualTo(3);
    }

    @Test
    @SuppressWarnings("deprecation")
    void metadataWithTwoKeysIsRefused() {
        AddPasswordlessRegistrationRequest request = registration(server.newUser());
        Metadata twice = bearer(server.owner());
        twice.put(IDEMPOTENCY_KEY, "one");
        twice.put(IDEMPOTENCY_KEY, "two");
        assertReason(
                refused(() -> management(twice).addPasswordlessRegistration(request)),
                Status.Code.INVALID_ARGUMENT,
                "REQUEST_INVALID");
    }

    private static ManagementServiceBlockingStub repeatable(String key) {
        Metadata metadata = bearer(server.owner());
        metadata.put(IDEMPOTENCY_KEY, key);
        return management(metadata);
    }

    @Test
    void aUserIsImportedWithALinkAndRemoved() {
        ImportHumanUserResponse imported = asOwner()
                .importHumanUser(
                        importOf("ada").setRequestPasswordlessRegistration(true).build());
        assertThat(imported.getPasswordlessRegistration().getLink()).contains("userID=" + imported.getUserId());
        assertThat(asOwner()
                        .removeUser(RemoveUserRequest.newBuilder()
                                .setId(imported.getUserId())
                                .build())
                        .getDetails()
                        .getCreationDate())
                .isEqualTo(imported.getDetails().getCreationDate());
    }

    @Test
    void aUserIsAddedInTheSecondVersion() {
        AddHumanUserResponse answer = UserServiceGrpc.newBlockingStub(channel)
                .withInterceptors(with(bearer(server.owner())))
                .addHumanUser(AddHumanUserRequest.newBuilder()
                        .setProfile(
                                SetHumanProfile.newBuilder().setGivenName("Ada").setFamilyName("Lovelace"))
                        .setEmail(SetHumanEmail.newBuilder().setEmail("ada@example.org"))
                        .build());
        assertThat(answer.getUserId()).isNotEmpty();
        assertThat(answer.getDetails().getResourceOwner()).isEqualTo(ORG);
    }

    @Test
    void aRefusalCarriesItsReason() throws InvalidProtocolBufferException {
        StatusRuntimeException refusal = refused(() -> asOwner().sendPasswordlessRegistration(send("nobody")));
        com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(status.getCode()).isEqualTo(5);
        assertThat(status.getDetails(0).unpack(ErrorInfo.class))
                .isEqualTo(ErrorInfo.newBuilder()
                        .setReason("USER_NOT_FOUND")
                        .setDomain("passlink")
                        .build());
        assertThat(status.getDetails(1).unpack(ErrorDetail.class).getId()).isEqualTo("USER_NOT_FOUND");
        assertThat(refusal.getStatus().getDescription()).isEqualTo(status.getMessage());
    }

    @Test
    @SuppressWarnings("deprecation")
    void aRefusalSaysHowLongToWait() throws InvalidProtocolBufferException {
        String userId = server.newUser();
        for (int i = 0; i < 10; i++) {
            asOwner().addPasswordlessRegistration(registration(userId));
        }
        StatusRuntimeException refusal = refused(() -> asOwner().addPasswordlessRegistration(registration(userId)));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        RetryInfo retry = StatusProto.fromThrowable(refusal).getDetails(2).unpack(RetryInfo.class);
        assertThat(retry.getRetryDelay().getSeconds()).isBetween(3000L, 3600L);
    }

    @Test
    void whoWasSentTooManyMailsIsToldWhenTheNextIsAllowed() throws InvalidProtocolBufferException {
        String userId = server.newUser();
        for (int i = 0; i < 5; i++) {
            asOwner().sendPasswordlessRegistration(send(userId));
        }
        StatusRuntimeException refusal = refused(() -> asOwner().sendPasswordlessRegistration(send(userId)));
        assertReason(refusal, Status.Code.RESOURCE_EXHAUSTED, "TOO_MANY_MAILS");
        RetryInfo retry = StatusProto.fromThrowable(refusal).getDetails(2).unpack(RetryInfo.class);
        assertThat(retry.getRetryDelay().getSeconds()).isBetween(600L, 900L);
    }

    @Test
    void withoutATokenNobodyIsAnswered() {
        assertReason(
                refused(() -> ManagementServiceGrpc.newBlockingStub(channel).sendPasswordlessRegistration(send(""))),
                Status.Code.UNAUTHENTICATED,
                "UNAUTHENTICATED");
    }

    @Test
    void twoTokensAreNone() {
        Metadata two = bearer(server.owner());
        two.put(AUTHORIZATION, "Bearer " + server.owner());
        assertReason(
                refused(() -> management(two).sendPasswordlessRegistration(send("nobody"))),
                Status.Code.UNAUTHENTICATED,
                "UNAUTHENTICATED");
    }

    @Test
    void theMetadataNamesTheWorkingOrganization() {
        Metadata elsewhere = bearer(server.token("boss", ORG, "IAM_OWNER"));
        elsewhere.put(ORGANIZATION, "org-b");
        assertThat(management(elsewhere)
                        .importHumanUser(importOf("eve").build())
                        .getDetails()
                        .getResourceOwner())
                .isEqualTo("org-b");
    }

    @Test
    void aRepeatedOrganizationIsRefused() {
        Metadata two = bearer(server.owner());
        two.put(ORGANIZATION, ORG);
        two.put(ORGANIZATION, ORG);
        assertReason(
                refused(() -> management(two).sendPasswordlessRegistration(send("nobody"))),
                Status.Code.INVALID_ARGUMENT,
                "REQUEST_INVALID");
    }

    @Test
    void anEmptyIdIsRefused() {
        assertReason(
                refused(() -> asOwner().sendPasswordlessRegistration(send(""))),
                Status.Code.INVALID_ARGUMENT,
                "REQUEST_INVALID");
    }

    @Test
    void whatAnImportWouldDropIsRefused() {
        assertReason(
                refused(() -> asOwner()
                        .importHumanUser(importOf("ada").setPassword("secret").build())),
                Status.Code.INVALID_ARGUMENT,
                "REQUEST_INVALID");
    }

    @Test
    void fieldsThatNobodyKnowsAreIgnored() {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        ImportHumanUserRequest request =
                importOf("ada").setUnknownFields(unknown).build();
        assertThat(asOwner().importHumanUser(request).getUserId()).isNotEmpty();
    }

    @Test
    void aMethodThatDoesNotExistIsUnimplemented() {
        MethodDescriptor<SendPasswordlessRegistrationRequest, ?> unknown =
                ManagementServiceGrpc.getSendPasswordlessRegistrationMethod().toBuilder()
                        .setFullMethodName("zitadel.management.v1.ManagementService/Unknown")
                        .build();
        assertReason(
                refused(() -> ClientCalls.blockingUnaryCall(channel, unknown, CallOptions.DEFAULT, send("1"))),
                Status.Code.UNIMPLEMENTED,
                "METHOD_NOT_ALLOWED");
    }

    @Test
    void aMessageThatIsTooLargeIsRefused() {
        assertReason(
                refused(() -> asOwner().sendPasswordlessRegistration(send("x".repeat(70_000)))),
                Status.Code.RESOURCE_EXHAUSTED,
                "TOO_LARGE");
    }

    private static void assertReason(StatusRuntimeException refusal, Status.Code code, String reason) {
        assertThat(refusal.getStatus().getCode()).as(refusal.toString()).isEqualTo(code);
        assertThat(StatusProto.fromThrowable(refusal).getDetailsList())
                .anySatisfy(detail ->
                        assertThat(detail.unpack(ErrorInfo.class).getReason()).isEqualTo(reason));
    }

    private static StatusRuntimeException refused(Executable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::execute);
    }

    private static ManagementServiceBlockingStub asOwner() {
        return management(bearer(server.owner()));
    }

    private static ManagementServiceBlockingStub management(Metadata metadata) {
        return ManagementServiceGrpc.newBlockingStub(channel).withInterceptors(with(metadata));
    }

    private static ClientInterceptor with(Metadata metadata) {
        return MetadataUtils.newAttachHeadersInterceptor(metadata);
    }

    private static Metadata bearer(String token) {
        Metadata metadata = new Metadata();
        metadata.put(AUTHORIZATION, "Bearer " + token);
        return metadata;
    }

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static AddPasswordlessRegistrationRequest registration(String userId) {
        return AddPasswordlessRegistrationRequest.newBuilder().setUserId(userId).build();
    }

    private static SendPasswordlessRegistrationRequest send(String userId) {
        return SendPasswordlessRegistrationRequest.newBuilder()
                .setUserId(userId)
                .build();
    }

    private static ImportHumanUserRequest.Builder importOf(String userName) {
        return ImportHumanUserRequest.newBuilder()
                .setUserName(userName)
                .setProfile(ImportHumanUserRequest.Profile.newBuilder()
                        .setFirstName("Ada")
                        .setLastName("Lovelace"))
                .setEmail(ImportHumanUserRequest.Email.newBuilder().setEmail("ada@example.org"));
    }
}
