package dev.passlink.projection.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.event.PasswordlessTokenAdded;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.projection.EveryEvent;
import dev.passlink.projection.History;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryEventOfPasskeysTest {

    static List<UserEvent> events() {
        return EveryEvent.ofEachType();
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventIsEitherReducedOrIgnored(UserEvent event) {
        History history = new History(EveryEvent.USER);
        DomainEventMessage<?> added = history.passkeyAdded(EveryEvent.PASSKEY);
        Passkey passkey = Passkey.of((PasswordlessTokenAdded) added.getPayload(), added);

        Passkey after = PasskeyReducer.reduce(passkey, event, history.then(event));

        if (PasskeyReducer.IGNORED.stream().anyMatch(kind -> kind.isInstance(event))) {
            assertThat(after).isSameAs(passkey);
        } else {
            assertThat(after).isNotEqualTo(passkey);
        }
    }
}
