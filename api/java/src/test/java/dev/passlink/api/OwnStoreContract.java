package dev.passlink.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.domain.user.User;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What engines keep whose store is Passlink's own. */
abstract class OwnStoreContract extends SharedStoreContract {

    /** Where rows, tokens and jobs are. */
    abstract JdbcAccess database();

    @Test
    void aSnapshotIsTakenOfALongHistory() {
        addAnn();
        for (int i = 0; i < 60; i++) {
            passlink.users().lock(MANAGER, ann).join();
            passlink.users().unlock(MANAGER, ann).join();
        }

        await(() -> passlink.engine().events().readEvents(ann.value()).next().getPayload() instanceof User);
        passlink.engine().forgetAggregates();
        assertThat(passlink.users().deactivate(MANAGER, ann).join().sequence()).isEqualTo(122);
    }

    @Override
    void makeNewestUnreadable() throws SQLException {
        execute("""
                update domain_event_entry set payload_type = 'user.of.the.future'
                where aggregate_identifier = '%s' and sequence_number = %d""".formatted(ann.value(), eventsOfAnn().size() - 1));
    }

    @Override
    void emptyRows() throws SQLException {
        for (String table : new String[] {"passlink_user", "passlink_init_code", "passlink_audit", tokens()}) {
            execute("delete from " + table);
        }
    }

    /** The table of tokens. */
    String tokens() {
        return "token_entry";
    }

    void execute(String sql) throws SQLException {
        JdbcAccess database = database();
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
