package dev.passlink.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that add users and ask for links, each of which asks again, with the same idempotency key, until it has an
 * answer.
 */
final class Load implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(20);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(5);
    private static final int RETURNED = 1;
    private static final int MAILED = 3;

    private final URI server;
    private final String token;
    private final Ledger ledger;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AtomicInteger users = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean enough;

    private Load(URI server, String token, Ledger ledger) {
        this.server = server;
        this.token = token;
        this.ledger = ledger;
    }

    /** So many clients at once, until closed. */
    static Load of(int clients, URI server, String token, Ledger ledger) {
        Load load = new Load(server, token, ledger);
        for (int i = 0; i < clients; i++) {
            Thread client = new Thread(load::askForEver, "client-" + i);
            load.clients.add(client);
            client.start();
        }
        return load;
    }

    /** Lets everybody get the answer they wait for. */
    @Override
    public void close() throws InterruptedException {
        enough = true;
        for (Thread client : clients) {
            client.join();
        }
    }

    private void askForEver() {
        try {
            while (!enough) {
                String userId = ledger.phase() + "-" + users.incrementAndGet();
                askFor(userId);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void askFor(String userId) throws InterruptedException {
        String user = "{\"userId\":\"%s\",\"username\":\"%s\",\"organization\":{\"orgId\":\"acme\"},"
                        .formatted(userId, userId)
                + "\"profile\":{\"givenName\":\"U\",\"familyName\":\"U\"},"
                + "\"email\":{\"email\":\"%s@example.org\",\"isVerified\":true}}".formatted(userId);
        ask(userId, Ledger.Asked.USER, "/v2/users/human", user);
        for (int i = 0; i < RETURNED && !enough; i++) {
            ask(userId, Ledger.Asked.LINK, "/management/v1/users/" + userId + "/passwordless/_link", "{}");
        }
        for (int i = 0; i < MAILED && !enough; i++) {
            ask(userId, Ledger.Asked.MAIL, "/management/v1/users/" + userId + "/passwordless/_send_link", "{}");
        }
    }

    private void ask(String userId, Ledger.Asked what, String path, String body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER_WITHIN)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .header("x-zitadel-orgid", "acme")
                .header("idempotency-key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(body))
                .build();
        long begin = System.nanoTime();
        ledger.asked(userId, what);
        while (!answered(request, userId, what, begin) && since(begin).compareTo(GIVE_UP_AFTER) < 0) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_REQUESTS.toMillis());
    }

    /** Whether that was an answer, and not a reason to ask again. */
    private boolean answered(HttpRequest request, String userId, Ledger.Asked what, long begin)
            throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() == 200) {
                ledger.answered(
                        userId, what, answer.path("details").path("sequence").asLong(), since(begin));
                return true;
            }
            String reason = answer.path("details").path(0).path("reason").asText("HTTP " + response.statusCode());
            if (what == Ledger.Asked.USER && reason.equals("USER_ALREADY_EXISTS")) { // it was stored the first time
                ledger.answered(userId, what, 1, since(begin));
                return true;
            }
            ledger.failed(reason);
            return !reason.matches("UNAVAILABLE|OVERLOADED|TIMEOUT"); // anything else is final, and makes the run fail
        } catch (IOException e) {
            ledger.failed("no connection");
            return false;
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
