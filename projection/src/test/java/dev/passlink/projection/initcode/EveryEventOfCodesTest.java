package dev.passlink.projection.initcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.projection.EveryEvent;
import dev.passlink.projection.History;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryEventOfCodesTest {

    static List<UserEvent> events() {
        return EveryEvent.ofEachType();
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventIsEitherReducedOrIgnored(UserEvent event) {
        History history = new History(EveryEvent.USER);
        DomainEventMessage<?> added = history.codeAdded(EveryEvent.CODE, Medium.MAIL);
        InitCode code = InitCode.of((PasswordlessInitCodeAdded) added.getPayload(), added);

        InitCode after = InitCodeReducer.reduce(code, event, history.then(event));

        if (InitCodeReducer.IGNORED.stream().anyMatch(kind -> kind.isInstance(event))) {
            assertThat(after).isSameAs(code);
        } else {
            assertThat(after).isNotEqualTo(code);
        }
    }
}
