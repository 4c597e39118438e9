package dev.passlink.api.engine;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Axon Server is and how to get in.
 *
 * @param servers {@code host:port} or {@code host} (port 8124) each, at least one: nodes of one Axon Server, of which any
 *     tells which to use
 * @param context the context that events, commands and queries live in; everybody with access to it can give commands in
 *     anybody's name, so it is Passlink's alone or shared with applications that are trusted
 * @param token   access token; {@code null} if none is needed; not in {@link #toString()}
 * @param channel whether the connection is encrypted
 */
public record AxonServerAccess(
        List<String> servers, String context, @Nullable String token, Channel channel) {

    /** How bytes travel. */
    public sealed interface Channel {}

    /** Readable and changeable on the way: for one machine or a network that is trusted. */
    public record InClear() implements Channel {}

    /**
     * By TLS.
     *
     * @param authority PEM file of the certificates that the server's is to be signed by; {@code null} for those the JVM
     *     trusts
     */
    public record Encrypted(@Nullable Path authority) implements Channel {}

    /** @throws Rejected {@link Failure.RequestInvalid} if no server or no context is named */
    public AxonServerAccess {
        servers = List.copyOf(servers);
        if (servers.isEmpty() || servers.stream().anyMatch(String::isBlank)) {
            throw new Rejected(new Failure.RequestInvalid("an Axon Server must be named as host:port"));
        }
        if (context.isBlank()) {
            throw new Rejected(new Failure.RequestInvalid("a context of Axon Server must be named"));
        }
    }

    /** A server without access control, in clear, as for trying out. */
    public static AxonServerAccess inClear(String server) {
        return new AxonServerAccess(List.of(server), "default", null, new InClear());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "AxonServerAccess[" + String.join(",", servers) + ", " + context + "]";
    }
}
