package dev.passlink.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.User;
import dev.passlink.domain.user.event.UserAdded;
import java.sql.Connection;
import java.sql.SQLException;
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
    String everythingStored() throws Exception {
        try (Connection connection = connection()) {
            return StoredTables.everythingIn(connection);
        }
    }

    @Test
    void anErasureThatANodeDidNotLiveToRecordIsRecordedByTheNext() {
        addAnn();
        PersonalKeyId key = requireNonNull(payloadsOfAnn(UserAdded.class).get(0).personalKey());
        passlink.close();
        try (DyingNode dying = DyingNode.on(store())) {
            dying.removes(ann);
            dying.destroys(ann, key);
        }

        passlink = started();

        awaitErasures(1);
        assertThat(payloadsOfAnn(UserAdded.class)).extracting(UserAdded::person).containsExactly(Person.ERASED);
    }

    @Override
    void makeNewestUnreadable() throws SQLException {
        execute("""
                update domain_event_entry set payload_type = 'user.of.the.future'
                where aggregate_identifier = '%s' and sequence_number = %d""".formatted(ann.value(), eventsOfAnn().size() - 1));
    }

    @Override
    void emptyRows() throws SQLException {
        for (String table :
                new String[] {"passlink_user", "passlink_init_code", "passlink_passkey", "passlink_audit", tokens()}) {
            execute("delete from " + table);
        }
    }

    /** The store as a whole. */
    StoreAccess store() {
        return StoreAccess.in(database());
    }

    /** The table of tokens. */
    String tokens() {
        return "token_entry";
    }

    void execute(String sql) throws SQLException {
        Sql.execute(database(), sql);
    }

    Connection connection() throws SQLException {
        return Sql.connect(database());
    }
}
