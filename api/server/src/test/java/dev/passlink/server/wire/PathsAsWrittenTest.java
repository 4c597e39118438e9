package dev.passlink.server.wire;

import static dev.passlink.server.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.server.RunningServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathsAsWrittenTest {

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {";other", ";", "%3Bother"})
    void whatFollowsASemicolonBelongsToTheId(String rest) {
        String victim = server.newUser();

        assertRefused(delete(victim + rest), 404, 5, "USER_NOT_FOUND");
        assertThat(server.post("/management/v1/users/" + victim + "/_lock", "{}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anIdMayContainASemicolon() {
        String added =
                server.post("/v2/users/human", RunningServer.human("alice;bob")).body();
        assertThat(added).contains("alice;bob");

        assertThat(delete("alice;bob").statusCode()).isEqualTo(200);
        assertRefused(delete("alice;bob"), 404, 5, "USER_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics;x", "/healthz;x", "/auth/v1/users/me;x/passwordless/_link"})
    void aServedPathWithASemicolonIsAnother(String path) {
        assertRefused(server.send(HttpRequest.newBuilder(server.uri(path))), 404, 5, "NOT_FOUND");
    }

    private static HttpResponse<String> delete(String userId) {
        return server.send(server.asOwner("/management/v1/users/" + userId).DELETE());
    }
}
