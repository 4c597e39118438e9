package dev.passlink.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.api.Passlink;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.Outbox;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import dev.passlink.server.auth.BearerTokens;
import dev.passlink.server.auth.CallerClaims;
import dev.passlink.server.auth.LocalTokenKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A real server on a free port, everything in memory, with tokens of its own. */
public final class RunningServer implements AutoCloseable {

    /** The organization most tests work in. */
    public static final String ORG = "165947650742997249";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Passlink passlink;
    private final PasslinkServer server;
    private final LocalTokenKey key;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningServer(Passlink passlink, PasslinkServer server, LocalTokenKey key) {
        this.passlink = passlink;
        this.server = server;
        this.key = key;
    }

    public static RunningServer start() {
        return start(options -> options);
    }

    public static RunningServer start(UnaryOperator<PasslinkServer.Builder> options) {
        LocalTokenKey key = newKey();
        return start(key, BearerTokens.signedWith(key, CallerClaims.DEFAULT), options);
    }

    public static RunningServer start(
            LocalTokenKey key, BearerTokens tokens, UnaryOperator<PasslinkServer.Builder> options) {
        return start(key, tokens, URI.create("https://acme.com"), options);
    }

    /** One whose links lead to itself, as a browser on this machine can open them. */
    public static RunningServer startUnderItsOwnLinks() {
        LocalTokenKey key = newKey();
        int port = freePort();
        return start(
                key,
                BearerTokens.signedWith(key, CallerClaims.DEFAULT),
                URI.create("http://localhost:" + port),
                options -> options.listen("127.0.0.1", port));
    }

    private static RunningServer start(
            LocalTokenKey key, BearerTokens tokens, URI publicUrl, UnaryOperator<PasslinkServer.Builder> options) {
        Passlink passlink = Passlink.builder()
                .inMemory()
                .publicUrl(publicUrl)
                .mail(MailSettings.of("acme.com", new Outbox(newFolder("passlink-outbox"))))
                .build();
        PasslinkServer server = options.apply(
                        PasslinkServer.builder(passlink, tokens).listen("127.0.0.1", 0))
                .start();
        return new RunningServer(passlink, server, key);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static LocalTokenKey newKey() {
        try {
            return LocalTokenKey.in(newFolder("passlink-keys"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newFolder(String name) {
        try {
            return Files.createTempDirectory(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Passlink passlink() {
        return passlink;
    }

    public PasslinkServer server() {
        return server;
    }

    public int port() {
        return server.port();
    }

    public URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
    }

    public String token(String userId, String org, String... roles) {
        return key.sign(
                new UserId(userId),
                new ResourceOwner(org),
                List.of(roles),
                Duration.ofMinutes(5),
                CallerClaims.DEFAULT);
    }

    /** A token of somebody who may do everything in {@link #ORG}. */
    public String owner() {
        return token("owner", ORG, "ORG_OWNER@" + ORG);
    }

    /** A request with the owner's token. */
    public HttpRequest.Builder asOwner(String pathAndQuery) {
        return HttpRequest.newBuilder(uri(pathAndQuery)).header("authorization", "Bearer " + owner());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return send(client, request);
    }

    public HttpResponse<String> send(HttpClient with, HttpRequest.Builder request) {
        try {
            return with.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Posts a body without content type, as the owner. */
    public HttpResponse<String> post(String pathAndQuery, String body) {
        return send(asOwner(pathAndQuery).POST(BodyPublishers.ofString(body)));
    }

    /** Adds a user with an address to {@link #ORG}, and answers its id. */
    public String newUser() {
        return json(post("/v2/users/human", human("user-" + UUID.randomUUID())))
                .at("/userId")
                .asText();
    }

    public static String human(String userId) {
        return "{\"userId\":\"" + userId + "\",\"profile\":{\"givenName\":\"Ada\",\"familyName\":\"Lovelace\"},"
                + "\"email\":{\"email\":\"ada@example.org\",\"isVerified\":true}}";
    }

    public static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    @Override
    public void close() {
        server.close();
        passlink.close();
    }
}
