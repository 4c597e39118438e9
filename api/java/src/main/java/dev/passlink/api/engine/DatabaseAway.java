package dev.passlink.api.engine;

import java.sql.SQLTransientConnectionException;

/** Nobody got a connection lately, so this one was not even waited for. */
public final class DatabaseAway extends SQLTransientConnectionException {

    private static final long serialVersionUID = 1;

    DatabaseAway() {
        super("the database is away", "08001");
    }
}
