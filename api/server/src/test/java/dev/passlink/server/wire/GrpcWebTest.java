package dev.passlink.server.wire;

import static dev.passlink.server.RunningServer.ORG;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import dev.passlink.server.RunningServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zitadel.auth.v1.AddMyPasswordlessLinkRequest;
import zitadel.auth.v1.AddMyPasswordlessLinkResponse;
import zitadel.management.v1.SendPasswordlessRegistrationRequest;

class GrpcWebTest {

    private static final String ADD_MINE = "/zitadel.auth.v1.AuthService/AddMyPasswordlessLink";
    private static final String SEND = "/zitadel.management.v1.ManagementService/SendPasswordlessRegistration";
    private static final int TRAILERS = 0x80;

    private static RunningServer server;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aUserGetsALinkInABrowser() throws Exception {
        byte[] body = ask("application/grpc-web+proto", framed(AddMyPasswordlessLinkRequest.getDefaultInstance()));
        assertLink(ByteBuffer.wrap(body));
    }

    @Test
    void aUserGetsALinkInABrowserThatKnowsTextOnly() throws Exception {
        byte[] request = Base64.getEncoder().encode(framed(AddMyPasswordlessLinkRequest.getDefaultInstance()));
        byte[] body = ask("application/grpc-web-text+proto", request);
        assertLink(ByteBuffer.wrap(concatenated(new String(body, US_ASCII))));
    }

    @Test
    void aRepeatedCallIsAnsweredAsTheFirstTime() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri(ADD_MINE))
                .header("authorization", "Bearer " + server.token(server.newUser(), ORG))
                .header("content-type", "application/grpc-web+proto")
                .header("idempotency-key", "sesame")
                .POST(BodyPublishers.ofByteArray(framed(AddMyPasswordlessLinkRequest.getDefaultInstance())))
                .build();
        byte[] first = client.send(request, BodyHandlers.ofByteArray()).body();
        assertLink(ByteBuffer.wrap(first));
        assertThat(client.send(request, BodyHandlers.ofByteArray()).body()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc-web+proto", "application/grpc-web-text+proto"})
    void aRefusalCarriesItsReason(String contentType) throws Exception {
        byte[] request = framed(SendPasswordlessRegistrationRequest.newBuilder()
                .setUserId("nobody")
                .build());
        byte[] body = contentType.contains("text") ? Base64.getEncoder().encode(request) : request;
        HttpResponse<byte[]> response = client.send(
                server.asOwner(SEND)
                        .header("content-type", contentType)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
        assertStatus(response, 5, "USER_NOT_FOUND");
    }

    @Test
    void withoutATokenNobodyIsAnswered() throws Exception {
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(server.uri(SEND))
                        .header("content-type", "application/grpc-web+proto")
                        .POST(BodyPublishers.ofByteArray(new byte[5]))
                        .build(),
                BodyHandlers.ofByteArray());
        assertStatus(response, 16, "UNAUTHENTICATED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing at all
                "AA==", // half of a frame's head
                "AAAAAAo=", // a frame without its message
                "AQAAAAEA", // compressed, as nobody said
                "/wAAAAA=", // flags that do not exist
                "AAAAAAH/", // no message of protobuf
                "AAAAAAAAAAAAAA==" // two messages
            })
    void whatIsNoMessageIsRefused(String base64) throws Exception {
        HttpResponse<byte[]> response = client.send(
                server.asOwner(SEND)
                        .header("content-type", "application/grpc-web+proto")
                        .POST(BodyPublishers.ofByteArray(Base64.getDecoder().decode(base64)))
                        .build(),
                BodyHandlers.ofByteArray());
        assertStatus(response, 3, "REQUEST_INVALID");
    }

    @Test
    void metadataThatIsNotBase64DoesNotHangTheCall() throws Exception {
        HttpResponse<byte[]> response = client.send(
                server.asOwner(SEND)
                        .header("content-type", "application/grpc-web+proto")
                        .header("x-trace-bin", "%%%")
                        .POST(BodyPublishers.ofByteArray(new byte[5]))
                        .build(),
                BodyHandlers.ofByteArray());
        assertStatus(response, 3, "REQUEST_INVALID");
    }

    private byte[] ask(String contentType, byte[] body) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(server.uri(ADD_MINE))
                        .header("authorization", "Bearer " + server.token(server.newUser(), ORG))
                        .header("content-type", contentType)
                        .header("x-grpc-web", "1")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("content-type")).hasValue(contentType);
        return response.body();
    }

    private static void assertLink(ByteBuffer frames) throws IOException {
        assertThat(frames.get()).isZero();
        byte[] message = new byte[frames.getInt()];
        frames.get(message);
        AddMyPasswordlessLinkResponse answer = AddMyPasswordlessLinkResponse.parseFrom(message);
        assertThat(answer.getLink()).startsWith("https://acme.com/");
        assertThat(answer.getDetails().getSequence()).isEqualTo(2);
        assertThat(frames.get() & 0xFF).isEqualTo(TRAILERS);
        byte[] trailers = new byte[frames.getInt()];
        frames.get(trailers);
        assertThat(new String(trailers, US_ASCII)).contains("grpc-status: 0\r\n");
    }

    private static void assertStatus(HttpResponse<byte[]> response, int code, String reason) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("grpc-status")).hasValue(String.valueOf(code));
        byte[] details = Base64.getDecoder()
                .decode(response.headers().firstValue("grpc-status-details-bin").orElseThrow());
        assertThat(com.google.rpc.Status.parseFrom(details)
                        .getDetails(0)
                        .unpack(ErrorInfo.class)
                        .getReason())
                .isEqualTo(reason);
    }

    private static byte[] framed(Message message) {
        byte[] bytes = message.toByteArray();
        return ByteBuffer.allocate(5 + bytes.length)
                .put((byte) 0)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    /** Each frame is encoded on its own, so that padding may stand in the middle. */
    private static byte[] concatenated(String base64) {
        ByteBuffer decoded = ByteBuffer.allocate(base64.length());
        for (int start = 0; start < base64.length(); start += 4) {
            decoded.put(Base64.getDecoder().decode(base64.substring(start, start + 4)));
        }
        return decoded.array();
    }
}
