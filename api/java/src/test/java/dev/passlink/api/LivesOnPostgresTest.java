package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;

/** Random lives on PostgreSQL. */
class LivesOnPostgresTest extends LivesContract {

    private final JdbcAccess database = PostgresServer.emptyDatabase();

    @Override
    Passlink.Builder node() {
        return Passlink.builder().jdbc(database).keyset(folder.resolve("keyset.json"));
    }

    @Override
    JdbcAccess database() {
        return database;
    }
}
