package dev.passlink.server.page;

import static dev.passlink.server.RunningServer.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.passlink.api.LinkFormat;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.server.Device;
import dev.passlink.server.RunningServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a client sees it that is no browser (behaviour C9, C12). */
class EnrolmentPageTest {

    private static final String ORIGIN = "https://acme.com";

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
    void openingALinkChangesNothingAndRepeatsNothingOfIt() {
        OpenLink link = OpenLink.ofNewUser(server);
        InitCodeView before = link.code();

        HttpResponse<String> opened = server.send(HttpRequest.newBuilder(opening(link)));
        HttpResponse<String> peeked =
                server.send(HttpRequest.newBuilder(opening(link)).method("HEAD", BodyPublishers.noBody()));

        assertThat(opened.statusCode()).isEqualTo(200);
        assertThat(opened.body()).startsWith("<!DOCTYPE html>").doesNotContain(link.secret());
        assertThat(peeked.statusCode()).isEqualTo(200);
        assertThat(peeked.body()).isEmpty();
        assertThat(link.code()).isEqualTo(before);
    }

    @Test
    void whateverLinkIsOpenedThePageIsTheSame() {
        assertThat(get(LinkFormat.PATH + "?userID=nobody&orgID=none&codeID=1&code=wrong")
                        .body())
                .isEqualTo(get(LinkFormat.PATH).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/page.css", "/page.js", "/icon.svg"})
    void nothingOfThePageIsKeptOrGetsElsewhere(String file) {
        HttpResponse<String> answer = get(LinkFormat.PATH + file);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertGuarded(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"de-CH,de;q=0.9,en;q=0.8|de", "en-GB,en;q=0.9,de;q=0.8|en", "fr|en", "fr,de;q=0.5|de", "?!|en"})
    void thePageSpeaksTheLanguageThatIsPreferred(String accepted, String language) {
        HttpResponse<String> page =
                server.send(HttpRequest.newBuilder(server.uri(LinkFormat.PATH)).header("accept-language", accepted));

        assertThat(page.body()).contains("<html lang=\"" + language + "\">");
        assertThat(page.headers().firstValue("content-language")).hasValue(language);
        assertThat(page.headers().firstValue("vary").orElse("")).containsIgnoringCase("accept-language");
    }

    @Test
    void bothLanguagesHaveTheSameSections() {
        assertThat(skeleton("de")).isEqualTo(skeleton("en")).contains("id=\"expired\"", "<noscript>");
    }

    @Test
    void aLookSaysWhoAsksForWhichAccountAndChangesNothing() {
        OpenLink link = OpenLink.ofNewUser(server);
        InitCodeView before = link.code();

        HttpResponse<String> seen = ask("look", link.body(), ORIGIN);

        assertThat(seen.statusCode()).isEqualTo(200);
        assertThat(json(seen).at("/relyingParty").asText()).isEqualTo("Passlink");
        assertThat(json(seen).at("/displayName").asText()).isEqualTo("Ada Lovelace");
        assertThat(json(seen).at("/userName").asText()).isEqualTo("ada");
        assertThat(Instant.parse(json(seen).at("/expiresAt").asText())).isEqualTo(before.expiresAt());
        assertThat(seen.body()).doesNotContain(link.secret());
        assertGuarded(seen);
        assertThat(link.code()).isEqualTo(before);
    }

    @Test
    void toAStrangerWrongAndUnknownLooksTheSame() {
        OpenLink link = OpenLink.ofNewUser(server);

        HttpResponse<String> wrong = ask("look", link.body().put("code", "wrongwrong12"), ORIGIN);

        assertThat(reason(wrong)).isEqualTo("CODE_INVALID");
        for (String part : List.of("userID", "codeID", "orgID")) {
            HttpResponse<String> unknown = ask("look", link.body().put(part, "unknown"), ORIGIN);
            assertThat(unknown.body()).as(part).isEqualTo(wrong.body());
            assertThat(unknown.statusCode()).as(part).isEqualTo(wrong.statusCode());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"look", "start", "finish"})
    void onlyThePageItselfMayAsk(String question) {
        ObjectNode body = OpenLink.ofNewUser(server).body();

        for (String origin : List.of("https://evil.example", "null", "http://acme.com", "https://acme.com:444")) {
            HttpResponse<String> refused = ask(question, body, origin);
            assertThat(refused.statusCode()).as(origin).isEqualTo(403);
            assertThat(reason(refused)).as(origin).isEqualTo("PERMISSION_DENIED");
            assertGuarded(refused);
        }
        assertThat(server.send(asking(question, body.toString(), "application/json"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.send(asking(question, body.toString(), "application/json")
                                .header("origin", ORIGIN)
                                .header("origin", "https://evil.example"))
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp"})
    void whatAFormCouldSendIsRefused(String type) {
        HttpResponse<String> refused =
                server.send(asking("look", OpenLink.ofNewUser(server).body().toString(), type)
                        .header("origin", ORIGIN));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(reason(refused)).isEqualTo("REQUEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"userID\":\"s3cretc0de12", "{\"userID\":{\"code\":\"s3cretc0de12\"}}"})
    void whatIsNoLinkIsRefusedWithoutRepeatingIt(String body) {
        for (String question : List.of("look", "start", "finish")) {
            HttpResponse<String> refused =
                    server.send(asking(question, body, "application/json").header("origin", ORIGIN));

            assertThat(reason(refused)).isEqualTo("REQUEST_INVALID");
            assertThat(refused.body()).doesNotContain("s3cretc0de12");
        }
    }

    @Test
    void whatIsTooLargeIsRefused() {
        ObjectNode body = OpenLink.ofNewUser(server).body().put("name", "x".repeat(64 * 1024));

        HttpResponse<String> refused = ask("finish", body, ORIGIN);

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(reason(refused)).isEqualTo("TOO_LARGE");
    }

    @Test
    void strangersOnThePageLeaveTheRoomOfTheApi() throws Exception {
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 250; i++) { // of whom some may find a look of this test in their place
                strangers.add(halfAsked());
            }
            awaitLook("OVERLOADED");
            assertThat(server.newUser()).isNotEmpty();
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
        awaitLook("CODE_INVALID");
    }

    /** Somebody who begins to ask and does not go on. */
    private static Socket halfAsked() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.getOutputStream()
                .write(("POST " + LinkFormat.PATH + "/look HTTP/1.1\r\nHost: acme.com\r\nOrigin: " + ORIGIN
                                + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                        .getBytes(US_ASCII));
        return socket;
    }

    /** Looks at links that there are none of, another each time, since looks at one link are bounded as well. */
    private static void awaitLook(String reason) {
        ObjectNode link = OpenLink.ofNewUser(server).body();
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        for (int i = 0;
                !reason(ask("look", link.put("codeID", "none-" + i), ORIGIN)).equals(reason);
                i++) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    @Test
    void aStartSaysWhichAuthenticatorsAreWanted() {
        OpenLink link = OpenLink.ofNewUser(server);

        HttpResponse<String> any = ask("start", link.body(), ORIGIN);
        HttpResponse<String> here = ask("start", link.body().put("requestPlatformType", "platform"), ORIGIN);
        HttpResponse<String> other = ask("start", link.body().put("requestPlatformType", "crossPlatform"), ORIGIN);

        String attachment = "/publicKey/authenticatorSelection/authenticatorAttachment";
        assertThat(json(any).at("/passkeyId").asText()).isNotEmpty();
        assertThat(json(any).at("/publicKey/rp/id").asText()).isEqualTo("acme.com");
        assertThat(json(any).at(attachment).asText("")).isIn("", "null");
        assertThat(json(here).at(attachment).asText()).isEqualTo("platform");
        assertThat(json(other).at(attachment).asText()).isEqualTo("cross-platform");
        assertThat(link.code().standingAt(Instant.now())).isEqualTo(InitCodeView.Standing.OPEN);
    }

    @Test
    void ofFiftyFinishesAtOnceOneRegistersAndTheOthersAreToldSo() throws Exception {
        ObjectNode link = OpenLink.ofNewUser(server).body();
        JsonNode started = json(ask("start", link, ORIGIN));
        ObjectNode finish = link.deepCopy()
                .put("passkeyId", started.get("passkeyId").asText())
                .put("name", "A phone");
        finish.set(
                "credential",
                new ObjectMapper()
                        .readTree(new Device().create(started.get("publicKey").toString())));

        ExecutorService browsers = Executors.newFixedThreadPool(50);
        List<CompletableFuture<HttpResponse<String>>> asked = IntStream.range(0, 50)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> ask("finish", finish, ORIGIN), browsers))
                .toList();
        List<HttpResponse<String>> answers =
                asked.stream().map(CompletableFuture::join).toList();
        browsers.shutdown();

        assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() != 200)
                .hasSize(49)
                .allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(400);
                    assertThat(reason(answer)).isEqualTo("CODE_USED");
                });
    }

    private static HttpResponse<String> get(String path) {
        return server.send(HttpRequest.newBuilder(server.uri(path)));
    }

    private static URI opening(OpenLink link) {
        return server.uri(link.address().getRawPath() + "?" + link.address().getRawQuery());
    }

    private static HttpResponse<String> ask(String question, ObjectNode body, String origin) {
        return server.send(asking(question, body.toString(), "application/json").header("origin", origin));
    }

    private static HttpRequest.Builder asking(String question, String body, String type) {
        return HttpRequest.newBuilder(server.uri(LinkFormat.PATH + "/" + question))
                .header("content-type", type)
                .POST(BodyPublishers.ofString(body));
    }

    private static String reason(HttpResponse<String> refused) {
        return json(refused).at("/details/0/reason").asText();
    }

    private static void assertGuarded(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("referrer-policy")).hasValue("no-referrer");
        assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("permissions-policy")).hasValue("publickey-credentials-create=(self)");
        assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'")
                .doesNotContain("unsafe");
    }

    /** The page without its sentences. */
    private static String skeleton(String language) {
        String page = server.send(
                        HttpRequest.newBuilder(server.uri(LinkFormat.PATH)).header("accept-language", language))
                .body();
        return page.replaceAll(">[^<]+<", "><")
                .replaceAll(" (lang|data-guess|data-security-key|data-unknown)=\"[^\"]*\"", "");
    }
}
