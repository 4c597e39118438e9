package dev.passlink.api;

import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.PersonalKeys;
import dev.passlink.domain.user.User;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.UnknownSerializedType;

/** The engine for tests and trials. */
class InMemoryEngineTest extends EngineContract {

    @Override
    Passlink.Builder node() {
        return Passlink.builder().inMemory();
    }

    /** What is in memory cannot be changed; so one more is added, of the kind that stores read what they do not know into. */
    @Override
    void makeNewestUnreadable() {
        passlink.engine()
                .events()
                .publish(new GenericDomainEventMessage<>(
                        User.TYPE,
                        ann.value(),
                        eventsOfAnn().size(),
                        new UnknownSerializedType(
                                PasslinkSerializers.events(PersonalKeys.NONE),
                                new SimpleSerializedObject<>("{}", String.class, "user.of.the.future", "1"))));
    }
}
