package dev.passlink.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.domain.Rejected;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded default: an H2 file. */
class H2EngineTest extends OwnStoreContract {

    @TempDir
    Path folder;

    @Override
    Passlink.Builder node() {
        return Passlink.builder().dataFolder(folder);
    }

    @Override
    JdbcAccess database() {
        return JdbcAccess.h2File(folder);
    }

    @Test
    void openCodesAreNotCountedInAHistoryThatThisVersionCannotRead() throws Exception {
        addAnn();
        passlink.links().add(MANAGER, ann).join();
        makeNewestUnreadable();

        assertThatThrownBy(() -> CodeKeyUse.openCodes(StoreAccess.in(database()), 1))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.failure().reason()).isEqualTo("UNAVAILABLE"));
    }
}
