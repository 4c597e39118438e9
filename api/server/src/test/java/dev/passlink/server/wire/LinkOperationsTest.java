package dev.passlink.server.wire;

import static dev.passlink.server.RunningServer.ORG;
import static dev.passlink.server.RunningServer.json;
import static dev.passlink.server.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.rpc.ErrorInfo;
import dev.passlink.server.RunningServer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.axonframework.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import passlink.v1.Link;
import passlink.v1.LinkMail;
import passlink.v1.LinkMedium;
import passlink.v1.LinkServiceGrpc;
import passlink.v1.LinkServiceGrpc.LinkServiceBlockingStub;
import passlink.v1.LinkState;
import passlink.v1.ListLinksRequest;
import passlink.v1.ListLinksResponse;
import passlink.v1.RevokeLinksRequest;

/** Links listed and taken back over the wire, in all protocols (behaviour C11). */
class LinkOperationsTest {

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
    void aUserListsTheirOwnLinksTheNewestFirst() {
        String userId = server.newUser();
        JsonNode first = addLink(userId);
        JsonNode second = addLink(userId);

        JsonNode answer = json(as(server.token(userId, ORG), search(userId), ""));

        assertThat(ids(answer)).containsExactly(codeId(second), codeId(first));
        JsonNode link = answer.at("/links/0");
        assertThat(link.at("/state").asText()).isEqualTo("LINK_STATE_OPEN");
        assertThat(link.at("/medium").asText()).isEqualTo("LINK_MEDIUM_RETURNED");
        assertThat(link.at("/mail").asText()).isEqualTo("LINK_MAIL_NONE");
        assertThat(link.at("/details")).isEqualTo(second.at("/details"));
        assertThat(Instant.parse(link.at("/expirationDate").asText()))
                .isEqualTo(Instant.parse(second.at("/details/creationDate").asText())
                        .plusSeconds(3600));
        assertThat(answer.at("/nextPageToken").asText()).isEmpty();
    }

    @Test
    void aManagerSeesWhatWasMailed() {
        String userId = server.newUser();
        server.post("/management/v1/users/" + userId + "/passwordless/_send_link", "{}");

        Link link = asked(server.owner()).listLinks(of(userId)).getLinks(0);

        assertThat(link.getMedium()).isEqualTo(LinkMedium.LINK_MEDIUM_MAIL);
        assertThat(link.getMail()).isIn(LinkMail.LINK_MAIL_DUE, LinkMail.LINK_MAIL_SENT);
        assertThat(link.getDetails().getResourceOwner()).isEqualTo(ORG);
    }

    @Test
    void noAnswerContainsACodeNorWhatOneIsMadeFrom() {
        String userId = server.newUser();
        String link = addLink(userId).at("/link").asText();
        String code = link.substring(link.indexOf("&code=") + "&code=".length());
        String codeId =
                json(server.post(search(userId), "{}")).at("/links/0/id").asText();

        List<String> answers = new ArrayList<>();
        answers.add(server.post(search(userId), "{}").body());
        answers.add(asked(server.owner()).listLinks(of(userId)).toString());
        answers.add(
                server.post(revoke(userId), "{\"codeId\":\"" + codeId + "\"}").body());
        answers.add(server.post(revoke(userId), "{\"codeId\":\"" + code + "\"}").body());
        answers.add(server.post(revoke(userId), "{}").body());
        answers.add(server.post(search(userId), "{}").body());

        assertThat(code).hasSize(12);
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer).isNotEmpty().doesNotContain(code, "nonce", "seed", "keyId", "code="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"codeID\":\"1\"}", "{\"code\":\"1\"}", "{\"codeId\":null}"})
    void aMisspeltIdDoesNotRevokeAll(String body) {
        String userId = server.newUser();
        String open = codeId(addLink(userId));

        HttpResponse<String> answer = server.post(revoke(userId), body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/details/0/reason").asText()).isEqualTo("REQUEST_INVALID");
        assertThat(json(server.post(revoke(userId), "{\"codeId\":\"" + open + "\"}"))
                        .at("/details/sequence")
                        .asText())
                .isEqualTo("3");
    }

    @Test
    void oneLinkIsTakenBackAndTheOthersStay() {
        String userId = server.newUser();
        String kept = codeId(addLink(userId));
        String revoked = codeId(addLink(userId));

        HttpResponse<String> answer = server.post(revoke(userId), "{\"codeId\":\"" + revoked + "\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).at("/details/sequence").asText()).isEqualTo("4");
        JsonNode listed = json(server.post(search(userId), "{}"));
        assertThat(states(listed)).containsExactly(revoked + " LINK_STATE_REVOKED", kept + " LINK_STATE_OPEN");
        assertThat(listed.at("/links/0/details")).isEqualTo(json(answer).at("/details"));
        assertThat(json(server.post(revoke(userId), "{\"codeId\":\"" + revoked + "\"}")))
                .isEqualTo(json(answer)); // nothing is left to do
    }

    @Test
    void allLinksAreTakenBackByTheirUser() {
        String userId = server.newUser();
        JsonNode user = json(server.post("/management/v1/users/" + userId + "/_lock", "{}"));
        server.post("/management/v1/users/" + userId + "/_unlock", "{}");
        addLink(userId);
        addLink(userId);
        String token = server.token(userId, ORG);

        JsonNode answer = json(as(token, revoke(userId), "{}"));

        assertThat(answer.at("/details/sequence").asText()).isEqualTo("3"); // of the user, which is unlocked
        assertThat(answer.at("/details/creationDate")).isEqualTo(user.at("/details/creationDate"));
        assertThat(states(json(as(token, search(userId), "{}"))))
                .hasSize(2)
                .allMatch(link -> link.endsWith(" LINK_STATE_REVOKED"));
    }

    @Test
    void oneOfTheirOwnLinksIsTakenBackByTheirUser() {
        String userId = server.newUser();
        String kept = codeId(addLink(userId));
        String revoked = codeId(addLink(userId));

        asked(server.token(userId, ORG))
                .revokeLinks(RevokeLinksRequest.newBuilder()
                        .setUserId(userId)
                        .setCodeId(revoked)
                        .build());

        assertThat(asked(server.token(userId, ORG)).listLinks(of(userId)).getLinksList())
                .extracting(link -> link.getId() + " " + link.getState())
                .containsExactly(revoked + " LINK_STATE_REVOKED", kept + " LINK_STATE_OPEN");
    }

    @Test
    void aLinkWhoseTimeIsOverIsListedAsExpired() {
        Clock clock = GenericEventMessage.clock;
        GenericEventMessage.clock = Clock.offset(clock, Duration.ofHours(2).negated());
        String userId;
        try {
            userId = server.newUser();
            addLink(userId);
        } finally {
            GenericEventMessage.clock = clock;
        }

        assertThat(asked(server.owner()).listLinks(of(userId)).getLinksList())
                .extracting(Link::getState)
                .containsExactly(LinkState.LINK_STATE_EXPIRED);
    }

    @Test
    void linksAreListedPageByPage() {
        String userId = server.newUser();
        List<String> added = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            added.add(0, codeId(addLink(userId)));
        }

        List<String> seen = new ArrayList<>();
        String token = "";
        do {
            ListLinksResponse page = asked(server.owner())
                    .listLinks(of(userId).toBuilder()
                            .setLimit(2)
                            .setPageToken(token)
                            .build());
            assertThat(page.getLinksCount()).isLessThanOrEqualTo(2);
            page.getLinksList().forEach(link -> seen.add(link.getId()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(seen).isEqualTo(added);
    }

    @Test
    void linksAreListedInABrowser() throws Exception {
        String userId = server.newUser();
        String codeId = codeId(addLink(userId));
        byte[] request = of(userId).toByteArray();
        HttpResponse<byte[]> response = HttpClient.newHttpClient()
                .send(
                        server.asOwner("/passlink.v1.LinkService/ListLinks")
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
        assertThat(ListLinksResponse.parseFrom(message).getLinksList())
                .extracting(Link::getId)
                .containsExactly(codeId);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_search", "_revoke"})
    void whoIsNeitherTheUserNorTheirManagerIsRefused(String operation) {
        String userId = server.newUser();
        String path = "/passlink/v1/users/" + userId + "/links/" + operation;
        addLink(userId);

        assertThat(as(server.token("helper", ORG, "ORG_USER_MANAGER@" + ORG), search(userId), "{}")
                        .statusCode())
                .isEqualTo(200);
        assertRefused(as(server.token(server.newUser(), ORG), path, "{}"), 403, 7, "PERMISSION_DENIED");
        assertRefused(as(server.token("auditor", ORG, "AUDITOR"), path, "{}"), 403, 7, "PERMISSION_DENIED");
        assertRefused(as(server.token("nobody", "globex"), path, "{}"), 403, 7, "PERMISSION_DENIED");
        assertRefused(
                server.send(HttpRequest.newBuilder(server.uri(path)).POST(BodyPublishers.ofString("{}"))),
                401,
                16,
                "UNAUTHENTICATED");
        assertAllOpen(userId);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_search", "_revoke"})
    void theUsersOfAnotherOrganizationAreOutOfSight(String operation) {
        String userId = server.newUser();
        String path = "/passlink/v1/users/" + userId + "/links/" + operation;
        addLink(userId);
        String elsewhere = server.token("boss", "globex", "ORG_OWNER@globex");
        String everywhere = server.token("boss", "globex", "IAM_OWNER");

        assertRefused(as(elsewhere, path, "{}"), 404, 5, "USER_NOT_FOUND");
        assertRefused(in(ORG, elsewhere, path), 403, 7, "PERMISSION_DENIED");
        assertRefused(in("globex", everywhere, path), 404, 5, "USER_NOT_FOUND");
        assertAllOpen(userId);
        assertThat(in(ORG, everywhere, path).statusCode()).isEqualTo(200);
        assertThat(as(everywhere, path, "{}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_search", "_revoke"})
    void usersAreThemselvesAtHomeOnly(String operation) {
        String userId = server.newUser();
        String path = "/passlink/v1/users/" + userId + "/links/" + operation;
        addLink(userId);

        assertRefused(as(server.token(userId, "globex"), path, "{}"), 404, 5, "USER_NOT_FOUND");
        assertRefused(in("globex", server.token(userId, ORG), path), 403, 7, "PERMISSION_DENIED");
        assertRefused(in(ORG, server.token(userId, "globex"), path), 403, 7, "PERMISSION_DENIED");
        assertAllOpen(userId);
        assertThat(in(ORG, server.token(userId, ORG), path).statusCode()).isEqualTo(200);
    }

    @Test
    void anUnknownUserHasNoLinks() {
        assertRefused(server.post(search("nobody"), "{}"), 404, 5, "USER_NOT_FOUND");
        assertRefused(server.post(revoke("nobody"), "{}"), 404, 5, "USER_NOT_FOUND");
        assertRefused(as(server.token("nobody", ORG), search("nobody"), "{}"), 404, 5, "USER_NOT_FOUND");
    }

    @Test
    void aCodeOfNobodyOrOfSomebodyElseIsNotFound() {
        String userId = server.newUser();
        String other = server.newUser();
        String codeOfOther = codeId(addLink(other));
        addLink(userId);

        assertRefused(server.post(revoke(userId), "{\"codeId\":\"4711\"}"), 404, 5, "CODE_NOT_FOUND");
        assertRefused(
                as(server.token(userId, ORG), revoke(userId), "{\"codeId\":\"" + codeOfOther + "\"}"),
                404,
                5,
                "CODE_NOT_FOUND");
        StatusRuntimeException refusal = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> asked(server.owner())
                        .revokeLinks(RevokeLinksRequest.newBuilder()
                                .setUserId(userId)
                                .setCodeId("4711")
                                .build()));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertAllOpen(userId);
        assertAllOpen(other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"limit\":1001}",
                "{\"limit\":-1}",
                "{\"limit\":4294967295}",
                "{\"pageToken\":\"next\"}",
                "{\"pageToken\":\"-1\"}",
                "{\"pageToken\":\"9999999999\"}",
                "{\"userId\":\"another\"}"
            })
    void whatCannotBeListedIsRefused(String body) {
        assertRefused(server.post(search(server.newUser()), body), 400, 3, "REQUEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"codeId\":\"\"}",
                "{\"codeId\":\"a\\nb\"}",
                "{\"codeId\":{}}",
                "{\"codeId\":[\"1\",\"2\"]}",
                "{\"userId\":\"another\"}"
            })
    void whatNamesNoLinkTakesNoneBack(String body) {
        String userId = server.newUser();
        addLink(userId);

        assertRefused(server.post(revoke(userId), body), 400, 3, "REQUEST_INVALID");
        assertRefused(as(server.token(userId, ORG), revoke(userId), body), 400, 3, "REQUEST_INVALID");

        assertAllOpen(userId);
    }

    @Test
    void aCodeIsNotNamedInTheQuery() {
        String userId = server.newUser();
        addLink(userId);

        assertRefused(server.post(revoke(userId) + "?codeId=1", "{}"), 400, 3, "REQUEST_INVALID");
        assertRefused(server.post(revoke(userId) + "?code_id=1", ""), 400, 3, "REQUEST_INVALID");

        assertAllOpen(userId);
    }

    @Test
    void anIdThatIsTooLongOrEmptyIsRefused() throws Exception {
        for (String userId : List.of("", "x".repeat(201))) {
            StatusRuntimeException refusal = catchThrowableOfType(
                    StatusRuntimeException.class, () -> asked(server.owner()).listLinks(of(userId)));
            assertThat(StatusProto.fromThrowable(refusal)
                            .getDetails(0)
                            .unpack(ErrorInfo.class)
                            .getReason())
                    .isEqualTo("REQUEST_INVALID");
        }
    }

    private static void assertAllOpen(String userId) {
        assertThat(states(json(server.post(search(userId), "{}"))))
                .isNotEmpty()
                .allMatch(link -> link.endsWith(" LINK_STATE_OPEN"));
    }

    private static JsonNode addLink(String userId) {
        HttpResponse<String> answer = server.post("/management/v1/users/" + userId + "/passwordless/_link", "{}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static String codeId(JsonNode added) {
        return added.at("/link").asText().replaceAll(".*&codeID=([^&]*)&.*", "$1");
    }

    private static String search(String userId) {
        return "/passlink/v1/users/" + userId + "/links/_search";
    }

    private static String revoke(String userId) {
        return "/passlink/v1/users/" + userId + "/links/_revoke";
    }

    private static List<String> ids(JsonNode listed) {
        return StreamSupport.stream(listed.at("/links").spliterator(), false)
                .map(link -> link.at("/id").asText())
                .toList();
    }

    private static List<String> states(JsonNode listed) {
        return StreamSupport.stream(listed.at("/links").spliterator(), false)
                .map(link -> link.at("/id").asText() + " " + link.at("/state").asText())
                .toList();
    }

    private static HttpResponse<String> as(String token, String path, String body) {
        return server.send(HttpRequest.newBuilder(server.uri(path))
                .header("authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> in(String workingOrganization, String token, String path) {
        return server.send(HttpRequest.newBuilder(server.uri(path))
                .header("authorization", "Bearer " + token)
                .header("x-zitadel-orgid", workingOrganization)
                .POST(BodyPublishers.ofString("{}")));
    }

    private static ListLinksRequest of(String userId) {
        return ListLinksRequest.newBuilder().setUserId(userId).build();
    }

    private static LinkServiceBlockingStub asked(String token) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return LinkServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }
}
