package dev.passlink.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class WatchedDataSourceTest {

    private final JdbcDataSource database = new JdbcDataSource();

    WatchedDataSourceTest() {
        database.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @Test
    void anExhaustedPoolRefusesOnlyWhoHasWaited() throws SQLException {
        HikariConfig one = new HikariConfig();
        one.setDataSource(database);
        one.setMaximumPoolSize(1);
        one.setConnectionTimeout(Duration.ofMillis(250).toMillis());
        try (HikariDataSource pool = new HikariDataSource(one);
                WatchedDataSource watched = new WatchedDataSource(pool)) {
            try (Connection only = watched.getConnection()) {
                assertThat(only.isValid(1)).isTrue();
                assertThatThrownBy(watched::getConnection).isNotInstanceOf(DatabaseAway.class);
            }
            try (Connection again = watched.getConnection()) {
                assertThat(again.isValid(1)).isTrue();
            }
        }
    }

    @Test
    void whoeverComesWhileItIsAwayIsRefusedAtOnceUntilItIsBack() throws Exception {
        Breakable breakable = new Breakable(database);
        try (WatchedDataSource watched = new WatchedDataSource(breakable)) {
            CountDownLatch back = new CountDownLatch(1);
            watched.whenBack(() -> {
                throw new IllegalStateException("something does not go on");
            });
            watched.whenBack(back::countDown);

            breakable.failing(() -> new SQLException("connection refused", "08001"));
            assertThatThrownBy(watched::getConnection).hasMessage("connection refused");
            assertThatThrownBy(watched::getConnection).isInstanceOf(DatabaseAway.class);
            assertThat(watched.isThere()).isFalse();

            breakable.mended();
            assertThat(back.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(watched.isThere()).isTrue();
            watched.getConnection().close();
        }
    }

    @Test
    void aDataSourceThatThrowsWhatItShouldNotIsLookedAtAgain() throws Exception {
        Breakable breakable = new Breakable(database);
        try (WatchedDataSource watched = new WatchedDataSource(breakable)) {
            CountDownLatch back = new CountDownLatch(1);
            watched.whenBack(back::countDown);
            breakable.failing(() -> new SQLException("connection refused", "08001"));
            assertThatThrownBy(watched::getConnection).hasMessage("connection refused");

            breakable.failing(() -> {
                throw new IllegalStateException("no route");
            });
            breakable.awaitTries(2);
            breakable.mended();

            assertThat(back.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
