package dev.passlink.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.passlink.api.AddedUserWithLink;
import dev.passlink.api.RegistrationLink;
import dev.passlink.api.webauthn.RelyingParty;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A code is in the answer or in the mail, and nowhere else (behaviour C2); an idempotency key is nowhere (O7). */
class CanaryTest {

    private static final Pattern CODE = Pattern.compile("[?&]code=([A-Za-z0-9]+)");

    private static final String KEY = "qX73bY18cX27"; // of a request, and no business of anybody else's either

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aCodeIsInTheAnswerAndTheMailAndNowhereElse() throws Exception {
        List<String> elsewhere = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        try (CommandLineProcesses processes =
                new CommandLineProcesses(folder, Map.of("PASSLINK_HTTP_PORT", "0", "PASSLINK_LOG_LEVEL", "TRACE"))) {
            Process server = processes.start("serve");
            URI url = CommandLineProcesses.served(server);
            String token = token(processes);
            String user = post(url, "/management/v1/users/human/_import", token, """
                    {"userName":"u","profile":{"firstName":"U","lastName":"U"},
                     "email":{"email":"u@example.org","isEmailVerified":true}}""")
                    .get("userId")
                    .asText();

            String link = post(url, "/management/v1/users/" + user + "/passwordless/_link", token, "")
                    .get("link")
                    .asText();
            codes.add(codeIn(link));
            elsewhere.add(post(url, "/management/v1/users/" + user + "/passwordless/_send_link", token, "{}")
                    .toString());
            codes.add(codeIn(mailIn(processes.data().resolve("outbox"))));
            JsonNode returned = post(
                            url, "/v2/users/" + user + "/passkeys/registration_link", token, "{\"returnCode\":{}}")
                    .get("code");
            codes.add(returned.get("code").asText());
            elsewhere.add(post(url, "/v2/users/" + user + "/passkeys", token, "{\"code\":" + returned + "}")
                    .toString());
            codes.add(KEY);
            elsewhere.add(get(url.resolve(
                    URI.create(link).getRawPath() + "?" + URI.create(link).getRawQuery())));
            elsewhere.addAll(opened(url, link));
            elsewhere.add(refused(url, "/management/v1/users/" + user + "/_lock", token, "{\"id\":\"" + codes.get(0)));
            elsewhere.add(refused(url, "/management/v1/users/" + user + "/_lock?id=" + codes.get(0), token, "{}"));
            elsewhere.add(client.send(
                            HttpRequest.newBuilder(url.resolve("/" + codes.get(0)))
                                    .header("x-correlation-id", codes.get(0))
                                    .header("traceparent", codes.get(0))
                                    .build(),
                            BodyHandlers.ofString())
                    .headers()
                    .toString());
            elsewhere.add(post(url, "/passlink/v1/users/" + user + "/links/_search", token, "{}")
                    .toString());
            elsewhere.add(post(url, "/passlink/v1/users/" + user + "/links/_revoke", token, "{}")
                    .toString());
            elsewhere.add(get(url.resolve("/metrics")));
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(processes.errorsOf("serve")))
                    .contains("DEBUG", "SendPasswordlessRegistration 200 OK")
                    .doesNotContain(token, "u@example.org");
        }

        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().contains("outbox")) {
                    elsewhere.add(Files.readString(file, ISO_8859_1));
                }
            }
        }
        assertThat(codes).hasSize(4).doesNotHaveDuplicates();
        assertThat(Files.readString(folder.resolve("data/passlink.mv.db"), ISO_8859_1))
                .contains("u@example.org"); // what is stored can be read
        assertThat(elsewhere)
                .hasSizeGreaterThan(8)
                .allSatisfy(text -> assertThat(codes).noneMatch(code -> betrays(text, code)));
    }

    /** What the page that the link opens is answered: a look, a start, and a finish that fails. */
    private List<String> opened(URI url, String link) throws Exception {
        ObjectNode asked = new ObjectMapper().createObjectNode();
        for (String pair : URI.create(link).getQuery().split("&")) {
            asked.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        List<String> answers = new ArrayList<>();
        answers.add(fromPage(url, link, "/look", asked, 200));
        String started = fromPage(url, link, "/start", asked, 200);
        answers.add(started);
        asked.put(
                        "passkeyId",
                        new ObjectMapper().readTree(started).get("passkeyId").asText())
                .put("name", "A device")
                .putObject("credential");
        answers.add(fromPage(url, link, "/finish", asked, 400));
        return answers;
    }

    private String fromPage(URI url, String link, String path, ObjectNode asked, int status) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(url.resolve(URI.create(link).getRawPath() + path))
                        .header("Origin", RelyingParty.originOf(URI.create(link)))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(asked.toString()))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    @ParameterizedTest
    @MethodSource("betrayals")
    void aCodeIsFoundInEveryDisguise(String text) {
        assertThat(betrays(text, "aZ09bY18cX27")).isTrue();
        assertThat(betrays(text, "aZ09bX18cX27")).isFalse();
    }

    static Stream<String> betrayals() {
        Base64.Encoder base64 = Base64.getEncoder();
        return Stream.of(
                "https://acme.com/ui?codeID=1&code=aZ09bY18cX27",
                "code%3D%61%5A%30%39%62%59%31%38%63%58%32%37",
                "code%3d%61%5a%30%39%62%59%31%38%63%58%32%37",
                base64.encodeToString("aZ09bY18cX27 is it".getBytes(UTF_8)),
                base64.encodeToString("?aZ09bY18cX27".getBytes(UTF_8)),
                base64.encodeToString("?=aZ09bY18cX27&".getBytes(UTF_8)),
                "0x615a3039625931386358323700",
                "615A30396259313863583237");
    }

    @Test
    void whoPrintsAnAnswerPrintsNoCode() {
        try (RunningServer server = RunningServer.start()) {
            Caller owner = Caller.of("owner", RunningServer.ORG, Grant.everywhere("IAM_OWNER"));
            Person person = Person.named("u", "U", "L", new Email("u@example.org", true));
            AddedUserWithLink imported =
                    server.passlink().users().importHumanWithLink(owner, person).join();
            UserId user = imported.userId();
            RegistrationLink link = server.passlink().links().add(owner, user).join();

            assertThat(betrays(
                            imported.toString(), codeIn(imported.link().link().toString())))
                    .isFalse();
            assertThat(betrays(link.toString(), codeIn(link.link().toString()))).isFalse();
        }
    }

    private static boolean betrays(String text, String code) {
        return disguises(code).anyMatch(text::contains);
    }

    /** The code as it is, and as it would look in a URL, in base64 at any offset, and in hexadecimal digits. */
    private static Stream<String> disguises(String code) {
        byte[] bytes = code.getBytes(UTF_8);
        Stream<String> base64 = Stream.of(0, 1, 2).map(offset -> {
            String encoded =
                    Base64.getEncoder().withoutPadding().encodeToString((" ".repeat(offset) + code).getBytes(UTF_8));
            return encoded.substring(offset == 0 ? 0 : offset + 1, encoded.length() - 2);
        });
        HexFormat percent = HexFormat.of().withPrefix("%");
        return Stream.concat(
                Stream.of(
                        code,
                        percent.formatHex(bytes),
                        percent.withUpperCase().formatHex(bytes),
                        HexFormat.of().formatHex(bytes),
                        HexFormat.of().withUpperCase().formatHex(bytes)),
                base64);
    }

    private static String codeIn(String text) {
        Matcher matcher = CODE.matcher(text);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String token(CommandLineProcesses processes) throws Exception {
        Process token = processes.start("token", "--user", "boss", "--org", "acme", "--role", "ORG_OWNER@acme");
        String printed = new String(token.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(token.waitFor()).isZero();
        return printed;
    }

    private JsonNode post(URI url, String path, String token, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(url, path, token, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private String refused(URI url, String path, String token, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(url, path, token, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return answer.body();
    }

    private HttpResponse<String> ask(URI url, String path, String token, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(url.resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .header("Idempotency-Key", KEY + path.length())
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private String get(URI url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                .body();
    }

    /** The text of the one mail with a link in the outbox, once it is there; the others are security notices. */
    private static String mailIn(Path outbox) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (System.nanoTime() < deadline) {
            try (Stream<Path> mails = Files.isDirectory(outbox) ? Files.list(outbox) : Stream.empty()) {
                for (Path mail :
                        mails.filter(file -> file.toString().endsWith(".eml")).toList()) {
                    String text = textOf(mail);
                    if (text.contains("code=")) {
                        return text;
                    }
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("no mail arrived in the outbox");
    }

    private static String textOf(Path mail) throws Exception {
        try (InputStream in = Files.newInputStream(mail)) {
            return plain(new MimeMessage(Session.getInstance(new Properties()), in).getContent());
        }
    }

    private static String plain(Object content) throws Exception {
        if (content instanceof Multipart parts) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart part = parts.getBodyPart(i);
                text.append(part.isMimeType("image/*") ? "" : plain(part.getContent()));
            }
            return text.toString();
        }
        return content.toString();
    }
}
