package dev.passlink.api.engine;

import java.util.function.Consumer;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;

/**
 * One attempt at a command, as its unit of work knows it: whether the aggregate may come from the cache, whether it did,
 * and whether anything was appended.
 */
final class Attempt {

    private static final String RESOURCE = Attempt.class.getName();

    private final Source source;
    private boolean usedCache;
    private boolean appended;

    Attempt(Source source) {
        this.source = source;
    }

    /** Where the aggregate may come from. */
    enum Source {
        CACHE_OR_STORE,
        STORE
    }

    /** To be registered with the event bus: notes appends. */
    static MessageDispatchInterceptor<EventMessage<?>> noteAppends() {
        return events -> {
            noteAppend();
            return (index, event) -> event;
        };
    }

    static void noteAppend() {
        ifCurrent(attempt -> attempt.appended = true);
    }

    /** Whether the attempt under way, if there is one, must not use the cache. */
    static boolean mustLoadFromStore() {
        return CurrentUnitOfWork.map(unitOfWork -> unitOfWork.root().<Attempt>getResource(RESOURCE))
                .filter(attempt -> attempt.source == Source.STORE)
                .isPresent();
    }

    static void noteCacheUse() {
        ifCurrent(attempt -> attempt.usedCache = true);
    }

    /** Makes this the attempt of the unit of work under way. */
    void begin() {
        CurrentUnitOfWork.get().root().resources().put(RESOURCE, this);
    }

    /** Whether a cached aggregate decided and nothing was appended: another node may have moved it meanwhile. */
    boolean mayBeStale() {
        return usedCache && !appended;
    }

    private static void ifCurrent(Consumer<Attempt> note) {
        CurrentUnitOfWork.ifStarted(unitOfWork -> {
            Attempt attempt = unitOfWork.root().getResource(RESOURCE);
            if (attempt != null) {
                note.accept(attempt);
            }
        });
    }
}
