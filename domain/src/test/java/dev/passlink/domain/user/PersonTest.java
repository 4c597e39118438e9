package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.EMAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a person is, and who says nothing about it. */
class PersonTest {

    @Test
    void aPersonNeedNotHaveAPreferredLanguage() {
        assertThat(Person.named("user", "First", "Last", EMAIL).preferredLanguage())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "en-GB", "zh-Hans-CN"})
    void aPreferredLanguageIsALanguageTag(String tag) {
        assertThat(speaking(tag).preferredLanguage()).isEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"de_DE", "-", "d", "de--DE", "sl-rozaj-biske"})
    void whatIsNoShortLanguageTagIsRefused(String tag) {
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> speaking(tag))
                .satisfies(refusal -> assertThat(refusal.failure().message()).startsWith("preferred language must"));
    }

    @Test
    void withoutADisplayNameFirstAndLastNameAreDisplayed() {
        assertThat(Person.named("user", "First", "Last", null).displayName()).isEqualTo("First Last");
    }

    @Test
    void aDisplayNameThatWasGivenIsKept() {
        assertThat(new Person("user", "First", "Last", "", "Displayed", "", Gender.UNSPECIFIED, null).displayName())
                .isEqualTo("Displayed");
    }

    @Test
    void aDisplayNameMadeOfLongNamesIsCutBetweenCodePoints() {
        String clef = Character.toString(0x1D11E);

        String displayed = Person.named("user", clef.repeat(200), "Last", null).displayName();

        assertThat(displayed).isEqualTo(clef.repeat(200));
    }

    @Test
    void anotherAddressChangesNothingElse() {
        Person person = new Person("user", "First", "Last", "Nick", "Displayed", "de", Gender.DIVERSE, EMAIL);
        Email other = new Email("other@example.org", true);

        assertThat(person.with(other))
                .isEqualTo(new Person("user", "First", "Last", "Nick", "Displayed", "de", Gender.DIVERSE, other));
    }

    @Test
    void everyNameMayHave200CodePoints() {
        String name = "n".repeat(200);

        assertThat(new Person(name, name, name, name, name, "", Gender.UNSPECIFIED, null).userName())
                .isEqualTo(name);
    }

    @Test
    void aUserNameIsRequired() {
        assertRefused("user name must not be empty", () -> Person.named("", "First", "Last", null));
    }

    @Test
    void aFirstNameIsRequired() {
        assertRefused("first name must not be empty", () -> Person.named("user", "", "Last", null));
    }

    @Test
    void aLastNameIsRequired() {
        assertRefused("last name must not be empty", () -> Person.named("user", "First", "", null));
    }

    @Test
    void aNickNameWithALineBreakIsRefused() {
        assertRefused(
                "nick name must not contain control characters",
                () -> new Person("user", "First", "Last", "a\r\nb", "", "", Gender.UNSPECIFIED, null));
    }

    @Test
    void aDisplayNameOf201CodePointsIsRefused() {
        assertRefused(
                "display name must not be longer than 200 characters",
                () -> new Person("user", "First", "Last", "", "n".repeat(201), "", Gender.UNSPECIFIED, null));
    }

    @Test
    void aPersonPrintsNothingPersonal() {
        assertThat(Person.named("user", "First", "Last", EMAIL)).hasToString("Person[…]");
    }

    private static Person speaking(String language) {
        return new Person("user", "First", "Last", "", "", language, Gender.UNSPECIFIED, null);
    }

    private static void assertRefused(String message, Runnable making) {
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(making::run)
                .satisfies(refusal -> assertThat(refusal.failure()).isEqualTo(new Failure.RequestInvalid(message)));
    }
}
