package dev.passlink.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.domain.Rejected;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded default: an H2 file. */
class H2EngineTest extends SharedStoreContract {

    @TempDir
    Path folder;

    @Override
    Passlink.Builder node() {
        return Passlink.builder().dataFolder(folder);
    }

    @Test
    void aHistoryThatThisVersionCannotReadRefusesCommandsAndSaysWhere() throws SQLException {
        addAnn();
        passlink.links().add(MANAGER, ANN).join();
        try (Connection connection =
                        DriverManager.getConnection(JdbcAccess.h2File(folder).url(), "", "");
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    update domain_event_entry set payload_type = 'user.of.the.future'
                    where aggregate_identifier = 'ann' and sequence_number = 1""");
        }
        passlink.engine().forgetAggregates();

        assertThatThrownBy(() -> passlink.users().lock(MANAGER, ANN).join())
                .cause()
                .isInstanceOfSatisfying(Rejected.class, refused -> {
                    assertThat(refused.failure().reason()).isEqualTo("UNAVAILABLE");
                    assertThat(refused.failure().message()).contains("event 2");
                });
        assertThat(eventsOfAnn()).hasSize(2);
        assertThatThrownBy(() -> CodeKeyUse.openCodes(StoreAccess.in(JdbcAccess.h2File(folder)), 1))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.failure().reason()).isEqualTo("UNAVAILABLE"));
    }
}
