package dev.passlink.server;

import static java.util.Locale.ROOT;

import dev.passlink.api.engine.AxonServerAccess.Channel;
import dev.passlink.api.engine.AxonServerAccess.Encrypted;
import dev.passlink.api.engine.AxonServerAccess.InClear;
import dev.passlink.api.webauthn.RelyingParty;
import dev.passlink.domain.Permission;
import dev.passlink.domain.Roles;
import dev.passlink.domain.Text;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How single settings are written. What is not written so is an {@link IllegalArgumentException} whose message
 * completes the sentence that begins with the setting's name; it never repeats the value, which may be a secret.
 */
final class SettingSyntax {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private SettingSyntax() {}

    static Function<String, Integer> number(int min, int max) {
        return value -> {
            try {
                int number = Integer.parseInt(value);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // the same answer as for a number out of range
            }
            throw new IllegalArgumentException("must be a whole number from " + min + " to " + max);
        };
    }

    static boolean flag(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    static <E extends Enum<E>> Function<String, E> oneOf(Class<E> choices) {
        return value -> Arrays.stream(choices.getEnumConstants())
                .filter(choice -> choice.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + String.join(
                                ", ",
                                Arrays.stream(choices.getEnumConstants())
                                        .map(choice -> choice.name().toLowerCase(ROOT))
                                        .toList())));
    }

    static Function<String, Duration> duration(Duration min, Duration max) {
        return value -> {
            Duration duration = duration(value);
            if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw new IllegalArgumentException("must be from " + min + " to " + max);
            }
            return duration;
        };
    }

    private static Duration duration(String value) {
        try {
            Duration duration = Duration.parse(value);
            if (duration.getNano() % 1_000_000 == 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // the same answer as for a fraction of a millisecond
        }
        throw new IllegalArgumentException("must be an ISO-8601 duration in whole milliseconds, such as PT1H or PT15M");
    }

    static Path path(String value) {
        return Path.of(value).toAbsolutePath().normalize();
    }

    static Path file(String value) {
        Path file = path(value);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException("must name a file that can be read; there is none at " + file);
        }
        return file;
    }

    static Path folder(String value) {
        Path folder = path(value);
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("must name a folder; there is none at " + folder);
        }
        return folder;
    }

    /** An address without path: scheme, host and perhaps a port; https unless it is this machine. */
    static URI origin(String value) {
        try {
            URI uri = new URI(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
            boolean bare = uri.getHost() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
            if (bare && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return secure(uri);
            }
        } catch (URISyntaxException e) {
            // the same answer as for an address with a path
        }
        throw new IllegalArgumentException("must be an origin such as https://login.example.org, without a path");
    }

    private static URI secure(URI uri) {
        if ("http".equals(uri.getScheme()) && !THIS_MACHINE.contains(uri.getHost())) {
            throw new IllegalArgumentException("must begin with https:// unless it is localhost");
        }
        return uri;
    }

    static Set<String> origins(String value) {
        return list(value, item -> origin(item).toString());
    }

    static Set<String> hosts(String value) {
        return list(value, item -> {
            if (!item.matches("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]")) {
                throw new IllegalArgumentException(
                        "must name hosts such as app.example.org without scheme, port and path, separated by commas");
            }
            return item.toLowerCase(ROOT);
        });
    }

    /** A domain that passkeys may be made for. */
    static String domain(String value) {
        String domain = value.toLowerCase(ROOT);
        return new RelyingParty(domain, RelyingParty.NAME, Set.of("https://" + domain)).id();
    }

    static String partyName(String value) {
        return Text.required("relying party name", value, 64);
    }

    static boolean isIpAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    static List<String> servers(String value) {
        return List.copyOf(list(value, item -> {
            if (!item.matches("[^:\\s]+:\\d{1,5}")) {
                throw new IllegalArgumentException("must name servers as host:port, separated by commas");
            }
            return item;
        }));
    }

    /** Whether and how the connection to Axon Server is encrypted: true, false, or the authority to trust. */
    static Channel axonServerChannel(String value) {
        return switch (value) {
            case "true" -> new Encrypted(null);
            case "false" -> new InClear();
            default -> new Encrypted(file(value));
        };
    }

    private static <T> Set<T> list(String value, Function<String, T> item) {
        Set<T> items = new LinkedHashSet<>();
        for (String part : value.split(",")) {
            items.add(item.apply(part.strip()));
        }
        return items;
    }

    /** The public keys of a signer: an address, https unless it is this machine, or a file. */
    static URI jwks(String value) {
        if (value.startsWith("https://") || value.startsWith("http://")) {
            try {
                return secure(new URI(value));
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("must be an address or a file", e);
            }
        }
        return file(value).toUri();
    }

    static String jdbcUrl(String url) {
        if (url.toLowerCase(ROOT).contains("password=")) {
            throw new IllegalArgumentException("must not contain a password; set " + Setting.JDBC_PASSWORD);
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return url;
        }
        if (!url.startsWith(EmbeddedDatabase.URL)) {
            throw new IllegalArgumentException("must begin with " + EmbeddedDatabase.URL
                    + " or jdbc:postgresql: (a database in memory is what " + Setting.STORE + "=memory is for)");
        }
        List<String> options = List.of(url.toUpperCase(ROOT).split(";"));
        if (!options.contains("WRITE_DELAY=0")) {
            throw new IllegalArgumentException(
                    "must end with ;WRITE_DELAY=0, because H2 loses what it answered otherwise when it is killed");
        }
        if (options.contains("AUTO_SERVER=TRUE")) {
            throw new IllegalArgumentException(
                    "must not contain AUTO_SERVER, which opens the file to the network; serve shares it on this machine");
        }
        return url;
    }

    /** A sender: an address, perhaps with a name. */
    static String sender(String value) {
        try {
            new InternetAddress(value, true);
            return value;
        } catch (AddressException e) {
            throw new IllegalArgumentException("must be one mail address such as passlink@example.org", e);
        }
    }

    /** A file of lines such as {@code HELPDESK = user.read, user.write}. */
    static Roles roles(String value) {
        Map<String, Set<Permission>> roles = new LinkedHashMap<>();
        try {
            SettingsFile.lines(file(value)).forEach((role, permissions) -> roles.put(role, permissions(permissions)));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read: " + e.getMessage(), e);
        }
        return new Roles(roles);
    }

    private static Set<Permission> permissions(String value) {
        return list(
                value,
                name -> Arrays.stream(Permission.values())
                        .filter(permission -> permission.toString().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "names an unknown permission; there are " + Arrays.toString(Permission.values()))));
    }
}
