package dev.passlink.api;

import dev.passlink.api.code.CodeKeysetFile;
import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.domain.user.UserId;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Events in a live Axon Server, which holds those of other tests as well. */
@EnabledIfEnvironmentVariable(named = "PASSLINK_TEST_AXONSERVER", matches = ".+")
class AxonServerEngineTest extends SharedStoreContract {

    @TempDir
    Path folder;

    @BeforeEach
    @Override
    void start() {
        ann = new UserId("ann-" + UUID.randomUUID());
        new CodeKeysetFile(folder.resolve("keyset.json")).readOrCreate();
        super.start();
    }

    @Override
    Passlink.Builder node() {
        return Passlink.builder()
                .jdbc(JdbcAccess.h2File(folder))
                .keyset(folder.resolve("keyset.json"))
                .axonServer(AxonServerAccess.inClear(System.getenv("PASSLINK_TEST_AXONSERVER")));
    }
}
