package dev.passlink.api.webauthn;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Whom passkeys are for (WebAuthn Level 3, sections 4 and 5.1.3). Passkeys belong to the id for ever: with another one none of
 * them can be used any more.
 *
 * @param id      a domain, in lower case, such as {@code example.org}: that of each origin, or one it is below; never an IP
 *                address
 * @param name    what persons know it by, 1 to 64 code points
 * @param origins the pages where passkeys may be registered: https, or http on localhost, without path; at least one
 */
public record RelyingParty(String id, String name, Set<String> origins) {

    /** The name unless configured otherwise. */
    public static final String NAME = "Passlink";

    /** @throws Rejected {@link Failure.RequestInvalid} if browsers would refuse it */
    public RelyingParty {
        Text.required("relying party name", name, 64);
        require(isDomain(id), "relying party id must be a domain such as example.org, and no IP address");
        require(!origins.isEmpty(), "there must be an origin of the relying party");
        for (String origin : origins) {
            require(isOrigin(origin), "origins of the relying party must be https, or http on localhost, without path");
            String host = host(URI.create(origin));
            require(host.equals(id) || host.endsWith("." + id), "origin " + origin + " is not below " + id);
        }
        origins = Set.copyOf(origins);
    }

    /**
     * That of the pages under one public URL.
     *
     * @throws Rejected {@link Failure.RequestInvalid} if its host is an IP address
     */
    public static RelyingParty of(URI publicUrl) {
        return new RelyingParty(host(publicUrl), NAME, Set.of(originOf(publicUrl)));
    }

    /** The origin of an address, as browsers write it: without a port that is the scheme's own. */
    public static String originOf(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        int port = address.getPort();
        boolean usual = port == -1 || port == ("https".equals(scheme) ? 443 : 80);
        return scheme + "://" + host(address) + (usual ? "" : ":" + port);
    }

    private static String host(URI address) {
        return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    }

    private static boolean isDomain(String id) {
        return id.length() <= 253 && id.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*") && !id.matches("[0-9.]+");
    }

    private static boolean isOrigin(String origin) {
        try {
            URI address = new URI(origin);
            boolean safe = "https".equals(address.getScheme())
                    || "http".equals(address.getScheme()) && "localhost".equals(address.getHost());
            return safe && address.getHost() != null && originOf(address).equals(origin);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new Rejected(new Failure.RequestInvalid(message));
        }
    }
}
