package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Authority;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserCommand.AddUser;
import dev.passlink.domain.user.UserCommand.LockUser;
import dev.passlink.domain.user.UserCommand.RecordPersonalDataErased;
import dev.passlink.domain.user.UserCommand.RemoveUser;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.domain.user.event.UserRemoved;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** That the personal data of a removed user became unreadable is put on record once, whatever became of the user id. */
class ErasureTest {

    private static final Instant LATER = NOON.plusSeconds(60);
    private static final PersonalKeyId NEXT_KEY = new PersonalKeyId("next-key");
    private static final Authority ERASER = new Authority.Part("eraser", Operation.ERASE_PERSONAL_DATA);

    private final UserStory story = new UserStory();

    @Test
    void itIsRecordedOfARemovedUser() {
        story.given(addUser(), remove())
                .when(record(PERSONAL_KEY))
                .expectEvents(new UserPersonalDataErased(USER, PERSONAL_KEY));
    }

    @Test
    void itIsRecordedOnce() {
        story.given(addUser(), remove(), record(PERSONAL_KEY))
                .when(record(PERSONAL_KEY))
                .expectNoEvents()
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void itIsRecordedUnderTheNameOfTheEraserInTheOrganizationOfTheFormerLife() {
        story.given(addUser(), remove(), again(ELSEWHERE), record(PERSONAL_KEY));

        assertThat(story.lastEvent().getMetaData())
                .containsEntry("editor", "system:eraser")
                .containsEntry("editorOrganization", "home")
                .containsEntry("operation", "ErasePersonalData")
                .containsEntry("resourceOwner", "home");
    }

    @Test
    void theDetailsOfAUserWhoWasAddedAgainStayAsTheyAre() {
        story.given(addUser(), remove())
                .at(LATER)
                .given(again(ELSEWHERE))
                .at(LATER.plusSeconds(1))
                .when(record(PERSONAL_KEY))
                .expectResultMessagePayload(new ObjectDetails(3, LATER, LATER, ELSEWHERE));
        story.at(LATER.plusSeconds(2))
                .when(new LockUser(USER, SYSTEM))
                .expectResultMessagePayload(new ObjectDetails(5, LATER, LATER.plusSeconds(2), ELSEWHERE));
    }

    @Test
    void ofALivingUserNothingIsRecorded() {
        story.given(addUser()).when(record(PERSONAL_KEY)).expectNoEvents();
    }

    @Test
    void eachLifeHasAKeyAndARecordOfItsOwn() {
        story.given(addUser(), remove(), again(HOME))
                .given(new RemoveUser(USER, SYSTEM))
                .given(record(NEXT_KEY))
                .when(record(PERSONAL_KEY))
                .expectEvents(new UserPersonalDataErased(USER, PERSONAL_KEY));
    }

    @Test
    void whoWasAddedBeforeThereWereKeysStaysWithoutOne() {
        Email other = new Email("other@example.org", true);
        story.stored(HOME, new UserAdded(USER, null, PERSON))
                .when(changeEmail(other))
                .expectEvents(new UserEmailChanged(USER, null, other));
    }

    @Test
    void theRemovalOfAUserWithoutKeyNamesNone() {
        story.stored(HOME, new UserAdded(USER, null, PERSON)).when(remove()).expectEvents(new UserRemoved(USER, null));
    }

    @Test
    void onlyTheLastHundredEndedLivesAreRemembered() {
        Erasures erasures = Erasures.NONE;
        for (int i = 0; i < 101; i++) {
            erasures = erasures.plus(new PersonalKeyId("key-" + i), HOME);
        }
        assertThat(erasures.due()).hasSize(100);
        assertThat(erasures.ownerOf(new PersonalKeyId("key-0"))).isEmpty();
        assertThat(erasures.ownerOf(new PersonalKeyId("key-100"))).contains(HOME);
    }

    private static AddUser again(ResourceOwner organization) {
        return new AddUser(USER, NEXT_KEY, organization, PERSON, SYSTEM);
    }

    private static RecordPersonalDataErased record(PersonalKeyId key) {
        return new RecordPersonalDataErased(USER, key, ERASER);
    }
}
