package dev.passlink.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
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

/** A code is in the answer or in the mail, and nowhere else (behaviour C2). */
class CanaryTest {

    private static final Pattern CODE = Pattern.compile("[?&]code=([A-Za-z0-9]+)");

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
            elsewhere.add(get(url.resolve(
                    URI.create(link).getRawPath() + "?" + URI.create(link).getRawQuery())));
            elsewhere.add(get(url.resolve("/metrics")));
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(processes.errorsOf("serve"))).contains("DEBUG");
        }

        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().contains("outbox")) {
                    elsewhere.add(Files.readString(file, ISO_8859_1));
                }
            }
        }
        assertThat(codes).hasSize(2).doesNotHaveDuplicates();
        assertThat(elsewhere)
                .hasSizeGreaterThan(6)
                .allSatisfy(text -> assertThat(text)
                        .doesNotContain(
                                codes.stream().flatMap(CanaryTest::disguises).toList()));
    }

    /** The code as it is, and as it would look in a URL, in base64 at any offset, and in hexadecimal digits. */
    private static Stream<String> disguises(String code) {
        byte[] bytes = code.getBytes(UTF_8);
        Stream<String> base64 = Stream.of(0, 1, 2).map(offset -> {
            String encoded =
                    Base64.getEncoder().withoutPadding().encodeToString((" ".repeat(offset) + code).getBytes(UTF_8));
            return encoded.substring(offset == 0 ? 0 : offset + 1, encoded.length() - 2);
        });
        String percent = HexFormat.ofDelimiter("").withPrefix("%").formatHex(bytes);
        return Stream.concat(
                Stream.of(
                        code,
                        URLEncoder.encode(code, UTF_8),
                        percent,
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
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(url.resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private String get(URI url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                .body();
    }

    /** The text of the one mail in the outbox, once it is there. */
    private static String mailIn(Path outbox) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (System.nanoTime() < deadline) {
            try (Stream<Path> mails = Files.isDirectory(outbox) ? Files.list(outbox) : Stream.empty()) {
                Path mail = mails.filter(file -> file.toString().endsWith(".eml"))
                        .findFirst()
                        .orElse(null);
                if (mail != null) {
                    return textOf(mail);
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
