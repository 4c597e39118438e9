package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Grant;
import dev.passlink.domain.Operation;
import java.util.Map;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.Test;

/** Who is on record for an event, and for which organization (behaviour D5, D6). */
class EventMetaDataTest {

    private final UserStory story = new UserStory();

    @Test
    void aManagerIsOnRecordWithTheirOwnOrganization() {
        story.given(
                addUser(),
                new UserCommand.DeactivateUser(
                        USER, manager(Operation.DEACTIVATE_USER, ELSEWHERE, HOME, Grant.in(HOME, "ORG_OWNER"))));

        assertThat(story.lastEvent().getMetaData())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "resourceOwner", "home",
                        "editor", "manager",
                        "editorOrganization", "elsewhere",
                        "operation", "DeactivateUser"));
    }

    @Test
    void aUserActingForItselfIsOnRecord() {
        story.given(addUser(), addCode(CODE, oneself(Operation.ADD_MY_PASSWORDLESS_LINK, HOME)));

        assertThat(story.lastEvent().getMetaData())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "resourceOwner", "home",
                        "editor", "user",
                        "editorOrganization", "home",
                        "operation", "AddMyPasswordlessLink"));
    }

    @Test
    void theHolderOfALinkActsAsTheLinksUser() {
        story.given(addUser(), addCode(CODE), redeem(CODE));

        assertThat(story.lastEvent().getMetaData())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "resourceOwner", "home",
                        "editor", "user",
                        "editorOrganization", "home",
                        "operation", "link"));
    }

    @Test
    void whoGuessesIsOnRecordAsHolderOfALink() {
        story.given(addUser(), addCode(CODE), guess(CODE));

        assertThat(story.lastEvent().getMetaData())
                .containsEntry("editor", "user")
                .containsEntry("operation", "link");
    }

    @Test
    void aPartOfTheSystemActsInTheUsersOrganization() {
        story.given(addUser(), sendCode(CODE), markSent(CODE));

        assertThat(story.lastEvent().getMetaData())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "resourceOwner", "home",
                        "editor", "system:mailer",
                        "editorOrganization", "home",
                        "operation", "DeliverLink"));
    }

    @Test
    void everyEventOfALifeNamesOwnerEditorAndOperation() {
        story.given(
                addUser(),
                changeEmail(new Email("other@example.org", false)),
                deactivate(),
                reactivate(),
                lock(),
                unlock(),
                sendCode(CODE),
                markSent(CODE),
                guess(CODE),
                revoke(CODE),
                sendCode(OTHER_CODE),
                markDeliveryFailed(OTHER_CODE, "SMTP 550 5.1.1"),
                redeem(OTHER_CODE),
                remove(passkeyOf(OTHER_CODE)),
                remove());

        assertThat(story.events())
                .hasSize(17)
                .extracting(DomainEventMessage::getMetaData)
                .allSatisfy(metaData -> assertThat(metaData)
                        .containsOnlyKeys("resourceOwner", "editor", "editorOrganization", "operation")
                        .containsEntry("resourceOwner", "home"));
    }
}
