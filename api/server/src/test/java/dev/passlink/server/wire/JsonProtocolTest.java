package dev.passlink.server.wire;

import static dev.passlink.server.RunningServer.ORG;
import static dev.passlink.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.passlink.server.RunningServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonProtocolTest {

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aUserGetsALinkForThemself() {
        String userId = server.newUser();
        HttpResponse<String> response = server.send(mine(userId, "/auth/v1/users/me/passwordless/_link"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        JsonNode answer = json(response);
        assertThat(answer.at("/details/sequence")).hasToString("\"2\"");
        assertThat(Instant.parse(answer.at("/details/creationDate").asText()))
                .isEqualTo(answer.at("/details/changeDate").asText());
        assertThat(answer.at("/details/resourceOwner").asText()).isEqualTo(ORG);
        assertThat(answer.at("/expiration").asText()).isEqualTo("3600s");
        assertThat(answer.at("/link").asText())
                .matches("https://acme\\.com/ui/login/login/passwordless/init\\?userID=" + userId + "&orgID=" + ORG
                        + "&codeID=[0-9]+&code=[A-Za-z0-9]{12}");
    }

    @Test
    void aLinkIsNotEscapedForHtml() {
        assertThat(server.post(linkOf(server.newUser()), "").body()).contains("?userID=", "&orgID=", "&code=");
    }

    @Test
    void noCacheKeepsALink() {
        assertThat(server.post(linkOf(server.newUser()), "").headers().firstValue("cache-control"))
                .hasValue("no-store");
    }

    @Test
    void aUserHasALinkSentToThemself() {
        JsonNode answer = json(server.send(mine(server.newUser(), "/auth/v1/users/me/passwordless/_send_link")));
        assertThat(answer.at("/details/sequence").asText()).isEqualTo("2");
        assertThat(answer.has("link")).isFalse();
    }

    @Test
    void aManagerGetsALinkForAUser() {
        JsonNode answer = json(server.post(linkOf(server.newUser()), ""));
        assertThat(answer.at("/details/sequence").asText()).isEqualTo("2");
        assertThat(answer.at("/link").asText()).startsWith("https://acme.com/");
        assertThat(answer.at("/expiration").asText()).isEqualTo("3600s");
    }

    @Test
    void aManagerHasALinkSentToAUser() {
        String path = "/management/v1/users/" + server.newUser() + "/passwordless/_send_link";
        JsonNode answer = json(server.post(path, "{}"));
        assertThat(answer.at("/details/resourceOwner").asText()).isEqualTo(ORG);
        assertThat(answer.size()).isEqualTo(1);
    }

    @Test
    void theSameIsAnsweredOverHttp2() {
        HttpClient h2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        String path = linkOf(server.newUser());
        server.send(h2, server.asOwner(path).POST(BodyPublishers.noBody()));
        HttpResponse<String> response = server.send(h2, server.asOwner(path).POST(BodyPublishers.noBody()));
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(json(response).at("/details/sequence").asText()).isEqualTo("3");
    }

    @Test
    void aUserIsImported() {
        JsonNode answer = json(server.post("/management/v1/users/human/_import", imported("")));
        assertThat(answer.at("/userId").asText()).matches("[0-9]+");
        assertThat(answer.at("/details/sequence").asText()).isEqualTo("1");
        assertThat(answer.has("passwordlessRegistration")).isFalse();
    }

    @Test
    void aUserIsImportedTogetherWithALink() {
        JsonNode answer = json(server.post(
                "/management/v1/users/human/_import", imported(",\"requestPasswordlessRegistration\":true")));
        assertThat(answer.at("/passwordlessRegistration/link").asText())
                .contains("userID=" + answer.at("/userId").asText());
        assertThat(answer.at("/passwordlessRegistration/lifetime").asText()).isEqualTo("3600s");
        assertThat(answer.at("/passwordlessRegistration/expiration").asText()).isEqualTo("3600s");
        assertThat(answer.at("/details/sequence").asText()).isEqualTo("1");
    }

    @Test
    void aUserAddedInTheSecondVersionBelongsToTheOrganizationNamed() {
        String body = RunningServer.human("elsewhere")
                .replace("{\"userId\"", "{\"organization\":{\"orgId\":\"org-b\"},\"userId\"");
        JsonNode answer = json(server.send(HttpRequest.newBuilder(server.uri("/v2/users/human"))
                .header("authorization", "Bearer " + server.token("boss", ORG, "IAM_OWNER"))
                .POST(BodyPublishers.ofString(body))));
        assertThat(answer.at("/userId").asText()).isEqualTo("elsewhere");
        assertThat(answer.at("/details/resourceOwner").asText()).isEqualTo("org-b");
    }

    @Test
    void anAddressIsChanged() {
        HttpResponse<String> response =
                server.send(server.asOwner("/management/v1/users/" + server.newUser() + "/email")
                        .PUT(BodyPublishers.ofString("{\"email\":\"new@example.org\",\"isEmailVerified\":true}")));
        assertThat(json(response).at("/details/sequence").asText()).isEqualTo("2");
    }

    @Test
    void aUserIsDeactivatedLockedAndBackAgain() {
        String user = "/management/v1/users/" + server.newUser();
        assertThat(sequenceAfter(user + "/_deactivate")).isEqualTo("2");
        assertThat(sequenceAfter(user + "/_reactivate")).isEqualTo("3");
        assertThat(sequenceAfter(user + "/_lock")).isEqualTo("4");
        assertThat(sequenceAfter(user + "/_unlock")).isEqualTo("5");
    }

    @Test
    void aUserIsRemoved() {
        String userId = server.newUser();
        HttpResponse<String> response =
                server.send(server.asOwner("/management/v1/users/" + userId).DELETE());
        assertThat(json(response).at("/details/sequence").asText()).isEqualTo("2");
        assertThat(json(server.post(linkOf(userId), "")).at("/details/0/reason").asText())
                .isEqualTo("USER_NOT_FOUND");
    }

    @Test
    void theHeaderNamesTheWorkingOrganization() {
        String inOrgB = server.token("boss", ORG, "IAM_OWNER");
        HttpResponse<String> imported =
                server.send(HttpRequest.newBuilder(server.uri("/management/v1/users/human/_import"))
                        .header("authorization", "Bearer " + inOrgB)
                        .header("x-zitadel-orgid", "org-b")
                        .POST(BodyPublishers.ofString(imported(""))));
        assertThat(json(imported).at("/details/resourceOwner").asText()).isEqualTo("org-b");
    }

    @Test
    void anIdMayContainWhatAPathMustEncode() {
        String body = RunningServer.human("a b/ü?").replace("ada@", "odd@");
        assertThat(server.post("/v2/users/human", body).statusCode()).isEqualTo(200);
        JsonNode answer = json(server.post(linkOf("a%20b%2F%C3%BC%3F"), ""));
        assertThat(answer.at("/link").asText()).contains("userID=a%20b%2F%C3%BC%3F&");
    }

    @Test
    void aRepeatedRequestIsAnsweredAsTheFirstTime() {
        String userId = server.newUser();
        JsonNode first = json(repeatable(linkOf(userId), "sesame"));
        assertThat(json(repeatable(linkOf(userId), "sesame"))).isEqualTo(first);
        assertThat(json(repeatable(linkOf(userId), "another"))
                        .at("/details/sequence")
                        .asText())
                .isEqualTo("3");
    }

    @Test
    void aRepeatedRequestForOneselfIsAnsweredAsTheFirstTime() {
        String userId = server.newUser();
        HttpRequest.Builder send =
                mine(userId, "/auth/v1/users/me/passwordless/_send_link").header("Idempotency-Key", "sesame");
        HttpRequest.Builder add =
                mine(userId, "/auth/v1/users/me/passwordless/_link").header("Idempotency-Key", "simsim");
        JsonNode sent = json(server.send(send));
        JsonNode added = json(server.send(add));
        assertThat(json(server.send(send))).isEqualTo(sent);
        assertThat(json(server.send(add))).isEqualTo(added);
        assertThat(added.at("/details/sequence").asText()).isEqualTo("3");
    }

    @Test
    void theKeyOfAnotherOperationIsRefused() {
        String userId = server.newUser();
        repeatable(linkOf(userId), "sesame");
        HttpResponse<String> response =
                repeatable("/management/v1/users/" + userId + "/passwordless/_send_link", "sesame");
        Refusals.assertRefused(response, 400, 3, "REQUEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "one, two"})
    void whatIsNoKeyIsRefused(String key) {
        Refusals.assertRefused(repeatable(linkOf(server.newUser()), key), 400, 3, "REQUEST_INVALID");
    }

    @Test
    void aRepeatedKeyIsRefused() {
        HttpRequest.Builder twice = server.asOwner(linkOf(server.newUser()))
                .header("Idempotency-Key", "one")
                .header("Idempotency-Key", "one")
                .POST(BodyPublishers.ofString("{}"));
        Refusals.assertRefused(server.send(twice), 400, 3, "REQUEST_INVALID");
    }

    @Test
    void otherOperationsTakeNoNoticeOfAKey() {
        String user = "/management/v1/users/" + server.newUser();
        assertThat(repeatable(user + "/_lock", "two words").statusCode()).isEqualTo(200);
    }

    @Test
    void whoWasSentTooManyMailsIsToldWhenTheNextIsAllowed() {
        String send = "/management/v1/users/" + server.newUser() + "/passwordless/_send_link";
        for (int i = 0; i < 5; i++) {
            assertThat(repeatable(send, "mail-" + i).statusCode()).isEqualTo(200);
        }
        HttpResponse<String> refused = server.post(send, "{}");
        Refusals.assertRefused(refused, 429, 8, "TOO_MANY_MAILS");
        int wait = Integer.parseInt(refused.headers().firstValue("retry-after").orElseThrow());
        assertThat(wait).isBetween(600, 900);
        assertThat(json(refused).at("/details/2/retryDelay").asText()).isEqualTo(wait + "s");
        assertThat(repeatable(send, "mail-4").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> repeatable(String path, String key) {
        return server.send(server.asOwner(path).header("Idempotency-Key", key).POST(BodyPublishers.ofString("{}")));
    }

    private static String linkOf(String userId) {
        return "/management/v1/users/" + userId + "/passwordless/_link";
    }

    private static HttpRequest.Builder mine(String userId, String path) {
        return HttpRequest.newBuilder(server.uri(path))
                .header("authorization", "Bearer " + server.token(userId, ORG))
                .POST(BodyPublishers.ofString("{}"));
    }

    private static String sequenceAfter(String path) {
        return json(server.post(path, "{}")).at("/details/sequence").asText();
    }

    private static String imported(String more) {
        return "{\"userName\":\"ada\",\"profile\":{\"firstName\":\"Ada\",\"lastName\":\"Lovelace\","
                + "\"gender\":\"GENDER_FEMALE\"},\"email\":{\"email\":\"ada@example.org\"}" + more + "}";
    }
}
