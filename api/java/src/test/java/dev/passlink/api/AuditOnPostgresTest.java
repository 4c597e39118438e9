package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;

class AuditOnPostgresTest extends AuditContract {

    @Override
    JdbcAccess newStore() {
        return PostgresServer.emptyDatabase();
    }
}
