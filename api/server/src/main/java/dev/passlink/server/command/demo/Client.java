package dev.passlink.server.command.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** An HTTP client such as anybody would write, which shows what it sends and what comes back. */
final class Client {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN_OF_A_TOKEN = 12;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI server;
    private final Transcript transcript;

    Client(URI server, Transcript transcript) {
        this.server = server;
        this.transcript = transcript;
    }

    /**
     * Posts.
     *
     * @param path  path of the operation
     * @param token bearer token, of which only the beginning is shown
     * @param body  JSON, or nothing
     */
    Answer post(String path, String token, String body) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body))
                .build();
        transcript.show("POST " + path);
        transcript.show("Authorization: Bearer " + token.substring(0, SHOWN_OF_A_TOKEN) + "…");
        if (!body.isEmpty()) {
            transcript.show(body);
        }
        Answer answer = send(request);
        transcript.gap();
        transcript.show("HTTP " + answer.status());
        transcript.show(answer.json().toPrettyString());
        return answer;
    }

    /**
     * Posts as the page that a link opens does: without a token, as the code is what is shown.
     *
     * @param origin where the page is, as browsers say it
     * @param path   path of the operation
     * @param body   JSON
     */
    Answer postFromPage(String origin, String path, ObjectNode body) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Origin", origin)
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        transcript.show("POST " + path);
        transcript.show(body.toPrettyString());
        Answer answer = send(request);
        transcript.gap();
        transcript.show("HTTP " + answer.status());
        transcript.show(answer.json().toPrettyString());
        return answer;
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString(UTF_8));
            return new Answer(response.statusCode(), parse(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from " + server, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Deviation("the body of the answer", "JSON", body);
        }
    }

    /**
     * What came back.
     *
     * @param status HTTP status
     * @param json   the body
     */
    record Answer(int status, JsonNode json) {

        /** The text at a place such as {@code details.sequence}; empty if there is none. */
        String text(String place) {
            return json.at("/" + place.replace('.', '/')).asText();
        }
    }
}
