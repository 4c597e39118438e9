package dev.passlink.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as people start it: in processes of its own. */
class ServeTest {

    @TempDir
    Path folder;

    private CommandLineProcesses processes;

    @BeforeEach
    void begin() {
        processes = new CommandLineProcesses(folder, Map.of("PASSLINK_HTTP_PORT", "0"));
    }

    @AfterEach
    void end() throws InterruptedException {
        processes.close();
    }

    @Test
    void aFreshFolderIsServedUntilItIsToldToEnd() throws Exception {
        Process server = processes.start("serve");
        URI url = CommandLineProcesses.served(server);

        assertThat(get(url.resolve("/healthz")).statusCode()).isEqualTo(200);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(processes.data().resolve("serve.json"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(processes.data().resolve("keyset.json"))))
                .isEqualTo("rw-------");

        server.destroy();

        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(processes.data().resolve("serve.json")).doesNotExist();
        assertThat(Files.readString(processes.errorsOf("serve"))).doesNotContain("ERROR");
    }

    @Test
    void whoeverServesIsNamedToASecondServer() throws Exception {
        try (EmbeddedDatabase held = EmbeddedDatabase.own(
                Settings.of(Map.of("PASSLINK_DATA", processes.data().toString()))
                        .requireDatabase(),
                processes.data(),
                URI.create("http://localhost:8080"))) {
            Process second = processes.start("serve");

            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(Files.readString(processes.errorsOf("serve")))
                    .contains("is held by process " + ProcessHandle.current().pid())
                    .contains("http://localhost:8080");
        }
    }

    @Test
    void aTokenStartsNeitherDatabaseNorEngine() throws Exception {
        Path classes = folder.resolve("classes");
        Process token = processes.start(
                List.of("-Xlog:class+load=info:file=" + classes), "token", "--user", "u1", "--org", "o1");

        assertThat(token.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(token.exitValue()).isZero();
        assertThat(Files.readString(classes))
                .contains("dev.passlink.server.auth.LocalTokenKey")
                .doesNotContain("org.hibernate")
                .doesNotContain("org.axonframework.config")
                .doesNotContain("org.h2");
    }

    private static HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }
}
