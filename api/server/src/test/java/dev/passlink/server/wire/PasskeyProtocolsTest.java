package dev.passlink.server.wire;

import static dev.passlink.server.RunningServer.ORG;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.passlink.server.Device;
import dev.passlink.server.RunningServer;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zitadel.auth.v1.AuthServiceGrpc;
import zitadel.auth.v1.ListMyPasswordlessRequest;
import zitadel.auth.v1.RemoveMyPasswordlessRequest;
import zitadel.management.v1.ListHumanPasswordlessRequest;
import zitadel.management.v1.ManagementServiceGrpc;
import zitadel.management.v1.RemoveHumanPasswordlessRequest;
import zitadel.user.v1.WebAuthNToken;
import zitadel.user.v2.AuthFactorState;
import zitadel.user.v2.CreatePasskeyRegistrationLinkRequest;
import zitadel.user.v2.CreatePasskeyRegistrationLinkResponse;
import zitadel.user.v2.ListPasskeysRequest;
import zitadel.user.v2.ListPasskeysResponse;
import zitadel.user.v2.Passkey;
import zitadel.user.v2.RegisterPasskeyRequest;
import zitadel.user.v2.RegisterPasskeyResponse;
import zitadel.user.v2.RemovePasskeyRequest;
import zitadel.user.v2.ReturnPasskeyRegistrationCode;
import zitadel.user.v2.SendPasskeyRegistrationLink;
import zitadel.user.v2.UserServiceGrpc;
import zitadel.user.v2.VerifyPasskeyRegistrationRequest;
import zitadel.user.v2.VerifyPasskeyRegistrationResponse;

/** Every operation on passkeys over gRPC and gRPC-web; what they do in detail is tested in JSON. */
class PasskeyProtocolsTest {

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void aPasskeyIsRegisteredWithACodeListedAndTakenAway(BinaryProtocol protocol) {
        String userId = server.newUser();
        CreatePasskeyRegistrationLinkResponse added = protocol.ask(
                server,
                server.owner(),
                UserServiceGrpc.getCreatePasskeyRegistrationLinkMethod(),
                CreatePasskeyRegistrationLinkRequest.newBuilder()
                        .setUserId(userId)
                        .setReturnCode(ReturnPasskeyRegistrationCode.getDefaultInstance())
                        .build());
        assertThat(added.getDetails().getSequence()).isEqualTo(2);
        assertThat(added.getDetails().getResourceOwner()).isEqualTo(ORG);

        RegisterPasskeyResponse started = protocol.ask(
                server,
                server.owner(),
                UserServiceGrpc.getRegisterPasskeyMethod(),
                RegisterPasskeyRequest.newBuilder()
                        .setUserId(userId)
                        .setCode(added.getCode())
                        .build());
        Value algorithm = options(started)
                .getFieldsOrThrow("pubKeyCredParams")
                .getListValue()
                .getValues(0)
                .getStructValue()
                .getFieldsOrThrow("alg");
        assertThat(algorithm.getNumberValue()).isEqualTo(-7);

        VerifyPasskeyRegistrationResponse verified = protocol.ask(
                server, server.owner(), UserServiceGrpc.getVerifyPasskeyRegistrationMethod(), answer(userId, started));
        assertThat(verified.getDetails().getSequence())
                .isGreaterThan(started.getDetails().getSequence());
        assertThat(verified.getDetails().getCreationDate())
                .isEqualTo(started.getDetails().getCreationDate());

        ListPasskeysResponse listed = protocol.ask(
                server,
                server.owner(),
                UserServiceGrpc.getListPasskeysMethod(),
                ListPasskeysRequest.newBuilder().setUserId(userId).build());
        assertThat(listed.getResultList())
                .containsExactly(Passkey.newBuilder()
                        .setId(started.getPasskeyId())
                        .setState(AuthFactorState.AUTH_FACTOR_STATE_READY)
                        .setName("phone")
                        .build());
        assertThat(listed.getDetails().getTotalResult()).isEqualTo(1);
        assertThat(listed.getDetails().getProcessedSequence())
                .isEqualTo(verified.getDetails().getSequence());
        assertThat(listed.getDetails().getTimestamp().getSeconds())
                .isGreaterThanOrEqualTo(verified.getDetails().getChangeDate().getSeconds());

        assertThat(protocol.ask(
                                server,
                                server.owner(),
                                UserServiceGrpc.getRemovePasskeyMethod(),
                                RemovePasskeyRequest.newBuilder()
                                        .setUserId(userId)
                                        .setPasskeyId(started.getPasskeyId())
                                        .build())
                        .getDetails()
                        .getSequence())
                .isGreaterThan(verified.getDetails().getSequence());
    }

    @ParameterizedTest
    @EnumSource
    void aLinkIsMailedThatLeadsWhereTheRequestSays(BinaryProtocol protocol) {
        CreatePasskeyRegistrationLinkResponse answer = protocol.ask(
                server,
                server.owner(),
                UserServiceGrpc.getCreatePasskeyRegistrationLinkMethod(),
                CreatePasskeyRegistrationLinkRequest.newBuilder()
                        .setUserId(server.newUser())
                        .setSendLink(SendPasskeyRegistrationLink.newBuilder()
                                .setUrlTemplate("https://acme.com/join?code={{.Code}}"))
                        .build());
        assertThat(answer.getDetails().getSequence()).isEqualTo(2);
        assertThat(answer.hasCode()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aManagerListsPasskeysAndTakesOneAway(BinaryProtocol protocol) {
        String userId = server.newUser();
        String passkeyId = registered(protocol, userId);
        assertThat(protocol.ask(
                                server,
                                server.owner(),
                                ManagementServiceGrpc.getListHumanPasswordlessMethod(),
                                ListHumanPasswordlessRequest.newBuilder()
                                        .setUserId(userId)
                                        .build())
                        .getResultList())
                .containsExactly(token(passkeyId));
        assertThat(protocol.ask(
                                server,
                                server.owner(),
                                ManagementServiceGrpc.getRemoveHumanPasswordlessMethod(),
                                RemoveHumanPasswordlessRequest.newBuilder()
                                        .setUserId(userId)
                                        .setTokenId(passkeyId)
                                        .build())
                        .getDetails()
                        .getResourceOwner())
                .isEqualTo(ORG);
    }

    @ParameterizedTest
    @EnumSource
    void aUserListsTheirPasskeysAndTakesOneAway(BinaryProtocol protocol) {
        String userId = server.newUser();
        String passkeyId = registered(protocol, userId);
        assertThat(mine(
                                protocol,
                                userId,
                                AuthServiceGrpc.getListMyPasswordlessMethod(),
                                ListMyPasswordlessRequest.getDefaultInstance())
                        .getResultList())
                .containsExactly(token(passkeyId));
        assertThat(mine(
                                protocol,
                                userId,
                                AuthServiceGrpc.getRemoveMyPasswordlessMethod(),
                                RemoveMyPasswordlessRequest.newBuilder()
                                        .setTokenId(passkeyId)
                                        .build())
                        .getDetails()
                        .getResourceOwner())
                .isEqualTo(ORG);
    }

    @Test
    void aNumberThatJsonDoesNotKnowIsRefused() {
        String userId = server.newUser();
        VerifyPasskeyRegistrationRequest request = VerifyPasskeyRegistrationRequest.newBuilder()
                .setUserId(userId)
                .setPasskeyId("1")
                .setPasskeyName("phone")
                .setPublicKeyCredential(Struct.newBuilder()
                        .putFields(
                                "id",
                                Value.newBuilder().setNumberValue(Double.NaN).build()))
                .build();
        Assertions.assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> mine(
                        BinaryProtocol.GRPC, userId, UserServiceGrpc.getVerifyPasskeyRegistrationMethod(), request))
                .extracting(refusal -> refusal.getStatus().getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    private static String registered(BinaryProtocol protocol, String userId) {
        RegisterPasskeyResponse started = mine(
                protocol,
                userId,
                UserServiceGrpc.getRegisterPasskeyMethod(),
                RegisterPasskeyRequest.newBuilder().setUserId(userId).build());
        mine(protocol, userId, UserServiceGrpc.getVerifyPasskeyRegistrationMethod(), answer(userId, started));
        return started.getPasskeyId();
    }

    private static <I extends Message, O extends Message> O mine(
            BinaryProtocol protocol, String userId, MethodDescriptor<I, O> method, I request) {
        return protocol.ask(server, server.token(userId, ORG), method, request);
    }

    private static Struct options(RegisterPasskeyResponse started) {
        return started.getPublicKeyCredentialCreationOptions()
                .getFieldsOrThrow("publicKey")
                .getStructValue();
    }

    /** What a browser makes of the options. */
    private static VerifyPasskeyRegistrationRequest answer(String userId, RegisterPasskeyResponse started) {
        try {
            Struct.Builder credential = Struct.newBuilder();
            String publicKey = Json.FORMAT.text("options", options(started));
            JsonFormat.parser().merge(new Device().create(publicKey), credential);
            return VerifyPasskeyRegistrationRequest.newBuilder()
                    .setUserId(userId)
                    .setPasskeyId(started.getPasskeyId())
                    .setPublicKeyCredential(credential)
                    .setPasskeyName("phone")
                    .build();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static WebAuthNToken token(String passkeyId) {
        return WebAuthNToken.newBuilder()
                .setId(passkeyId)
                .setState(zitadel.user.v1.AuthFactorState.AUTH_FACTOR_STATE_READY)
                .setName("phone")
                .build();
    }
}
