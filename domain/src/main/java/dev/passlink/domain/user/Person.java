package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Text;
import java.util.IllformedLocaleException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who the human behind a user is: all personal data of an event in one value object (behaviour E3).
 *
 * @param userName          name the person signs in with, 1 to 200 code points
 * @param firstName         1 to 200 code points
 * @param lastName          1 to 200 code points
 * @param nickName          at most 200 code points, may be empty
 * @param displayName       at most 200 code points; if empty, first and last name
 * @param preferredLanguage BCP 47 language tag of at most 10 characters, or empty if the person has not said
 * @param gender            the person's gender
 * @param email             registered address; {@code null} if there is none
 */
public record Person(
        String userName,
        String firstName,
        String lastName,
        String nickName,
        String displayName,
        String preferredLanguage,
        Gender gender,
        @Nullable Email email) {

    /** @throws Rejected {@link Failure.RequestInvalid} naming the field that is wrong */
    public Person {
        Text.required("user name", userName, 200);
        Text.required("first name", firstName, 200);
        Text.required("last name", lastName, 200);
        Text.optional("nick name", nickName, 200);
        Text.optional("display name", displayName, 200);
        if (displayName.isEmpty()) {
            displayName = shortened(firstName + " " + lastName);
        }
        Text.optional("preferred language", preferredLanguage, 10);
        if (!preferredLanguage.isEmpty()) {
            requireLanguageTag(preferredLanguage);
        }
    }

    /** What is read in place of a removed person whose data was erased. */
    public static final Person ERASED =
            new Person("(erased)", "(erased)", "(erased)", "", "(erased)", "", Gender.UNSPECIFIED, null);

    /** A person of whom only the necessary is known. */
    public static Person named(String userName, String firstName, String lastName, @Nullable Email email) {
        return new Person(userName, firstName, lastName, "", "", "", Gender.UNSPECIFIED, email);
    }

    /** The same person with another address. */
    public Person with(Email other) {
        return new Person(userName, firstName, lastName, nickName, displayName, preferredLanguage, gender, other);
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= 200 ? name : name.substring(0, name.offsetByCodePoints(0, 200));
    }

    private static void requireLanguageTag(String tag) {
        try {
            new Locale.Builder().setLanguageTag(tag);
        } catch (IllformedLocaleException e) {
            throw new Rejected(
                    new Failure.RequestInvalid("preferred language must be a language tag such as de or en-GB"));
        }
    }

    /** Says nothing about the person, so that a log cannot. */
    @Override
    public String toString() {
        return "Person[…]";
    }
}
