package dev.passlink.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.PersonalKeys;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of processors that other nodes keep. */
class TokensTest {

    private static final String PROCESSOR = "something@2";
    private static final long LONG = TimeUnit.HOURS.toNanos(1);

    private Database database;
    private Tokens tokens;

    @BeforeEach
    void open() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        database = Database.over(h2, Set.of(), List.of(Database.SCHEMA));
        tokens = new Tokens(database.entityManagers(), PasslinkSerializers.events(PersonalKeys.NONE));
        database.transactions().executeInTransaction(() -> tokens.initializeTokenSegments(PROCESSOR, 2, null));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aSegmentThatNobodyHasIsNotKept() {
        database.transactions().executeInTransaction(() -> tokens.look(PROCESSOR));

        assertThat(tokens.lastLook(PROCESSOR).rows())
                .hasSize(2)
                .noneMatch(row -> row.wasHeldByOtherWithin(LONG))
                .allMatch(Tokens.Row::isOursToClaim);
    }

    @Test
    void aSegmentThatIsHandedOverWasKeptUntilThenThoughNobodyHasIt() {
        database.transactions().executeInTransaction(() -> tokens.lookAtHandedOver(PROCESSOR));
        database.transactions().executeInTransaction(() -> tokens.look(PROCESSOR));

        assertThat(tokens.lastLook(PROCESSOR).rows())
                .hasSize(2)
                .allMatch(row -> row.wasHeldByOtherWithin(LONG))
                .allMatch(Tokens.Row::isOursToClaim)
                .noneMatch(row -> row.wasHeldByOtherWithin(0));
    }
}
