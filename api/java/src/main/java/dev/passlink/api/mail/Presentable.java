package dev.passlink.api.mail;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** What people call themselves and their devices, as it may stand in a mail (behaviour M5). */
final class Presentable {

    /** Begins an encoded word (RFC 2047), which mail programs decode into something else. */
    static final String ENCODED_WORD = "=?";

    /** Characters nobody sees, some of which turn the direction of text around. */
    private static final String INVISIBLE = "\\p{Cf}+";

    /** Invisible characters, accents and the like, which must not keep apart what is read together. */
    private static final String BETWEEN_LETTERS = "[\\p{Cf}\\p{M}]+";

    /** What mail programs turn into a link by themselves: something with a slash, an at sign, or a dot within a word. */
    private static final Pattern LOOKS_LIKE_AN_ADDRESS = Pattern.compile("[/\u2044\u2215@]|[.\u3002]\\p{L}{2}");

    private Presentable() {}

    /** The name on one line, without what nobody sees; empty if it could be taken for something else, such as a link. */
    static String of(String name) {
        String shown = name.replaceAll(INVISIBLE, "")
                .replaceAll("[\\p{Cc}\\p{Z}]+", " ")
                .strip();
        return isMisleading(shown) ? "" : shown;
    }

    /** Judged by what it looks like: a fullwidth dot is a dot to the reader, and to many a mail program. */
    private static boolean isMisleading(String name) {
        String looks = Normalizer.normalize(name, Normalizer.Form.NFKC).replaceAll(BETWEEN_LETTERS, "");
        return looks.contains(ENCODED_WORD)
                || LOOKS_LIKE_AN_ADDRESS.matcher(looks).find();
    }
}
