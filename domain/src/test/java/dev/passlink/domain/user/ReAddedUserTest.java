package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.user.UserCommand.DeactivateUser;
import dev.passlink.domain.user.event.UserAdded;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A removed user id may live again, in another organization, and inherits nothing (behaviour D7, C7). */
class ReAddedUserTest {

    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Authority HOLDER_ELSEWHERE = new Authority.Holder(ELSEWHERE);
    private static final Authority AS_BEFORE = oneself(Operation.ADD_MY_PASSWORDLESS_LINK, HOME);
    private static final Authority AS_NOW = oneself(Operation.ADD_MY_PASSWORDLESS_LINK, ELSEWHERE);

    private final UserStory removed = new UserStory()
            .given(addUser(), sendCode(CODE), deactivate(), lock(), remove())
            .at(LATER);

    @Test
    void aRemovedUserIdIsAddedAgain() {
        removed.when(addUser(ELSEWHERE, PERSON)).expectEvents(new UserAdded(USER, PERSONAL_KEY, PERSON));
    }

    @Test
    void theStreamGoesOnAndTheObjectStartsAnew() {
        removed.when(addUser(ELSEWHERE, PERSON))
                .expectResultMessagePayload(new ObjectDetails(6, LATER, LATER, ELSEWHERE));
    }

    @Test
    void laterEventsNameTheNewOwner() {
        removed.given(addUser(ELSEWHERE, PERSON), new DeactivateUser(USER, SYSTEM));

        assertThat(removed.lastEvent().getMetaData()).containsEntry("resourceOwner", "elsewhere");
    }

    @Test
    void laterChangesKeepTheNewCreationDate() {
        removed.given(addUser(ELSEWHERE, PERSON))
                .at(LATER.plusSeconds(1))
                .when(new DeactivateUser(USER, SYSTEM))
                .expectResultMessagePayload(new ObjectDetails(7, LATER, LATER.plusSeconds(1), ELSEWHERE));
    }

    @Test
    void aCodeOfTheFormerLifeIsUnknownToTheNewOne() {
        removed.given(addUser(ELSEWHERE, PERSON))
                .when(start(PASSKEY, right(CODE), HOLDER_ELSEWHERE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeInvalid()))
                .expectNoEvents();
    }

    @Test
    void aCodeOfTheFormerLifeIsUnknownEvenInTheSameOrganization() {
        removed.given(addUser())
                .when(redeem(CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeInvalid()))
                .expectNoEvents();
    }

    @Test
    void theMailOfAFormerLifeIsNotDue() {
        removed.given(addUser())
                .when(reviewMail(CODE))
                .expectResultMessagePayload(new MailVerdict.NotDue())
                .expectNoEvents();
    }

    @Test
    void aMailOfAFormerLifeIsNotOnRecordInTheNewOne() {
        removed.given(addUser())
                .when(markSent(CODE))
                .expectExceptionDetails(new Failure.CodeNotFound())
                .expectNoEvents();
    }

    @Test
    void neitherDeactivationNorLockIsInherited() {
        removed.given(addUser()).when(addCode(OTHER_CODE)).expectSuccessfulHandlerExecution();
    }

    @Test
    void theAddressOfTheFormerLifeIsNotInherited() {
        removed.given(addUser(HOME, PERSON_WITHOUT_EMAIL))
                .when(sendCode(OTHER_CODE))
                .expectExceptionDetails(new Failure.EmailMissing());
    }

    @Test
    void aManagerOfTheFormerOrganizationFindsNoUser() {
        removed.given(addUser(ELSEWHERE, PERSON))
                .when(reactivate())
                .expectExceptionDetails(new Failure.UserNotFound())
                .expectNoEvents();
    }

    @Test
    void whoSignedInDuringTheFormerLifeFindsNoUser() {
        removed.given(addUser(ELSEWHERE, PERSON))
                .when(addCode(OTHER_CODE, AS_BEFORE))
                .expectExceptionDetails(new Failure.UserNotFound())
                .expectNoEvents();
    }

    @Test
    void whoSignedInDuringTheNewLifeGetsACode() {
        removed.given(addUser(ELSEWHERE, PERSON))
                .when(addCode(OTHER_CODE, AS_NOW))
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void aUserIsAddedAgainTogetherWithACode() {
        UserWithInitCode added = removed.answer(addUserWithCode(SYSTEM), UserWithInitCode.class);

        assertThat(added.details()).isEqualTo(details(6, LATER, LATER));
        assertThat(added.code().details()).isEqualTo(details(7, LATER, LATER));
    }

    @Test
    void aThirdLifeIsPossible() {
        removed.given(addUser(), remove())
                .when(addUser(ELSEWHERE, PERSON))
                .expectResultMessagePayload(new ObjectDetails(8, LATER, LATER, ELSEWHERE));
    }
}
