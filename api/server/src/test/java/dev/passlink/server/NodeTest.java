package dev.passlink.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.code.CodeKey;
import dev.passlink.api.code.CodeKeysetFile;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {

    private static final ResourceOwner ORGANIZATION = new ResourceOwner("o1");

    @TempDir
    Path data;

    @Test
    void theKeyOfAnOpenCodeIsNeeded() throws Exception {
        try (Node node = Node.start(settings())) {
            addUser(node);
            assertThat(post(node, "/auth/v1/users/me/passwordless/_link", "").statusCode())
                    .isEqualTo(200);
            CodeKeysetFile keyset = new CodeKeysetFile(node.settings().keysets().codes());
            List<CodeKey> keys = keyset.rotate().keys();

            assertThat(keys)
                    .extracting(key -> OpenCodes.in(node.settings()).ofKey(key.id()))
                    .containsExactly(1L, 0L);
        }
    }

    @Test
    void keysAreNeverReplacedSilently() throws Exception {
        try (Node node = Node.start(settings())) {
            addUser(node);
        }
        Files.delete(data.resolve("keyset.json"));

        assertThatThrownBy(() -> Node.start(settings()).close())
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("keyset.json is missing");
        assertThat(data.resolve("keyset.json")).doesNotExist();
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Settings settings = Settings.of(Map.of(
                    "PASSLINK_DATA",
                    data.toString(),
                    "PASSLINK_STORE",
                    "memory",
                    "PASSLINK_HTTP_PORT",
                    "" + taken.getLocalPort()));

            assertThatThrownBy(() -> Node.start(settings).close())
                    .isInstanceOf(CannotRun.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    private Settings settings() {
        return Settings.of(Map.of("PASSLINK_DATA", data.toString(), "PASSLINK_HTTP_PORT", "0"));
    }

    private static void addUser(Node node) throws Exception {
        String user = """
                {"userId":"u1","profile":{"givenName":"Given","familyName":"Family"},\
                "email":{"email":"u1@example.org"}}""";

        assertThat(post(node, "/v2/users/human", user).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> post(Node node, String path, String body) throws Exception {
        URI url = node.url().resolve(path);
        String token = node.token(new UserId("u1"), ORGANIZATION, List.of("ORG_OWNER@" + ORGANIZATION));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url)
                                .header("Authorization", "Bearer " + token)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }
}
