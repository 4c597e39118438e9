package dev.passlink.server.wire;

import static dev.passlink.server.RunningServer.ORG;
import static dev.passlink.server.RunningServer.json;
import static dev.passlink.server.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import dev.passlink.server.RunningServer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import passlink.v1.AuditServiceGrpc;
import passlink.v1.Event;
import passlink.v1.ListEventsRequest;
import passlink.v1.ListEventsResponse;

/** The history over the wire, in all protocols. */
class AuditOperationsTest {

    private static final String SEARCH = "/passlink/v1/audit/_search";

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
    void whoDidWhatToWhomWhenAndThroughWhichOperation() {
        String userId = server.newUser();
        server.post("/management/v1/users/" + userId + "/passwordless/_link", "{}");

        JsonNode answer = json(server.post(SEARCH, "{\"userId\":\"" + userId + "\"}"));

        assertThat(answer.at("/events")).hasSize(2);
        JsonNode event = answer.at("/events/1");
        assertThat(event.at("/type").asText()).isEqualTo("user.human.passwordless.initialization.code.added");
        assertThat(event.at("/userId").asText()).isEqualTo(userId);
        assertThat(event.at("/sequence").asText()).isEqualTo("2");
        assertThat(event.at("/codeId").asText()).matches("[0-9]+");
        assertThat(event.at("/resourceOwner").asText()).isEqualTo(ORG);
        assertThat(event.at("/editor").asText()).isEqualTo("owner");
        assertThat(event.at("/editorOrganization").asText()).isEqualTo(ORG);
        assertThat(event.at("/operation").asText()).isEqualTo("AddPasswordlessRegistration");
        assertThat(Instant.parse(event.at("/creationDate").asText())).isBefore(Instant.now());
        for (String id : List.of("/id", "/position", "/correlationId", "/causationId")) {
            assertThat(event.at(id).asText()).as(id).isNotEmpty();
        }
        assertThat(answer.at("/nextPageToken").asText()).isEmpty();
        assertThat(answer.toString()).doesNotContain("Lovelace", "ada@example.org", "nonce");
    }

    @Test
    void aHistoryIsAnsweredPageByPage() {
        String userId = server.newUser();
        for (int i = 0; i < 4; i++) {
            server.post("/management/v1/users/" + userId + "/passwordless/_link", "{}");
        }

        List<Long> seen = new ArrayList<>();
        String token = "";
        do {
            ListEventsResponse page = asked(ListEventsRequest.newBuilder()
                    .setUserId(userId)
                    .setLimit(2)
                    .setPageToken(token)
                    .build());
            page.getEventsList().stream().map(Event::getSequence).forEach(seen::add);
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void eventsAreFoundByEachFilter() {
        String userId = server.newUser();
        ListEventsRequest ofUser =
                ListEventsRequest.newBuilder().setUserId(userId).build();
        Event event = asked(ofUser).getEvents(0);
        Timestamp at = event.getCreationDate();

        assertThat(asked(ofUser.toBuilder()
                                .setEditor("owner")
                                .setOrganization(ORG)
                                .build())
                        .getEventsList())
                .containsExactly(event);
        assertThat(asked(ofUser.toBuilder().setEditor("somebody").build()).getEventsList())
                .isEmpty();
        assertThat(asked(ofUser.toBuilder().setCodeId("4711").build()).getEventsList())
                .isEmpty();
        assertThat(asked(ofUser.toBuilder().setFrom(at).build()).getEventsList())
                .containsExactly(event);
        assertThat(asked(ofUser.toBuilder().setUntil(at).build()).getEventsList())
                .isEmpty();
    }

    @Test
    void aHistoryIsAnsweredInABrowser() throws Exception {
        byte[] request = ListEventsRequest.newBuilder().setLimit(1).build().toByteArray();
        server.newUser();
        HttpResponse<byte[]> response = HttpClient.newHttpClient()
                .send(
                        server.asOwner("/passlink.v1.AuditService/ListEvents")
                                .header("content-type", "application/grpc-web+proto")
                                .POST(BodyPublishers.ofByteArray(ByteBuffer.allocate(5 + request.length)
                                        .put((byte) 0)
                                        .putInt(request.length)
                                        .put(request)
                                        .array()))
                                .build(),
                        BodyHandlers.ofByteArray());

        ByteBuffer body = ByteBuffer.wrap(response.body());
        assertThat(body.get()).isZero();
        byte[] message = new byte[body.getInt()];
        body.get(message);
        assertThat(ListEventsResponse.parseFrom(message).getEventsList()).hasSize(1);
    }

    @Test
    void onlyWhoMayReadTheAuditTrailOfTheWorkingOrganizationIsAnswered() {
        String userId = server.newUser();

        assertThat(search("auditor", ORG, "AUDITOR@" + ORG).statusCode()).isEqualTo(200);
        assertRefused(search("helper", ORG, "ORG_USER_MANAGER@" + ORG), 403, 7, "PERMISSION_DENIED");
        assertRefused(search(userId, ORG), 403, 7, "PERMISSION_DENIED");
        assertRefused(search("auditor", "globex", "AUDITOR@" + ORG), 403, 7, "PERMISSION_DENIED");
        assertThat(json(search("auditor", "globex", "AUDITOR@globex")).at("/events"))
                .isEmpty();
        assertThat(json(search("auditor", "globex", "AUDITOR")).at("/events")).isNotEmpty();
    }

    @Test
    void theHeaderNamesTheWorkingOrganization() {
        server.newUser();
        String auditor = server.token("auditor", "globex", "AUDITOR");

        assertThat(json(searchIn(auditor, ORG, "{}"))
                        .at("/events/0/resourceOwner")
                        .asText())
                .isEqualTo(ORG);
        assertThat(json(searchIn(auditor, "globex", "{}")).at("/events")).isEmpty();
        assertRefused(searchIn(auditor, "globex", "{\"organization\":\"" + ORG + "\"}"), 400, 3, "REQUEST_INVALID");
        assertRefused(
                server.send(HttpRequest.newBuilder(server.uri(SEARCH)).POST(BodyPublishers.ofString("{}"))),
                401,
                16,
                "UNAUTHENTICATED");
    }

    @Test
    void anOrganizationOutOfReachIsRefusedAndNotAnsweredAsEmpty() {
        assertRefused(server.post(SEARCH, "{\"organization\":\"globex\"}"), 403, 7, "PERMISSION_DENIED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"limit\":1001}",
                "{\"limit\":-1}",
                "{\"pageToken\":\"next\"}",
                "{\"pageToken\":\"-1\"}",
                "{\"pageToken\":\"9999999999999999999\"}",
                "{\"userId\":\"system:mailer\"}",
                "{\"codeId\":\"a\\nb\"}",
                "{\"organization\":\"\\u0000\"}",
                "{\"editor\":\"\\u0007\"}",
                "{\"from\":\"yesterday\"}",
                "{\"from\":\"2026-11-22T00:00:00Z\",\"until\":\"2026-11-21T00:00:00Z\"}",
                "{\"from\":\"2026-11-22T00:00:00Z\",\"until\":\"2026-11-22T00:00:00Z\"}"
            })
    void whatCannotBeAskedIsRefused(String body) {
        assertRefused(server.post(SEARCH, body), 400, 3, "REQUEST_INVALID");
    }

    @Test
    void aTimeThatIsNoneIsRefusedInBinaryToo() throws Exception {
        ListEventsRequest request = ListEventsRequest.newBuilder()
                .setFrom(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).setNanos(-1))
                .build();

        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, () -> asked(request));

        assertThat(StatusProto.fromThrowable(refusal)
                        .getDetails(0)
                        .unpack(ErrorInfo.class)
                        .getReason())
                .isEqualTo("REQUEST_INVALID");
    }

    private static HttpResponse<String> search(String userId, String organization, String... roles) {
        return server.send(HttpRequest.newBuilder(server.uri(SEARCH))
                .header("authorization", "Bearer " + server.token(userId, organization, roles))
                .POST(BodyPublishers.ofString("{}")));
    }

    private static HttpResponse<String> searchIn(String token, String workingOrganization, String body) {
        return server.send(HttpRequest.newBuilder(server.uri(SEARCH))
                .header("authorization", "Bearer " + token)
                .header("x-zitadel-orgid", workingOrganization)
                .POST(BodyPublishers.ofString(body)));
    }

    private static ListEventsResponse asked(ListEventsRequest request) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + server.owner());
        return AuditServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .listEvents(request);
    }
}
