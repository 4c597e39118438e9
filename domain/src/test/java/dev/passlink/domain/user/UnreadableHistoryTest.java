package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;

import dev.passlink.domain.Failure;
import dev.passlink.domain.user.event.UserAdded;
import java.util.stream.Stream;
import org.axonframework.serialization.JavaSerializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.UnknownSerializedType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing is decided on half a history (behaviour E4). */
class UnreadableHistoryTest {

    @SuppressWarnings("deprecation") // any serializer will do: it is never asked
    private static final UnknownSerializedType UNREADABLE = new UnknownSerializedType(
            JavaSerializer.builder().build(),
            new SimpleSerializedObject<>("{}", String.class, "user.human.of.tomorrow", "1"));

    private static final Failure AT_THE_SECOND_EVENT = new Failure.Unavailable(
            "This version cannot read event 2" + " of the user's history, so it decides nothing about the user.");

    static Stream<UserCommand> everyCommand() {
        return Stream.of(
                addUser(),
                addUserWithCode(SYSTEM),
                changeEmail(EMAIL),
                deactivate(),
                reactivate(),
                lock(),
                unlock(),
                remove(),
                addCode(CODE),
                reviewMail(CODE),
                markSent(CODE),
                markDeliveryFailed(CODE, "EXPIRED"),
                revoke(CODE),
                revokeAll(),
                look(CODE),
                start(PASSKEY, CODE),
                finish(PASSKEY, CODE),
                rename(PASSKEY, NAME),
                use(PASSKEY, 1),
                remove(PASSKEY));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandIsRefusedAndTheEventNamed(UserCommand command) {
        new UserStory()
                .stored(HOME, new UserAdded(USER, PERSONAL_KEY, PERSON))
                .storedPayload(HOME, UNREADABLE)
                .when(command)
                .expectExceptionDetails(AT_THE_SECOND_EVENT)
                .expectNoEvents();
    }

    @Test
    void whatFollowsAnUnreadableEventDoesNotHideIt() {
        new UserStory()
                .stored(HOME, new UserAdded(USER, PERSONAL_KEY, PERSON))
                .storedPayload(HOME, UNREADABLE)
                .stored(HOME, new UserAdded(USER, PERSONAL_KEY, PERSON))
                .when(addCode(CODE))
                .expectExceptionDetails(AT_THE_SECOND_EVENT)
                .expectNoEvents();
    }
}
