package dev.passlink.projection.user;

import static java.time.temporal.ChronoUnit.MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.UserDeactivated;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserLocked;
import dev.passlink.domain.user.event.UserReactivated;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.domain.user.event.UserUnlocked;
import dev.passlink.projection.History;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.Test;

class UserReducerTest {

    private static final UserId USER = new UserId("u1");

    private final History history = new History(USER);

    @Test
    void aUserBeginsActive() {
        history.added();

        assertThat(fold().state()).isEqualTo(UserState.ACTIVE);
        assertThat(fold().person()).isEqualTo(History.ada());
        assertThat(fold().details().sequence()).isEqualTo(1);
        assertThat(fold().details().creationDate()).isEqualTo(History.BEGINNING.truncatedTo(MILLIS));
    }

    @Test
    void anEventOfACodeDoesNotChangeTheUsersDetails() {
        history.added();
        UserView user = fold();

        history.codeAdded(new CodeId("c1"), Medium.MAIL);

        assertThat(fold()).isEqualTo(user);
    }

    @Test
    void anEventOfAPasskeyDoesNotChangeTheUsersDetails() {
        history.added();
        UserView user = fold();

        history.passkeyAdded(new PasskeyId("p1"));

        assertThat(fold()).isEqualTo(user);
    }

    @Test
    void aNewAddressIsShown() {
        Email other = new Email("ada@example.com", false);
        history.added();
        history.then(new UserEmailChanged(USER, null, other));

        assertThat(fold().person()).isEqualTo(History.ada().with(other));
        assertThat(fold().details().sequence()).isEqualTo(2);
        assertThat(fold().details().changeDate())
                .isEqualTo(fold().details().creationDate().plusSeconds(1));
    }

    @Test
    void aLockOutlivesAReactivation() {
        history.added();
        history.then(new UserDeactivated(USER));
        history.then(new UserLocked(USER));
        assertThat(fold().state()).isEqualTo(UserState.DEACTIVATED_AND_LOCKED);

        history.then(new UserReactivated(USER));

        assertThat(fold().state()).isEqualTo(UserState.LOCKED);
    }

    @Test
    void aDeactivationOutlivesAnUnlock() {
        history.added();
        history.then(new UserLocked(USER));
        history.then(new UserDeactivated(USER));
        history.then(new UserUnlocked(USER));

        assertThat(fold().state()).isEqualTo(UserState.DEACTIVATED);
    }

    @Test
    void aRemovedUserIsGone() {
        history.added();
        history.then(new UserRemoved(USER, null));

        assertThat(fold()).isNull();
    }

    @Test
    void aUserAddedAgainInheritsNothing() {
        history.added();
        history.then(new UserLocked(USER));
        history.then(new UserRemoved(USER, null));
        history.ownedBy("org-2").added();

        assertThat(fold().state()).isEqualTo(UserState.ACTIVE);
        assertThat(fold().details().resourceOwner().value()).isEqualTo("org-2");
        assertThat(fold().details().sequence()).isEqualTo(4);
        assertThat(fold().details().creationDate()).isEqualTo(fold().details().changeDate());
    }

    @Test
    void theRemovalOfAnEarlierLifeLeavesTheUserAlone() {
        history.added();
        DomainEventMessage<?> removal = history.then(new UserRemoved(USER, null));
        history.added();
        UserView user = fold();

        assertThat(reduce(user, removal)).isSameAs(user);
    }

    @Test
    void anEventThatIsNotNewerThanTheUserIsSkipped() {
        history.added();
        DomainEventMessage<?> lock = history.then(new UserLocked(USER));
        history.then(new UserUnlocked(USER));
        UserView user = fold();

        assertThat(reduce(user, lock)).isSameAs(user);
    }

    private UserView fold() {
        UserView user = null;
        for (DomainEventMessage<?> message : history.messages()) {
            user = reduce(user, message);
        }
        return user;
    }

    private static UserView reduce(UserView user, DomainEventMessage<?> message) {
        return UserReducer.reduce(user, (UserEvent) message.getPayload(), message);
    }
}
