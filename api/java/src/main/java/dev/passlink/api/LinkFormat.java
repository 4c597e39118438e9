package dev.passlink.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Set;

/**
 * How a registration link looks (behaviour C3). The base is configuration; nothing of a request ever gets into it.
 *
 * @param base address of the page the link opens: https, or http on this machine, without user info, query or fragment
 */
public record LinkFormat(URI base) {

    static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Where the page is, below the public URL, unless configured otherwise. */
    public static final String PATH = "/ui/login/login/passwordless/init";

    /** @throws Rejected {@link Failure.RequestInvalid} if links to this address would be broken, or readable on their way */
    public LinkFormat {
        boolean bare = base.getHost() != null
                && base.getRawUserInfo() == null
                && base.getRawQuery() == null
                && base.getRawFragment() == null;
        boolean safe = "https".equals(base.getScheme())
                || ("http".equals(base.getScheme()) && THIS_MACHINE.contains(base.getHost()));
        if (!bare || !safe) {
            throw new Rejected(new Failure.RequestInvalid(
                    "links must lead to an https address, or http on localhost, without query or fragment"));
        }
    }

    /** Links to the page that Passlink's own server serves under its public URL. */
    public static LinkFormat below(URI publicUrl) {
        String origin = publicUrl.toString();
        return new LinkFormat(
                URI.create((origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin) + PATH));
    }

    /** The link; a secret. */
    public URI link(UserId userId, ResourceOwner owner, CodeId codeId, String code) {
        return URI.create(base + "?userID=" + encoded(userId.value()) + "&orgID=" + encoded(owner.value()) + "&codeID="
                + encoded(codeId.value()) + "&code=" + encoded(code));
    }

    /** RFC 3986: all but unreserved characters are percent-encoded; {@link URLEncoder} writes forms, which differ in three. */
    static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
