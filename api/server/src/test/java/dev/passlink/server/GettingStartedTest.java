package dev.passlink.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The requests of docs/getting-started.md, sent in its order, are answered as it says. */
class GettingStartedTest {

    private static final Path DOCUMENT = Path.of("../../docs/getting-started.md");

    /** A request and the answer below it. */
    private static final Pattern EXCHANGE =
            Pattern.compile("```sh\\ncurl ([^`]*)\\n```\\n\\n```json\\n([^`]*)\\n```", Pattern.DOTALL);

    private static final Pattern ADDRESS = Pattern.compile("http://localhost:8080(\\S*)");
    private static final Pattern HEADER = Pattern.compile("-H (['\"])([^:]*): (.*?)\\1");
    private static final Pattern BODY = Pattern.compile("-d '([^']*)'");

    /** What is another each time, in JSON. */
    private static final Map<String, String> CHANGING = Map.of(
            "\"\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\"",
            "\"(date)\"",
            "codeID=\\d+&code=\\w{12}\"",
            "codeID=(id)&code=(code)\"",
            "\"https?://[^/]+/ui/",
            "\"(public URL)/ui/");

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyRequestIsAnsweredAsDocumented() throws Exception {
        List<MatchResult> exchanges =
                EXCHANGE.matcher(Files.readString(DOCUMENT)).results().toList();
        assertThat(exchanges).hasSize(4);
        try (RunningServer server = RunningServer.start()) {
            for (MatchResult exchange : exchanges) {
                HttpResponse<String> answer = server.send(request(exchange.group(1), server));
                assertThat(lasting(answer.body())).as(exchange.group(1)).isEqualTo(lasting(exchange.group(2)));
                assertThat(answer.statusCode()).isEqualTo(200);
            }
        }
    }

    private static HttpRequest.Builder request(String curl, RunningServer server) {
        Matcher address = ADDRESS.matcher(curl);
        assertThat(address.find()).as(curl).isTrue();
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(address.group(1)));
        String token = server.token("manager", "acme", "ORG_OWNER@acme");
        HEADER.matcher(curl)
                .results()
                .forEach(header ->
                        request.header(header.group(2), header.group(3).replace("$TOKEN", token)));
        Matcher body = BODY.matcher(curl);
        if (body.find()) {
            request.POST(BodyPublishers.ofString(body.group(1)));
        } else if (curl.contains("-X POST")) {
            request.POST(BodyPublishers.noBody());
        }
        return request;
    }

    private static JsonNode lasting(String answer) throws IOException {
        String lasting = answer;
        for (Map.Entry<String, String> changing : CHANGING.entrySet()) {
            lasting = lasting.replaceAll(changing.getKey(), changing.getValue());
        }
        return JSON.readTree(lasting);
    }
}
