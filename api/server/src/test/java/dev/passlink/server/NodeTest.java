package dev.passlink.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.prf.Prf;
import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKey;
import dev.passlink.api.code.KeysetKind;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
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
            KeysetFile<Map<Integer, Prf>> keyset =
                    new KeysetFile<>(KeysetKind.CODES, node.settings().keysets().codes());
            List<KeysetKey> keys = keyset.rotate().keys();

            assertThat(keys)
                    .extracting(key -> KeyUse.in(node.settings()).openCodes(key.id()))
                    .containsExactly(1L, 0L);
        }
    }

    @Test
    void othersAreToldWhereItListensAndNotWhereLinksLead() {
        Settings settings = settings(Map.of("PASSLINK_PUBLIC_URL", "https://login.example.org"));
        try (Node node = Node.start(settings)) {
            assertThat(DatabaseOwner.read(data).orElseThrow().url())
                    .isEqualTo(node.url().toString())
                    .isEqualTo("http://127.0.0.1:" + settings.http().port());
        }
    }

    @Test
    void healthIsServedWhereItIsSaidToBe() throws Exception {
        SelfSigned certificate = SelfSigned.in(data);
        try (Node node = Node.start(settings(Map.of(
                "PASSLINK_STORE",
                "memory",
                "PASSLINK_TLS_CERT",
                certificate.chain().toString(),
                "PASSLINK_TLS_KEY",
                certificate.key().toString(),
                "PASSLINK_MANAGEMENT_PORT",
                "0")))) {
            assertThat(node.addresses().get("serving")).hasScheme("https");
            for (String name : List.of("health", "metrics")) {
                HttpRequest request =
                        HttpRequest.newBuilder(node.addresses().get(name)).build();
                assertThat(HttpClient.newHttpClient()
                                .send(request, BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theEmbeddedDefaultMakesAllKeysetsOnItsFirstStart() throws Exception {
        Node.start(settings()).close();

        for (String keyset : List.of("keyset.json", "personal-keyset.json", "seal-keyset.json")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(keyset))))
                    .as(keyset)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theKeysOfPersonalDataAreNeverReplacedSilently() throws Exception {
        try (Node node = Node.start(settings())) {
            addUser(node);
        }
        Files.delete(data.resolve("personal-keyset.json"));

        assertThatThrownBy(() -> Node.start(settings()).close())
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("personal-keyset.json it is encrypted with is missing");
        assertThat(data.resolve("personal-keyset.json")).doesNotExist();
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
        return settings(Map.of());
    }

    private Settings settings(Map<String, String> others) {
        Map<String, String> values = new HashMap<>(others);
        values.put("PASSLINK_DATA", data.toString());
        values.put("PASSLINK_HTTP_PORT", "0");
        return Settings.of(values);
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
