package dev.passlink.api;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UrlTemplate;
import dev.passlink.domain.user.UserId;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where links may lead that a request writes itself: the code in them shall reach nobody else than who was configured.
 *
 * @param hosts host names in lower case, on whichever port
 */
record UrlTemplates(Set<String> hosts) {

    private static final Pattern FIELD = Pattern.compile("\\{\\{\\.([A-Za-z]+)}}");
    private static final Pattern ORIGIN = Pattern.compile("https?://([^/?#]*)");
    private static final String CODE = "Code";
    private static final Set<String> FIELDS = Set.of("UserID", "OrgID", "CodeID", CODE);

    /** After a percent sign it would be no address, so that no value can become part of an encoded character. */
    private static final String SAMPLE = "x";

    UrlTemplates {
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Lets a template pass whose links would all lead to one of the hosts.
     *
     * @throws Rejected {@link Failure.RequestInvalid} if some might lead elsewhere, could be read on their way, would be
     *     broken, or lacked the code
     */
    UrlTemplate accepted(UrlTemplate template) {
        String value = template.value();
        Set<String> fields =
                FIELD.matcher(value).results().map(found -> found.group(1)).collect(Collectors.toSet());
        require(FIELDS.containsAll(fields), "knows no other fields than UserID, OrgID, CodeID and Code");
        require(fields.contains(CODE), "must contain {{.Code}}");
        Matcher origin = ORIGIN.matcher(value);
        require(origin.lookingAt() && !origin.group(1).contains("{{"), "must name scheme and host, without fields");
        requireAllowed(address(filled(value, field -> SAMPLE)));
        return template;
    }

    private void requireAllowed(URI address) {
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        require(address.getHost() != null && address.getRawUserInfo() == null, "must name a host, and no user");
        require(
                "https".equals(address.getScheme()) || LinkFormat.THIS_MACHINE.contains(host),
                "must begin with https:// unless it leads to localhost");
        require(hosts.contains(host), "names a host that is not among those allowed");
    }

    /** The link of a code whose template was accepted when it was added; a secret. */
    static URI link(UrlTemplate template, UserId userId, ResourceOwner owner, CodeId codeId, String code) {
        Map<String, String> values =
                Map.of("UserID", userId.value(), "OrgID", owner.value(), "CodeID", codeId.value(), CODE, code);
        return URI.create(filled(template.value(), field -> LinkFormat.encoded(values.getOrDefault(field, ""))));
    }

    private static String filled(String template, Function<String, String> values) {
        Function<MatchResult, String> value = field -> Matcher.quoteReplacement(values.apply(field.group(1)));
        return FIELD.matcher(template).replaceAll(value);
    }

    private static URI address(String sample) {
        try {
            URI address = new URI(sample);
            require(address.toASCIIString().equals(sample), "must be percent-encoded");
            return address;
        } catch (URISyntaxException e) {
            throw refusal("is no address with fields such as {{.Code}}");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw refusal(otherwise);
        }
    }

    private static Rejected refusal(String message) {
        return new Rejected(new Failure.RequestInvalid("url_template " + message));
    }
}
