package dev.passlink.domain.user;

import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.UserCommand.FinishPasskeyRegistration;
import dev.passlink.domain.user.event.UserEvent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.matchers.Matchers;

/** A user's story, told to the real aggregate in Axon's test fixture; it begins at {@link #NOON}. */
final class UserStory {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final AggregateTestFixture<User> fixture = new AggregateTestFixture<>(User.class);
    private final SpokenPasskeys passkeys = new SpokenPasskeys();

    UserStory() {
        this(InitCodeRules.DEFAULT);
    }

    UserStory(InitCodeRules rules) {
        fixture.registerInjectableResource(Roles.DEFAULT);
        fixture.registerInjectableResource(rules);
        fixture.registerInjectableResource(new SpokenCodes());
        fixture.registerInjectableResource(passkeys);
        fixture.givenNoPriorActivity().andGivenCurrentTime(NOON);
    }

    /** From now on it is this late. */
    UserStory at(Instant time) {
        fixture.andGivenCurrentTime(time);
        return this;
    }

    /** These commands were given and not refused. */
    UserStory given(UserCommand... commands) {
        for (UserCommand command : commands) {
            begin(command);
            fixture.andGivenCommands(command);
        }
        return this;
    }

    /** Somebody else has registered this credential. */
    UserStory claimed(PasskeyId passkeyId) {
        passkeys.claimed(passkeyId);
        return this;
    }

    /** What {@link Requests#redeem} finishes is begun at the same moment, as far as the code allows. */
    private void begin(UserCommand command) {
        if (command instanceof FinishPasskeyRegistration finish
                && finish.code() != null
                && finish.passkeyId().equals(Requests.passkeyOf(finish.code().codeId()))) {
            fixture.andGivenCommands(Requests.start(finish.passkeyId(), finish.code(), finish.authority()));
        }
    }

    /** This event was stored, by whatever version of the program; only before the first {@link #given command}. */
    UserStory stored(ResourceOwner owner, UserEvent event) {
        return storedPayload(owner, event);
    }

    /** Something was stored that need not be an event of ours. */
    UserStory storedPayload(ResourceOwner owner, Object payload) {
        fixture.andGiven(new GenericEventMessage<>(payload, EventMetaData.of(Requests.SYSTEM, Requests.USER, owner)));
        return this;
    }

    ResultValidator<User> when(UserCommand command) {
        begin(command);
        return fixture.when(command);
    }

    /** What the command answers. */
    <A> A answer(UserCommand command, Class<A> type) {
        AtomicReference<A> answer = new AtomicReference<>();
        when(command)
                .expectSuccessfulHandlerExecution()
                .expectResultMessagePayloadMatching(Matchers.matches(payload -> {
                    answer.set(type.cast(payload));
                    return true;
                }));
        return answer.get();
    }

    /** All events of the user's stream. */
    List<? extends DomainEventMessage<?>> events() {
        return fixture.getEventStore()
                .readEvents(Requests.USER.value())
                .asStream()
                .toList();
    }

    /** The last event of the user's stream. */
    DomainEventMessage<?> lastEvent() {
        List<? extends DomainEventMessage<?>> events = events();
        return events.get(events.size() - 1);
    }
}
