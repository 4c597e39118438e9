package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;

class PersonalDataOnPostgresTest extends PersonalDataContract {

    private final JdbcAccess database = PostgresServer.emptyDatabase();

    @Override
    JdbcAccess database() {
        return database;
    }
}
