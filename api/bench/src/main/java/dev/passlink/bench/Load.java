package dev.passlink.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.bench.Ledger.Asked;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Clients that add users and ask for links, each of which asks again, with the same idempotency key, until it has an
 * answer. They spread their requests over the nodes, and ask another node the next time, as a load balancer does.
 */
final class Load implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(20);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(5);
    private static final String NO_CONNECTION = "no connection";
    private static final String NO_ANSWER = "no answer within half a minute";
    private static final Set<String> AGAIN = Set.of("UNAVAILABLE", "OVERLOADED", "TIMEOUT", NO_CONNECTION, NO_ANSWER);
    private static final List<Asked> OF_EACH_USER = List.of(Asked.LINK, Asked.MAIL, Asked.MAIL, Asked.MAIL);

    private final List<URI> nodes;
    private final String token;
    private final Ledger ledger;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AtomicInteger users = new AtomicInteger();
    private final ExecutorService hands = Executors.newCachedThreadPool();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean enough;

    private Load(List<URI> nodes, String token, Ledger ledger) {
        this.nodes = nodes;
        this.token = token;
        this.ledger = ledger;
    }

    /** So many clients at once, until closed. */
    static Load of(int clients, List<URI> nodes, String token, Ledger ledger) {
        Load load = new Load(nodes, token, ledger);
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
        hands.shutdown();
    }

    private void askForEver() {
        try {
            while (!enough) {
                askAbout(users.incrementAndGet());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** About every second user all nodes are asked at once, if there are several. */
    private void askAbout(int number) throws InterruptedException {
        String userId = ledger.phase() + "-" + number;
        ask(new Question(userId, Asked.USER), number);
        if (nodes.size() > 1 && number % 2 == 0) {
            List<Callable<@Nullable Void>> all = new ArrayList<>();
            for (Asked what : OF_EACH_USER) {
                int first = all.size();
                all.add(() -> {
                    ask(new Question(userId, what), first);
                    return null;
                });
            }
            hands.invokeAll(all);
            return;
        }
        for (int i = 0; i < OF_EACH_USER.size() && !enough; i++) {
            ask(new Question(userId, OF_EACH_USER.get(i)), number + i);
        }
    }

    /** What is asked. */
    private record Question(String userId, Asked what, String key) {

        Question(String userId, Asked what) {
            this(userId, what, UUID.randomUUID().toString());
        }

        String path() {
            return switch (what) {
                case USER -> "/v2/users/human";
                case LINK -> "/management/v1/users/" + userId + "/passwordless/_link";
                case MAIL -> "/management/v1/users/" + userId + "/passwordless/_send_link";
            };
        }

        String body() {
            return what == Asked.USER
                    ? ("{\"userId\":\"%1$s\",\"username\":\"%1$s\",\"organization\":{\"orgId\":\"acme\"},"
                                    + "\"profile\":{\"givenName\":\"U\",\"familyName\":\"U\"},"
                                    + "\"email\":{\"email\":\"%1$s@example.org\",\"isVerified\":true}}")
                            .formatted(userId)
                    : "{}";
        }
    }

    /** Asks, until there is an answer: first the node of this number, and each time another one. */
    private void ask(Question question, int first) throws InterruptedException {
        long begin = System.nanoTime();
        ledger.asked(question.userId(), question.what());
        for (int tries = 0; since(begin).compareTo(GIVE_UP_AFTER) < 0; tries++) {
            String reason = answer(question, nodes.get((first + tries) % nodes.size()), begin);
            if (reason.isEmpty()) {
                break;
            }
            ledger.failed(reason, tries + 1);
            if (!AGAIN.contains(reason)) {
                break; // it is final, and makes the run fail
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_REQUESTS.toMillis());
    }

    /** Why there was no answer; empty if there was one. */
    private String answer(Question question, URI node, long begin) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(request(question, node), BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            String reason = answer.path("details").path(0).path("reason").asText("HTTP " + response.statusCode());
            if (response.statusCode() == 200) {
                answered(question, answer.path("details").path("sequence").asLong(), begin);
                return "";
            }
            if (question.what() == Asked.USER && reason.equals("USER_ALREADY_EXISTS")) { // by the try before
                answered(question, 1, begin);
                return "";
            }
            return reason;
        } catch (HttpConnectTimeoutException e) {
            return NO_CONNECTION;
        } catch (HttpTimeoutException e) {
            return NO_ANSWER;
        } catch (IOException e) {
            return NO_CONNECTION;
        }
    }

    private HttpRequest request(Question question, URI node) {
        return HttpRequest.newBuilder(node.resolve(question.path()))
                .timeout(ANSWER_WITHIN)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .header("x-zitadel-orgid", "acme")
                .header("idempotency-key", question.key())
                .POST(BodyPublishers.ofString(question.body()))
                .build();
    }

    private void answered(Question question, long sequence, long begin) {
        ledger.answered(question.userId(), question.what(), sequence, since(begin));
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
