package dev.passlink.server;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationsDocumentTest {

    private static final Path DOCUMENT = Path.of("../../docs/operations.md");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z_]+)` \\|", Pattern.MULTILINE);
    private static final Pattern SERVED =
            Pattern.compile("^# TYPE ((?:passlink|hikaricp)_\\w+?)(?:(?<=_seconds|_length)_max)? ", Pattern.MULTILINE);
    private static final String ORG = "acme";

    @TempDir
    Path data;

    @Test
    void everyMetricIsDocumentedAndNoOther() throws Exception {
        Set<String> documented = names(ROW, Files.readString(DOCUMENT));
        try (Node node = Node.start(Settings.of(
                Map.of("PASSLINK_DATA", data.toString(), "PASSLINK_HTTP_PORT", "0", "PASSLINK_STORE", "memory")))) {
            traffic(node);

            String metrics = metricsWith("passlink_codes_sent_total 1.0", node);
            assertThat(names(SERVED, metrics)).isEqualTo(documented);
            assertThat(metrics)
                    .contains("jvm_memory_used_bytes", "passlink_codes_added_total{medium=\"mail\"} 1.0")
                    .contains("operation=\"SendMyPasswordlessLink\",outcome=\"OK\"")
                    .doesNotContain("ada@example.org", "\"ada\"", "\"" + ORG + "\"");
        }
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).collect(toCollection(TreeSet::new));
    }

    /** A user is added, looked at and sent a mail. */
    private static void traffic(Node node) throws Exception {
        post(node, "/v2/users/human", RunningServer.human("ada"));
        post(node, "/auth/v1/users/me/passwordless/_send_link", "{}");
    }

    private static void post(Node node, String path, String body) throws Exception {
        String token = node.token(new UserId("ada"), new ResourceOwner(ORG), List.of("ORG_OWNER@" + ORG));
        HttpRequest request = HttpRequest.newBuilder(node.url().resolve(path))
                .header("authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static String metricsWith(String line, Node node) throws Exception {
        URI uri = node.addresses().get("metrics");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String metrics = "";
        while (!metrics.contains(line)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            metrics = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }
        return metrics;
    }
}
