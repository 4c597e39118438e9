package dev.passlink.server.wire;

import static dev.passlink.server.RunningServer.ORG;
import static dev.passlink.server.RunningServer.json;
import static dev.passlink.server.wire.Refusals.assertRefused;
import static dev.passlink.server.wire.Refusals.assertWellFormed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.server.RunningServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OddRequestsTest {

    private static RunningServer server;
    private static String userId;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
        userId = server.newUser();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", " {\"unknown\":[1,{}]}\n", "{\"userId\":null}", "{\"userId\":\"\"}"})
    void aBodyThatSaysNothingElseIsAccepted(String body) {
        assertThat(server.post(deactivated(), body).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "text/plain",
                "application/grpc",
                "application/json; charset=utf-8",
                "no media type"
            })
    void anEmptyObjectIsAcceptedWithAnyContentType(String contentType) {
        HttpRequest.Builder request = server.asOwner(deactivated()).header("content-type", contentType);
        assertThat(server.send(request.POST(BodyPublishers.ofString("{}"))).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "nonsense",
                "[]",
                "null",
                "\"text\"",
                "{}{}",
                "{\"a\":1,\"a\":2}",
                "{\"id\":\"another\"}",
                "{\"id\":7}",
                "\u0000"
            })
    void aBodyThatIsMalformedOrNoObjectOrNamesAnotherUserIsRefused(String body) {
        assertRefused(server.post("/management/v1/users/" + userId + "/_lock", body), 400, 3, "REQUEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"userId", "user_id"})
    void aBodyThatNamesAnotherUserIsRefusedWhereNoBodyIsRead(String name) {
        HttpResponse<String> response = server.post(link(userId), "{\"" + name + "\":\"another\"}");
        assertRefused(response, 400, 3, "REQUEST_INVALID");
    }

    @Test
    void aBodyMayNameTheSameUser() {
        assertThat(server.post(link(userId), "{\"userId\":\"" + userId + "\"}").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"userId=other", "user_id=other", "x=1&user%5Fid=other", "userId"})
    void aQueryNeverNamesAUser(String query) {
        assertRefused(server.post(link(userId) + "?" + query, ""), 400, 3, "REQUEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id=other", "id="})
    void aQueryNeverNamesAnId(String query) {
        String path = "/management/v1/users/" + userId + "/_deactivate?" + query;
        assertRefused(server.post(path, "{}"), 400, 3, "REQUEST_INVALID");
    }

    @Test
    void aQueryNeverSetsAFieldOfTheBody() {
        String path = "/v2/users/human?email.email=eve@example.org";
        assertRefused(server.post(path, RunningServer.human("queried")), 400, 3, "REQUEST_INVALID");
    }

    @Test
    void aQueryThatMeansNothingIsIgnored() {
        assertThat(server.post(link(userId) + "?utm_source=mail", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void anIdIsAtMostTwoHundredCharactersLong() {
        assertRefused(server.post(link("x".repeat(201)), ""), 400, 3, "REQUEST_INVALID");
        assertRefused(server.post(link("%F0%9F%98%80".repeat(200)), ""), 404, 5, "USER_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/management/v1/users//passwordless/_link", "/management/v1/users//_lock", "//"})
    void anIdIsNotEmpty(String path) {
        assertRefused(server.post(path, ""), 400, 3, "REQUEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system:mailer", "credential:1", "a%0Ab", "%E2%80%A8"})
    void anIdIsNotReservedAndHasNoControlCharacters(String id) {
        assertRefused(server.post(link(id), ""), 400, 3, "REQUEST_INVALID");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"password\":\"secret\"",
                "\"phone\":{\"phone\":\"+41\"}",
                "\"hashedPassword\":{\"value\":\"x\"}",
                "\"hashed_password\":{}",
                "\"passwordChangeRequired\":true",
                "\"otpCode\":\"123\"",
                "\"idps\":[{\"configId\":\"1\"}]"
            })
    void whatAnImportWouldDropIsRefused(String field) {
        String body = "{\"userName\":\"ada\",\"profile\":{\"firstName\":\"A\",\"lastName\":\"L\"},"
                + "\"email\":{\"email\":\"a@example.org\"}," + field + "}";
        HttpResponse<String> response = server.post("/management/v1/users/human/_import", body);
        assertRefused(response, 400, 3, "REQUEST_INVALID");
        assertThat(response.body()).contains("is not served here").doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"password\":{\"password\":\"secret\"}",
                "\"hashedPassword\":{\"hash\":\"x\"}",
                "\"metadata\":[{\"key\":\"k\",\"value\":\"dg==\"}]",
                "\"idpLinks\":[{\"idpId\":\"1\"}]",
                "\"phone\":{\"phone\":\"+41\"}",
                "\"totpSecret\":\"x\"",
                "\"organization\":{\"orgDomain\":\"acme.com\"}"
            })
    void whatANewUserWouldLackIsRefused(String field) {
        String body = RunningServer.human("lacking").replace("{\"userId\"", "{" + field + ",\"userId\"");
        assertRefused(server.post("/v2/users/human", body), 400, 3, "REQUEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sendCode", "returnCode"})
    void noAddressIsVerifiedByACode(String verification) {
        String body = RunningServer.human("codes").replace("\"isVerified\":true", "\"" + verification + "\":{}");
        assertRefused(server.post("/v2/users/human", body), 400, 3, "REQUEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"profile\":\"x\"}", "{\"userId\":{}}", "{\"email\":{\"isVerified\":\"maybe\"}}"})
    void aUserThatIsIncompleteOrOfTheWrongFormIsRefused(String body) {
        assertRefused(server.post("/v2/users/human", body), 400, 3, "REQUEST_INVALID");
    }

    @Test
    void aValueThatAnEnumDoesNotHaveIsRefused() {
        String body = RunningServer.human("odd").replace("\"givenName\"", "\"gender\":99,\"givenName\"");
        assertRefused(server.post("/v2/users/human", body), 400, 3, "REQUEST_INVALID");
    }

    @Test
    void aTextThatIsNoUnicodeIsRefused() {
        String body = RunningServer.human("half").replace("Ada", "\\ud800");
        assertRefused(server.post("/v2/users/human", body), 400, 3, "REQUEST_INVALID");
    }

    @Test
    void aUserIdIsAddedOnce() {
        server.post("/v2/users/human", RunningServer.human("once"));
        assertRefused(server.post("/v2/users/human", RunningServer.human("once")), 409, 6, "USER_ALREADY_EXISTS");
    }

    @Test
    void aRequestThatSaysItIsTooLargeIsRefusedBeforeItIsRead() {
        assertThat(RawHttp.ask(
                        server.port(),
                        "POST " + link(userId) + " HTTP/1.1\r\nAuthorization: Bearer " + server.owner()
                                + "\r\nContent-Length: 70000"))
                .startsWith("HTTP/1.1 413")
                .contains("\"code\":8", "TOO_LARGE");
    }

    @Test
    void aRequestThatIsTooLargeInPiecesIsRefused() {
        BodyPublisher pieces = BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(
                Stream.generate(() -> "y".repeat(1024).getBytes(UTF_8))
                        .limit(80)
                        .toList()));
        assertRefused(server.send(server.asOwner(link(userId)).POST(pieces)), 413, 8, "TOO_LARGE");
    }

    @Test
    void nestingWithoutEndIsRefused() {
        String body = "{\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";
        assertRefused(server.post(link(userId), body), 400, 3, "REQUEST_INVALID");
    }

    @Test
    void aRepeatedOrganizationIsRefused() {
        HttpRequest.Builder request =
                server.asOwner(link(userId)).header("x-zitadel-orgid", ORG).header("x-zitadel-orgid", ORG);
        assertRefused(server.send(request.POST(BodyPublishers.noBody())), 400, 3, "REQUEST_INVALID");
    }

    @ParameterizedTest
    @MethodSource("malformedOrganizations")
    void aMalformedOrganizationIsRefused(String organization) {
        HttpRequest.Builder request = server.asOwner(link(userId)).header("x-zitadel-orgid", organization);
        assertRefused(server.send(request.POST(BodyPublishers.noBody())), 400, 3, "REQUEST_INVALID");
    }

    static Stream<String> malformedOrganizations() {
        return Stream.of("", "o".repeat(201));
    }

    @Test
    void anotherOrganizationWithoutPermissionIsDeniedBeforeAnythingIsLookedUp() {
        HttpRequest.Builder request = server.asOwner(link("nobody")).header("x-zitadel-orgid", "org-b");
        assertRefused(server.send(request.POST(BodyPublishers.noBody())), 403, 7, "PERMISSION_DENIED");
    }

    @Test
    void theOrderOfChecksIsAuthenticationValidationPermissionExistence() {
        String nobody = "/management/v1/users/nobody/_lock";
        String someone = server.token("someone", ORG);
        assertRefused(server.send(anonymous(nobody, "{")), 401, 16, "UNAUTHENTICATED");
        assertRefused(server.send(as(someone, nobody, "{")), 400, 3, "REQUEST_INVALID");
        assertRefused(server.send(as(someone, nobody, "{}")), 403, 7, "PERMISSION_DENIED");
        assertRefused(server.post(nobody, "{}"), 404, 5, "USER_NOT_FOUND");
    }

    @Test
    void aRequestWithoutTokenIsToldWhatIsNeeded() {
        HttpResponse<String> response = server.send(anonymous(link(userId), ""));
        assertRefused(response, 401, 16, "UNAUTHENTICATED");
        assertThat(response.headers().firstValue("www-authenticate")).hasValue("Bearer");
    }

    @Test
    void twoTokensAreNone() {
        HttpRequest.Builder request = server.asOwner(link(userId)).header("authorization", "Bearer " + server.owner());
        assertRefused(server.send(request.POST(BodyPublishers.noBody())), 401, 16, "UNAUTHENTICATED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", "Basic b3duZXI6eA==", "Bearer x", "Bearer a.b.c", "Bearer x, Bearer y"})
    void whatIsNoTokenIsRefused(String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(link(userId)))
                .header("authorization", authorization)
                .POST(BodyPublishers.noBody());
        assertRefused(server.send(request), 401, 16, "UNAUTHENTICATED");
    }

    @Test
    void theNameOfTheSchemeIsReadInAnyCase() {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(link(userId)))
                .header("authorization", "bearer " + server.owner())
                .POST(BodyPublishers.noBody());
        assertThat(server.send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void theCodesThatAreOpenHaveALimitAndATimeToWaitFor() {
        String crowded = server.newUser();
        for (int i = 0; i < 10; i++) {
            assertThat(server.post(link(crowded), "").statusCode()).isEqualTo(200);
        }
        HttpResponse<String> refused = server.post(link(crowded), "");
        assertRefused(refused, 429, 8, "TOO_MANY_OPEN_CODES");
        assertThat(json(refused).at("/details/2/@type").asText()).isEqualTo("type.googleapis.com/google.rpc.RetryInfo");
        int wait = Integer.parseInt(refused.headers().firstValue("retry-after").orElseThrow());
        assertThat(wait).isBetween(3000, 3600);
        assertThat(json(refused).at("/details/2/retryDelay").asText()).isEqualTo(wait + "s");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404, 5, NOT_FOUND",
        "POST, /management/v1/users/1/_unknown, 404, 5, NOT_FOUND",
        "GET, /management/v1/users/1/passwordless/_link, 501, 12, METHOD_NOT_ALLOWED",
        "PUT, /auth/v1/users/me/passwordless/_link, 501, 12, METHOD_NOT_ALLOWED",
        "OPTIONS, /auth/v1/users/me/passwordless/_link, 501, 12, METHOD_NOT_ALLOWED",
        "PATCH, /v2/users/human, 501, 12, METHOD_NOT_ALLOWED",
        "POST, /healthz, 501, 12, METHOD_NOT_ALLOWED",
        "GET, /zitadel.auth.v1.AuthService/AddMyPasswordlessLink, 501, 12, METHOD_NOT_ALLOWED",
        "POST, /zitadel.auth.v1.AuthService/AddMyPasswordlessLink, 400, 3, REQUEST_INVALID",
        "POST, /zitadel.auth.v1.AuthService/Unknown, 404, 5, NOT_FOUND",
        "GET, /%2, 400, 3, REQUEST_INVALID",
        "POST, /management/v1/users/..%2F..%2Fetc/_lock, 400, 3, REQUEST_INVALID"
    })
    void whatIsNotServedIsAnErrorLikeAnyOther(String method, String path, int http, int code, String reason) {
        HttpRequest.Builder request;
        try {
            request = server.asOwner(path).method(method, BodyPublishers.noBody());
        } catch (IllegalArgumentException cannotBeAskedByThisClient) {
            assertThat(RawHttp.ask(server.port(), method + " " + path + " HTTP/1.1"))
                    .startsWith("HTTP/1.1 " + http)
                    .contains(reason);
            return;
        }
        assertRefused(server.send(request), http, code, reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /\u0000 HTTP/1.1",
                "BREW /coffee HTTP/1.1",
                "TRACE / HTTP/1.1",
                "POST http://elsewhere.example/auth/v1/users/me/passwordless/_link HTTP/1.1",
                "POST /v2/users/human HTTP/1.1\r\nContent-Length: many",
                "POST /v2/users/human HTTP/1.1\r\nExpect: 200-ok\r\nContent-Length: 2",
                "GET /docs HTTP/1.1",
                "OPTIONS /v2/users/human HTTP/1.1",
                "GET /v2/users/human HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13",
                "nonsense"
            })
    void nothingIsAnsweredAsPlainTextOrWithoutReason(String head) {
        String answer = RawHttp.ask(server.port(), head);
        assertThat(answer).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 500");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT)).contains("content-type: application/json");
        assertThat(answer).contains("\"reason\":\"").doesNotContain("Exception", "armeria", "netty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc-timeout", "grpc-encoding", "x-trace-bin", "content-encoding", "accept", "forwarded"})
    void noOtherHeaderIsWorthAnInternalError(String name) {
        HttpResponse<String> response =
                server.send(server.asOwner(link("nobody")).header(name, "%%%").POST(BodyPublishers.ofString("{}")));
        assertThat(response.statusCode()).isEqualTo(404);
        assertWellFormed(response);
    }

    @Test
    void noHeaderDecidesWhereALinkLeads() {
        String answer = RawHttp.ask(
                server.port(),
                "POST " + link(server.newUser())
                        + " HTTP/1.1\r\nHost: evil.example\r\nForwarded: host=evil.example;proto=http"
                        + "\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: ftp\r\nX-Forwarded-For: nobody"
                        + "\r\nAuthorization: Bearer " + server.owner());
        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("https://acme.com/ui")
                .doesNotContain("evil");
    }

    @Test
    void headIsAnsweredWithoutBody() {
        HttpResponse<String> response = server.send(server.asOwner("/nowhere").method("HEAD", BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEmpty();
    }

    private static String link(String userId) {
        return "/management/v1/users/" + userId + "/passwordless/_link";
    }

    private static String deactivated() {
        return "/management/v1/users/" + userId + "/_reactivate";
    }

    private static HttpRequest.Builder anonymous(String path, String body) {
        return HttpRequest.newBuilder(server.uri(path)).POST(BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder as(String token, String path, String body) {
        return anonymous(path, body).header("authorization", "Bearer " + token);
    }
}
