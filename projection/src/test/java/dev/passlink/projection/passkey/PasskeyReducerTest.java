package dev.passlink.projection.passkey;

import static java.time.temporal.ChronoUnit.MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PasskeyState;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessTokenRemoved;
import dev.passlink.domain.user.event.PasswordlessTokenRenamed;
import dev.passlink.domain.user.event.PasswordlessTokenUsed;
import dev.passlink.domain.user.event.PasswordlessTokenVerificationFailed;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.History;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.Test;

class PasskeyReducerTest {

    private static final UserId USER = new UserId("u1");
    private static final PasskeyId PASSKEY = new PasskeyId("p1");

    private final History history = new History(USER);

    @Test
    void aPasskeyBeginsWithItsRegistration() {
        history.added();
        history.passkeyAdded(PASSKEY, new CodeId("c1"));

        Passkey passkey = fold();

        assertThat(passkey.state()).isEqualTo(PasskeyState.NOT_READY);
        assertThat(passkey.codeId()).isEqualTo(new CodeId("c1"));
        assertThat(passkey.userHandle()).isEqualTo(History.HANDLE);
        assertThat(passkey.credential()).isNull();
        assertThat(passkey.name()).isNull();
        assertThat(passkey.details().sequence()).isEqualTo(2);
    }

    @Test
    void aVerifiedPasskeyIsReady() {
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");

        assertThat(fold().state()).isEqualTo(PasskeyState.READY);
        assertThat(fold().credential()).isEqualTo(History.credential(PASSKEY));
        assertThat(fold().name()).isEqualTo(new PasskeyName("phone"));
    }

    @Test
    void aPasskeyWhoseVerificationFailedIsNotReady() {
        history.passkeyAdded(PASSKEY);
        history.then(new PasswordlessTokenVerificationFailed(USER, PASSKEY, "CHALLENGE"));

        assertThat(fold().state()).isEqualTo(PasskeyState.NOT_READY);
        assertThat(fold().details().sequence()).isEqualTo(2);
    }

    @Test
    void aSignInIsRemembered() {
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");
        history.then(new PasswordlessTokenUsed(USER, PASSKEY, 7));

        assertThat(fold().credential().signCount()).isEqualTo(7);
        assertThat(fold().lastUsedAt())
                .isEqualTo(History.BEGINNING.truncatedTo(MILLIS).plusSeconds(2));
    }

    @Test
    void aRemovedPasskeyIsNotRevivedByALateVerification() {
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");
        history.then(new PasswordlessTokenRemoved(USER, PASSKEY));

        history.passkeyVerified(PASSKEY, "phone");
        history.then(new PasswordlessTokenRenamed(USER, PASSKEY, null, new PasskeyName("laptop")));

        assertThat(fold().state()).isEqualTo(PasskeyState.REMOVED);
        assertThat(fold().credential()).isNull();
        assertThat(fold().name()).isNull();
        assertThat(fold().details().sequence()).isEqualTo(5);
    }

    @Test
    void anEventThatIsNotNewerThanThePasskeyIsSkipped() {
        history.passkeyAdded(PASSKEY);
        DomainEventMessage<?> verified = history.passkeyVerified(PASSKEY, "phone");
        history.then(new PasswordlessTokenUsed(USER, PASSKEY, 7));
        Passkey passkey = fold();

        assertThat(reduce(passkey, verified)).isSameAs(passkey);
        assertThat(reduce(passkey, history.messages().get(0))).isSameAs(passkey);
    }

    @Test
    void anEventOfACodeLeavesThePasskeyAlone() {
        history.passkeyAdded(PASSKEY, new CodeId("c1"));
        Passkey passkey = fold();

        history.codeAdded(new CodeId("c1"), Medium.MAIL);

        assertThat(fold()).isEqualTo(passkey);
    }

    @Test
    void aPasskeyGoesWithItsUser() {
        history.passkeyAdded(PASSKEY);
        history.then(new UserRemoved(USER, null));

        assertThat(fold()).isNull();
    }

    @Test
    void theRemovalOfAnEarlierLifeLeavesALaterPasskeyAlone() {
        history.added();
        DomainEventMessage<?> removal = history.then(new UserRemoved(USER, null));
        history.added();
        history.passkeyAdded(PASSKEY);
        Passkey passkey = fold();

        assertThat(reduce(passkey, removal)).isSameAs(passkey);
    }

    @Test
    void anEventOfAPasskeyThatIsGoneBringsNothingBack() {
        history.passkeyAdded(PASSKEY);
        history.then(new UserRemoved(USER, null));
        history.passkeyVerified(PASSKEY, "phone");

        assertThat(fold()).isNull();
    }

    @Test
    void aPasskeyIdThatIsUsedAgainInALaterLifeBeginsAnew() {
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");
        history.then(new UserRemoved(USER, null));
        history.ownedBy("org-2").added();
        history.passkeyAdded(PASSKEY);

        assertThat(fold().state()).isEqualTo(PasskeyState.NOT_READY);
        assertThat(fold().name()).isNull();
        assertThat(fold().details().resourceOwner().value()).isEqualTo("org-2");
        assertThat(fold().details().creationDate()).isEqualTo(fold().details().changeDate());
    }

    private Passkey fold() {
        Passkey passkey = null;
        for (DomainEventMessage<?> message : history.messages()) {
            passkey = reduce(passkey, message);
        }
        return passkey;
    }

    private static Passkey reduce(Passkey passkey, DomainEventMessage<?> message) {
        return PasskeyReducer.reduce(passkey, (UserEvent) message.getPayload(), message);
    }
}
