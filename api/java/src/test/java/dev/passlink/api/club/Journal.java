package dev.passlink.api.club;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.ResetHandler;

/** The club's projection: everything that happened, its own and Passlink's. */
@ProcessingGroup(Journal.PROCESSOR)
public final class Journal {

    static final String PROCESSOR = "journal";

    private final List<Object> entries = new CopyOnWriteArrayList<>();

    @EventHandler
    void on(Object event) {
        entries.add(event);
    }

    @ResetHandler
    void reset() {
        entries.clear();
    }

    /** What happened so far, as far as it was seen. */
    public List<Object> entries() {
        return entries;
    }
}
