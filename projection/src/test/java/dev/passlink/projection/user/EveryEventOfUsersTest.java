package dev.passlink.projection.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.projection.EveryEvent;
import dev.passlink.projection.History;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryEventOfUsersTest {

    static List<UserEvent> events() {
        return EveryEvent.ofEachType();
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventIsEitherReducedOrIgnored(UserEvent event) {
        History history = new History(EveryEvent.USER);
        DomainEventMessage<?> added = history.added();
        UserView user = UserReducer.reduce(null, (UserEvent) added.getPayload(), added);

        UserView after = UserReducer.reduce(user, event, history.then(event));

        if (UserReducer.IGNORED.stream().anyMatch(kind -> kind.isInstance(event))) {
            assertThat(after).isSameAs(user);
        } else {
            assertThat(after).isNotEqualTo(user);
        }
    }
}
