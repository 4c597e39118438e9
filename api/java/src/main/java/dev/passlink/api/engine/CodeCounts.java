package dev.passlink.api.engine;

import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Counts what becomes of codes: every event that this node appended, once it is committed. What other nodes append they
 * count themselves, and a replay counts nothing.
 */
final class CodeCounts implements MessageDispatchInterceptor<EventMessage<?>> {

    private final Map<Medium, Counter> added = new EnumMap<>(Medium.class);
    private final Map<Class<?>, Counter> others;

    CodeCounts(MeterRegistry meters) {
        for (Medium medium : Medium.values()) {
            added.put(
                    medium,
                    Counter.builder("passlink.codes.added")
                            .description("Codes added, by how they reach the person")
                            .tag("medium", medium.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        others = Map.of(
                PasswordlessInitCodeSent.class,
                counter(meters, "passlink.codes.sent", "Codes whose mail a server accepted"),
                PasswordlessInitCodeDeliveryFailed.class,
                counter(meters, "passlink.codes.undelivered", "Codes whose mail was given up"),
                PasswordlessInitCodeCheckSucceeded.class,
                counter(meters, "passlink.codes.used", "Codes redeemed"),
                PasswordlessInitCodeCheckFailed.class,
                counter(meters, "passlink.codes.wrong", "Wrong codes presented and stored"),
                PasswordlessInitCodeRevoked.class,
                counter(meters, "passlink.codes.revoked", "Codes taken back"));
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    @Override
    public BiFunction<Integer, EventMessage<?>, EventMessage<?>> handle(List<? extends EventMessage<?>> events) {
        count(events);
        return (index, event) -> event;
    }

    void count(List<? extends EventMessage<?>> events) {
        events.forEach(event -> countOnceCommitted(counterOf(event.getPayload())));
    }

    private @Nullable Counter counterOf(Object event) {
        return event instanceof PasswordlessInitCodeAdded code
                ? added.get(code.medium())
                : others.get(event.getClass());
    }

    private static void countOnceCommitted(@Nullable Counter counter) {
        if (counter == null) {
            return;
        }
        if (CurrentUnitOfWork.isStarted()) {
            CurrentUnitOfWork.get().root().afterCommit(committed -> counter.increment());
        } else {
            counter.increment();
        }
    }
}
