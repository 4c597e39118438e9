package dev.passlink.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.passlink.server.RunningServer;
import java.net.http.HttpResponse;

/** What every error in JSON must look like. */
final class Refusals {

    private Refusals() {}

    /** Checks the whole form and the agreement of its parts. */
    static void assertRefused(HttpResponse<String> response, int httpStatus, int code, String reason) {
        assertThat(response.body()).as("a body for %s", response.statusCode()).startsWith("{");
        JsonNode status = RunningServer.json(response);
        assertThat(status.at("/details/0/reason").asText()).as(response.body()).isEqualTo(reason);
        assertThat(response.statusCode()).isEqualTo(httpStatus);
        assertThat(status.at("/code").asInt()).isEqualTo(code);
        assertWellFormed(response);
    }

    static void assertWellFormed(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("content-type").orElse(""))
                .as(response.body())
                .startsWith("application/json");
        JsonNode status = RunningServer.json(response);
        assertThat(status.at("/message").asText()).isNotEmpty();
        assertThat(status.at("/details/0/@type").asText()).isEqualTo("type.googleapis.com/google.rpc.ErrorInfo");
        assertThat(status.at("/details/0/domain").asText()).isEqualTo("passlink");
        assertThat(status.at("/details/1/@type").asText()).isEqualTo("type.googleapis.com/zitadel.v1.ErrorDetail");
        assertThat(status.at("/details/1/id")).isEqualTo(status.at("/details/0/reason"));
        assertThat(status.at("/details/1/message")).isEqualTo(status.at("/message"));
    }
}
