package dev.passlink.server.wire;

import static dev.passlink.server.RunningServer.ORG;
import static dev.passlink.server.RunningServer.json;
import static dev.passlink.server.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.passlink.server.Device;
import dev.passlink.server.RunningServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done with passkeys over HTTP: user service v2, and the passwordless operations of version 1. */
class PasskeyOperationsTest {

    private static final String CODE = "{\"returnCode\":{}}";

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    // ------------------------------------------------------------------------------------------ codes and links

    @Test
    void aManagerGetsACodeForAUser() {
        HttpResponse<String> response = server.post(passkeys(server.newUser()) + "/registration_link", CODE);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
        JsonNode answer = json(response);
        assertThat(answer.at("/code/id").asText()).matches("[0-9]+");
        assertThat(answer.at("/code/code").asText()).matches("[A-Za-z0-9]{12}");
        assertThat(answer.at("/details/sequence")).hasToString("\"2\"");
        assertThat(answer.at("/details/resourceOwner").asText()).isEqualTo(ORG);
        assertThat(Instant.parse(answer.at("/details/creationDate").asText()))
                .isEqualTo(answer.at("/details/changeDate").asText());
        assertThat(answer.at("/details").fieldNames())
                .toIterable()
                .containsExactly("sequence", "changeDate", "resourceOwner", "creationDate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"sendLink\":{}}",
                "{\"sendLink\":{\"urlTemplate\":\"https://acme.com/join#{{.UserID}}/{{.OrgID}}/{{.CodeID}}/{{.Code}}\"}}"
            })
    void aManagerHasALinkMailed(String body) {
        JsonNode answer = json(server.post(passkeys(server.newUser()) + "/registration_link", body));
        assertThat(answer.at("/details/sequence").asText())
                .as(answer.toString())
                .isEqualTo("2");
        assertThat(answer.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://acme.com/join",
                "https://elsewhere.example.org/{{.Code}}",
                "http://acme.com/{{.Code}}",
                "https://acme.com/{{.Code}}?{{.Email}}"
            })
    void aTemplateThatWouldLeadElsewhereIsRefused(String template) {
        String userId = server.newUser();
        assertRefused(
                server.post(
                        passkeys(userId) + "/registration_link",
                        "{\"sendLink\":{\"urlTemplate\":\"" + template + "\"}}"),
                400,
                3,
                "REQUEST_INVALID");
        assertThat(json(server.post(passkeys(userId) + "/registration_link", CODE))
                        .at("/details/sequence")
                        .asText())
                .isEqualTo("2");
    }

    @Test
    void aRepeatedRequestForACodeIsAnsweredAsTheFirstTime() {
        String path = passkeys(server.newUser()) + "/registration_link";
        JsonNode first = json(repeatable(path, CODE));
        assertThat(first.at("/code/code").asText()).isNotEmpty();
        assertThat(json(repeatable(path, CODE))).isEqualTo(first);
        assertRefused(repeatable(path, "{\"sendLink\":{}}"), 400, 3, "REQUEST_INVALID");
    }

    @Test
    void aRepeatedRequestForAMailMustLeadToTheSamePage() {
        String path = passkeys(server.newUser()) + "/registration_link";
        String here = "{\"sendLink\":{\"urlTemplate\":\"https://acme.com/here?{{.Code}}\"}}";
        JsonNode first = json(repeatable(path, here));
        assertThat(json(repeatable(path, here))).isEqualTo(first);
        assertRefused(repeatable(path, here.replace("here?", "there?")), 400, 3, "REQUEST_INVALID");
        assertRefused(repeatable(path, "{\"sendLink\":{}}"), 400, 3, "REQUEST_INVALID");
    }

    // ------------------------------------------------------------------------------------------ registration

    @Test
    void aUserRegistersAPasskeyThatIsListedAndTakenAway() {
        String userId = server.newUser();
        String token = server.token(userId, ORG);
        JsonNode started = json(post(token, passkeys(userId), "{}"));
        String passkeyId = started.at("/passkeyId").asText();
        JsonNode verified = json(post(token, passkeys(userId) + "/" + passkeyId, answerTo(started)));
        assertThat(verified.at("/details/creationDate"))
                .isEqualTo(started.at("/details/creationDate"))
                .isNotEqualTo(verified.at("/details/changeDate"));

        JsonNode listed = json(post(token, passkeys(userId) + "/_search", "{}"));
        assertThat(listed.at("/result"))
                .hasToString(
                        "[{\"id\":\"" + passkeyId + "\",\"state\":\"AUTH_FACTOR_STATE_READY\",\"name\":\"My phone\"}]");
        assertThat(listed.at("/details/totalResult")).hasToString("\"1\"");
        assertThat(listed.at("/details/processedSequence")).isEqualTo(verified.at("/details/sequence"));
        assertThat(Instant.parse(listed.at("/details/timestamp").asText()))
                .isAfterOrEqualTo(verified.at("/details/changeDate").asText());
        assertThat(json(post(token, "/auth/v1/users/me/passwordless/_search", ""))
                        .at("/result"))
                .isEqualTo(listed.at("/result"));
        assertThat(json(server.post(managed(userId) + "/_search", "")).at("/result"))
                .isEqualTo(listed.at("/result"));

        JsonNode removed =
                json(server.send(as(token, passkeys(userId) + "/" + passkeyId).DELETE()));
        assertThat(removed.at("/details/creationDate")).isEqualTo(started.at("/details/creationDate"));
        assertThat(json(post(token, passkeys(userId) + "/_search", "{}")).has("result"))
                .isFalse();
    }

    @Test
    void wholeNumbersHaveNoFraction() {
        String userId = server.newUser();
        String options = post(server.token(userId, ORG), passkeys(userId), "{}").body();
        assertThat(options).contains("\"alg\":-7}", "\"timeout\":300000").doesNotContainPattern("\":-?\\d+[.eE]");
    }

    @Test
    void whatABrowserIsAskedNamesTheRelyingPartyAndThePerson() {
        String userId = server.newUser();
        JsonNode asked = json(post(
                        server.token(userId, ORG),
                        passkeys(userId),
                        "{\"authenticator\":\"PASSKEY_AUTHENTICATOR_CROSS_PLATFORM\",\"domain\":\"acme.com\"}"))
                .at("/publicKeyCredentialCreationOptions/publicKey");
        assertThat(asked.at("/rp/id").asText()).isEqualTo("acme.com");
        assertThat(asked.at("/user/displayName").asText()).isEqualTo("Ada Lovelace");
        assertThat(asked.at("/authenticatorSelection/authenticatorAttachment").asText())
                .isEqualTo("cross-platform");
        assertThat(asked.at("/challenge").asText()).matches("[A-Za-z0-9_-]{43}");
    }

    @Test
    void aManagerRegistersAPasskeyWithTheRightCodeOnce() {
        String userId = server.newUser();
        String body = codeFor(userId);
        JsonNode started = json(server.post(passkeys(userId), body));
        HttpResponse<String> verified =
                server.post(passkeys(userId) + "/" + started.at("/passkeyId").asText(), answerTo(started));
        assertThat(verified.statusCode()).as(verified.body()).isEqualTo(200);
        assertRefused(server.post(passkeys(userId), body), 400, 9, "CODE_USED");
    }

    @Test
    void withoutACodeNobodyRegistersAPasskeyForSomebodyElse() {
        String userId = server.newUser();
        assertRefused(server.post(passkeys(userId), "{}"), 400, 3, "REQUEST_INVALID");
        assertRefused(
                server.post(passkeys(userId), "{\"code\":{\"id\":\"1\",\"code\":\"\"}}"), 400, 3, "REQUEST_INVALID");
    }

    @Test
    void aWrongCodeIsRefusedAndCounted() {
        String userId = server.newUser();
        String right = codeFor(userId);
        String wrong = right.replaceFirst("\"code\":\"[A-Za-z0-9]{12}\"", "\"code\":\"wrong\"");
        assertThat(wrong).isNotEqualTo(right);
        for (int i = 0; i < 3; i++) {
            assertRefused(server.post(passkeys(userId), wrong), 400, 3, "CODE_INVALID");
        }
        assertRefused(server.post(passkeys(userId), right), 400, 3, "CODE_INVALID");
    }

    @Test
    void anAnswerToAnotherQuestionIsRefused() {
        String userId = server.newUser();
        String token = server.token(userId, ORG);
        JsonNode one = json(post(token, passkeys(userId), "{}"));
        JsonNode other = json(post(token, passkeys(userId), "{}"));
        assertRefused(
                post(token, passkeys(userId) + "/" + one.at("/passkeyId").asText(), answerTo(other)),
                400,
                3,
                "CEREMONY_FAILED");
        assertRefused(post(token, passkeys(userId) + "/unknown", answerTo(one)), 400, 3, "CEREMONY_FAILED");
    }

    @Test
    void aCredentialAndANameMustBeGiven() {
        String userId = server.newUser();
        String token = server.token(userId, ORG);
        JsonNode started = json(post(token, passkeys(userId), "{}"));
        String path = passkeys(userId) + "/" + started.at("/passkeyId").asText();
        assertRefused(post(token, path, "{\"passkeyName\":\"phone\"}"), 400, 3, "REQUEST_INVALID");
        assertRefused(post(token, path, answerTo(started).replace("My phone", "")), 400, 3, "REQUEST_INVALID");
        assertRefused(
                post(token, path, answerTo(started).replace("My phone", "x".repeat(201))), 400, 3, "REQUEST_INVALID");
        assertThat(post(token, path, answerTo(started)).statusCode()).isEqualTo(200);
    }

    @Test
    void passkeysAreMadeForOneDomainOnly() {
        String userId = server.newUser();
        assertRefused(
                post(server.token(userId, ORG), passkeys(userId), "{\"domain\":\"login.acme.com\"}"),
                400,
                3,
                "REQUEST_INVALID");
    }

    @Test
    void anAuthenticatorThatDoesNotExistIsRefused() {
        String userId = server.newUser();
        assertRefused(
                post(server.token(userId, ORG), passkeys(userId), "{\"authenticator\":7}"), 400, 3, "REQUEST_INVALID");
    }

    // ------------------------------------------------------------------------------------------ permissions

    @Test
    void whoWorksInAnotherOrganizationSeesNoUser() {
        String userId = server.newUser();
        assertNobodyIsThere(server.token("stranger", "org-b", "ORG_OWNER@org-b"), userId);
    }

    @Test
    void whoLacksThePermissionSeesNoUser() {
        String userId = server.newUser();
        assertNobodyIsThere(server.token("colleague", ORG), userId);
    }

    private static void assertNobodyIsThere(String token, String userId) {
        String code = codeFor(userId);
        assertRefused(post(token, passkeys(userId) + "/registration_link", CODE), 404, 5, "USER_NOT_FOUND");
        assertRefused(post(token, passkeys(userId), code), 404, 5, "USER_NOT_FOUND");
        assertRefused(
                post(token, passkeys(userId) + "/1", "{\"publicKeyCredential\":{},\"passkeyName\":\"phone\"}"),
                404,
                5,
                "USER_NOT_FOUND");
        assertRefused(post(token, passkeys(userId) + "/_search", "{}"), 404, 5, "USER_NOT_FOUND");
        assertRefused(server.send(as(token, passkeys(userId) + "/1").DELETE()), 404, 5, "USER_NOT_FOUND");
        assertThat(server.post(passkeys(userId), code).statusCode()).isEqualTo(200); // no guess was counted
    }

    @Test
    void eachOperationNeedsItsOwnPermission() {
        String userId = server.newUser();
        String helpdesk = server.token("helpdesk", ORG, "ORG_USER_MANAGER@" + ORG); // user.read, user.write
        assertRefused(post(helpdesk, passkeys(userId) + "/registration_link", CODE), 404, 5, "USER_NOT_FOUND");
        assertRefused(post(helpdesk, passkeys(userId), codeFor(userId)), 404, 5, "USER_NOT_FOUND");
        assertThat(post(helpdesk, passkeys(userId) + "/_search", "{}").statusCode())
                .isEqualTo(200);
        assertRefused(server.send(as(helpdesk, passkeys(userId) + "/1").DELETE()), 404, 5, "PASSKEY_NOT_FOUND");
    }

    @Test
    void noUserGetsACodeForThemselfWithoutThePermission() {
        String userId = server.newUser();
        assertRefused(
                post(server.token(userId, ORG), passkeys(userId) + "/registration_link", CODE),
                404,
                5,
                "USER_NOT_FOUND");
    }

    @Test
    void theSecondVersionTakesNoNoticeOfTheWorkingOrganization() {
        String userId = server.newUser();
        HttpResponse<String> response = server.send(server.asOwner(passkeys(userId) + "/_search")
                .header("x-zitadel-orgid", "org-b")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void theFirstVersionWorksInTheWorkingOrganization() {
        String userId = server.newUser();
        HttpRequest.Builder elsewhere =
                server.asOwner(managed(userId) + "/_search").header("x-zitadel-orgid", "org-b");
        assertRefused(server.send(elsewhere.POST(BodyPublishers.noBody())), 403, 7, "PERMISSION_DENIED");
        String stranger = server.token("stranger", "org-b", "ORG_OWNER@org-b");
        assertRefused(post(stranger, managed(userId) + "/_search", ""), 404, 5, "USER_NOT_FOUND");
        assertRefused(server.send(as(stranger, managed(userId) + "/1").DELETE()), 404, 5, "USER_NOT_FOUND");
        String reader = server.token("auditor", ORG, "AUDITOR@" + ORG);
        assertRefused(post(reader, managed(userId) + "/_search", ""), 403, 7, "PERMISSION_DENIED");
    }

    // ------------------------------------------------------------------------------------------ what is not there

    @Test
    void aPasskeyThatIsNotThereCannotBeTakenAway() {
        String userId = server.newUser();
        String token = server.token(userId, ORG);
        assertRefused(server.send(server.asOwner(managed(userId) + "/1").DELETE()), 404, 5, "PASSKEY_NOT_FOUND");
        assertRefused(server.send(as(token, "/auth/v1/users/me/passwordless/1").DELETE()), 404, 5, "PASSKEY_NOT_FOUND");
        assertRefused(server.send(as(token, passkeys(userId) + "/1").DELETE()), 404, 5, "PASSKEY_NOT_FOUND");
    }

    @Test
    void managersTakePasskeysAwayInTheFirstVersionToo() {
        String userId = server.newUser();
        String passkeyId = registered(userId);
        JsonNode removed = json(
                server.send(server.asOwner(managed(userId) + "/" + passkeyId).DELETE()));
        assertThat(removed.at("/details").fieldNames())
                .toIterable()
                .containsExactly("sequence", "creationDate", "changeDate", "resourceOwner");
    }

    @Test
    void usersTakeTheirOwnPasskeysAwayInTheFirstVersionToo() {
        String userId = server.newUser();
        String passkeyId = registered(userId);
        HttpRequest.Builder remove = as(server.token(userId, ORG), "/auth/v1/users/me/passwordless/" + passkeyId)
                .DELETE();
        assertThat(json(server.send(remove)).at("/details/resourceOwner").asText())
                .isEqualTo(ORG);
        assertRefused(server.send(remove), 404, 5, "PASSKEY_NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({"?user_id=other", "?userId=other", "?passkey_id=1", "?passkeyName=x"})
    void aQueryMustNotSayWhatThePathSays(String query) {
        String userId = server.newUser();
        assertRefused(
                server.post(passkeys(userId) + "/1" + query, "{\"publicKeyCredential\":{},\"passkeyName\":\"phone\"}"),
                400,
                3,
                "REQUEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_search", "registration_link", "a%20b%2F%C3%BC%3F"})
    void anIdOfAPasskeyMayBeAnything(String passkeyId) {
        HttpRequest.Builder remove = server.asOwner(passkeys(server.newUser()) + "/" + passkeyId);
        assertRefused(server.send(remove.DELETE()), 404, 5, "PASSKEY_NOT_FOUND");
    }

    private static String registered(String userId) {
        String token = server.token(userId, ORG);
        JsonNode started = json(post(token, passkeys(userId), "{}"));
        String passkeyId = started.at("/passkeyId").asText();
        assertThat(post(token, passkeys(userId) + "/" + passkeyId, answerTo(started))
                        .statusCode())
                .isEqualTo(200);
        return passkeyId;
    }

    /** What the page sends once the browser has answered. */
    private static String answerTo(JsonNode started) {
        String publicKey =
                started.at("/publicKeyCredentialCreationOptions/publicKey").toString();
        return "{\"publicKeyCredential\":" + new Device().create(publicKey) + ",\"passkeyName\":\"My phone\"}";
    }

    /** A request to register a passkey, with a code that is good. */
    private static String codeFor(String userId) {
        JsonNode answer = json(server.post(passkeys(userId) + "/registration_link", CODE));
        return "{\"code\":" + answer.at("/code") + "}";
    }

    private static String passkeys(String userId) {
        return "/v2/users/" + userId + "/passkeys";
    }

    private static String managed(String userId) {
        return "/management/v1/users/" + userId + "/passwordless";
    }

    private static HttpRequest.Builder as(String token, String path) {
        return HttpRequest.newBuilder(server.uri(path)).header("authorization", "Bearer " + token);
    }

    private static HttpResponse<String> post(String token, String path, String body) {
        return server.send(as(token, path).POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> repeatable(String path, String body) {
        return server.send(
                server.asOwner(path).header("Idempotency-Key", "sesame").POST(BodyPublishers.ofString(body)));
    }
}
