package dev.passlink.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.HostDatabase.Product;
import dev.passlink.api.club.Club;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installed into an application with Axon on PostgreSQL: events in the application's store, of which nothing is changed. */
class HostEngineTest extends SharedStoreContract {

    @TempDir
    Path folder;

    private final HostDatabase database = HostDatabase.of(Product.POSTGRESQL);
    private final List<Club> clubs = new ArrayList<>();

    @Override
    Passlink.Builder node() {
        return Passlink.builder().dataSource(database.connections()).keyset(folder.resolve("keyset.json"));
    }

    @Override
    Passlink started(Passlink.Builder node) {
        Club club = Club.open(database.connections(), node.asModule());
        clubs.add(club);
        return club.passlink();
    }

    @Override
    void makeNewestUnreadable() {
        database.execute("""
                update DomainEventEntry set payloadType = 'user.of.the.future'
                where aggregateIdentifier = '%s' and sequenceNumber = %d""".formatted(ann.value(), eventsOfAnn().size() - 1));
    }

    @Override
    String everythingStored() throws SQLException {
        try (Connection connection = database.connections().getConnection()) {
            return StoredTables.everythingIn(connection);
        }
    }

    @Override
    void emptyRows() {
        for (String table : List.of(
                "passlink_user", "passlink_init_code", "passlink_passkey", "passlink_audit", "passlink_token")) {
            database.execute("delete from " + table);
        }
    }

    @Test
    void aCallerReadsItsOwnWritesBelowTheNumbersThatAnotherNodeHasDrawn() {
        addAnn();
        passlink.users().lock(MANAGER, ANN).join(); // this node has drawn a block of fifty, and has the projections
        passlink.users().unlock(MANAGER, ANN).join();
        try (Passlink other = started()) {
            other.users()
                    .in(ACME)
                    .add(MANAGER, new UserId("bob"), Person.named("bob", "Bob", "Lee", null))
                    .join();
            assertThat(highestPosition()).isGreaterThan(50);

            for (int i = 0; i < 15; i++) {
                ObjectDetails locked = passlink.users().lock(MANAGER, ANN).join();
                assertThat(passlink.users().get(MANAGER, ANN).join().details()).isEqualTo(locked);
                ObjectDetails unlocked = passlink.users().unlock(MANAGER, ANN).join();
                assertThat(passlink.users().get(MANAGER, ANN).join().details()).isEqualTo(unlocked);
            }
        }
    }

    @Test
    void aCallerReadsItsOwnWritesOnTheOtherNodeAlsoBehindEventsOfTheApplication() throws Exception {
        addAnn();
        await(passlink::isReady);
        try (Passlink other = started(node().consistencyWait(LONG))) {
            CompletableFuture<?> allRounds = CompletableFuture.runAsync(() -> {
                ObjectDetails locked = other.users().lock(MANAGER, ANN).join();
                for (int i = 0; i < 4; i++) {
                    assertThat(other.users().get(MANAGER, ANN).join().details()).isEqualTo(locked);
                    clubs.get(0).axon().eventBus().publish(GenericEventMessage.asEventMessage("party " + i));
                }
            });

            allRounds.get(
                    12, SECONDS); // thrice five, if positions past other events were stored as rarely as by default
            assertThat(other.engine().lags()).isEmpty();
        }
    }

    private long highestPosition() {
        return Long.parseLong(database.value("select max(globalIndex) from DomainEventEntry"));
    }

    @AfterEach
    void closeTheClubs() {
        clubs.forEach(Club::close);
        database.close();
    }
}
