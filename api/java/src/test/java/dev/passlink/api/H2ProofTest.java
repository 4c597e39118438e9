package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Proofs over the embedded default. */
class H2ProofTest extends ProofContract {

    @TempDir
    Path folder;

    @Override
    Passlink.Builder node() {
        return Passlink.builder().dataFolder(folder);
    }

    @Override
    Path folder() {
        return folder;
    }

    @Override
    JdbcAccess database() {
        return JdbcAccess.h2File(folder);
    }
}
