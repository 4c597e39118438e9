package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Text;
import java.text.Normalizer;

/**
 * An e-mail address of a person. Whether it can be delivered to is for the mail server to say; here it is only made sure
 * that it is one bare address, without display name, comment or line break (behaviour M5), also once somebody on its way
 * folds look-alikes such as a fullwidth {@code >} into what they look like (NFKC, as domain names are).
 *
 * @param address  1 to 200 code points, exactly one {@code @} between non-empty parts
 * @param verified whether the person has shown that mail to it arrives
 */
public record Email(String address, boolean verified) {

    /** What is read in place of an address of a removed person whose data was erased; there is no such address. */
    public static final Email ERASED = new Email("erased@erased.invalid", false);

    private static final String NEVER_IN_AN_ADDRESS = "<>()[],;:\\\"";

    /** @throws Rejected {@link Failure.RequestInvalid} if it is not an address */
    public Email {
        Text.required("email", address, 200);
        // Both forms: "<" with a combining stroke is forbidden before it is folded, and something else afterwards.
        if (!isBare(address) || !isBare(Normalizer.normalize(address, Normalizer.Form.NFKC))) {
            throw new Rejected(new Failure.RequestInvalid("email must be an address such as name@example.org"));
        }
    }

    private static boolean isBare(String text) {
        int at = text.indexOf('@');
        boolean oneAtBetweenParts = at > 0 && at == text.lastIndexOf('@') && at < text.length() - 1;
        return oneAtBetweenParts && text.codePoints().noneMatch(Email::isForbidden);
    }

    private static boolean isForbidden(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || NEVER_IN_AN_ADDRESS.indexOf(codePoint) >= 0;
    }

    /** Says nothing about the person, so that a log cannot. */
    @Override
    public String toString() {
        return "Email[…]";
    }
}
