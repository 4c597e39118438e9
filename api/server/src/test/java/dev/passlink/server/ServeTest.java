package dev.passlink.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as people start it: in processes of its own. */
class ServeTest {

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aFreshFolderIsServedUntilItIsToldToEnd() throws Exception {
        Process server = start("serve");
        URI url = served(server);

        assertThat(get(url.resolve("/healthz")).statusCode()).isEqualTo(200);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve("serve.json"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve("keyset.json"))))
                .isEqualTo("rw-------");

        server.destroy();

        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(data().resolve("serve.json")).doesNotExist();
        assertThat(Files.readString(folder.resolve("serve.err"))).doesNotContain("ERROR");
    }

    @Test
    void whoeverServesIsNamedToASecondServer() throws Exception {
        try (EmbeddedDatabase held = EmbeddedDatabase.own(
                Settings.of(settings()).requireDatabase(), data(), URI.create("http://localhost:8080"))) {
            Process second = start("serve");

            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(Files.readString(folder.resolve("serve.err")))
                    .contains("is held by process " + ProcessHandle.current().pid())
                    .contains("http://localhost:8080");
        }
    }

    @Test
    void aTokenStartsNeitherDatabaseNorEngine() throws Exception {
        Path classes = folder.resolve("classes");
        Process token = start(List.of("-Xlog:class+load=info:file=" + classes), "token", "--user", "u1", "--org", "o1");

        assertThat(token.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(token.exitValue()).isZero();
        assertThat(Files.readString(classes))
                .contains("dev.passlink.server.auth.LocalTokenKey")
                .doesNotContain("org.hibernate")
                .doesNotContain("org.axonframework.config")
                .doesNotContain("org.h2");
    }

    private Process start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    private Process start(List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve(arguments[0] + ".err").toFile());
        builder.environment().putAll(settings());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Map<String, String> settings() {
        return Map.of("PASSLINK_DATA", data().toString(), "PASSLINK_HTTP_PORT", "0");
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** The address that a server prints once it is ready. */
    private static URI served(Process server) throws IOException {
        BufferedReader out = server.inputReader(UTF_8);
        String line = out.readLine();
        assertThat(line).startsWith("serving ");
        return URI.create(line.substring("serving ".length()).strip());
    }

    private static HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }
}
