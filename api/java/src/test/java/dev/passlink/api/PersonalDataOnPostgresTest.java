package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class PersonalDataOnPostgresTest extends PersonalDataContract {

    private @Nullable EmbeddedPostgres postgres;

    @Override
    JdbcAccess database() {
        try {
            if (postgres == null) {
                postgres = EmbeddedPostgres.start();
            }
            return new JdbcAccess(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    @Override
    void stop() {
        super.stop();
        try {
            if (postgres != null) {
                postgres.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
