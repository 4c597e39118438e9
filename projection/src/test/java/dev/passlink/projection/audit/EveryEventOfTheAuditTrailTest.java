package dev.passlink.projection.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasswordlessTokenAdded;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.projection.EveryEvent;
import dev.passlink.projection.History;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryEventOfTheAuditTrailTest {

    static List<UserEvent> events() {
        return EveryEvent.ofEachType();
    }

    @ParameterizedTest
    @MethodSource("events")
    void noEventIsIgnoredAndItsCodeIsKnown(UserEvent event) {
        DomainEventMessage<?> message = new History(EveryEvent.USER).then(event);

        AuditEntry entry = AuditReducer.reduce(null, "stored.name", message, 7);

        assertThat(entry.userId()).isEqualTo(EveryEvent.USER);
        assertThat(entry.type()).isEqualTo("stored.name");
        assertThat(entry.codeId()).isEqualTo(isOfTheCode(event) ? EveryEvent.CODE : null);
    }

    private static boolean isOfTheCode(UserEvent event) {
        return event instanceof InitCodeEvent || event instanceof PasswordlessTokenAdded;
    }
}
