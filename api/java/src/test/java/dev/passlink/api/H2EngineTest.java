package dev.passlink.api;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The embedded default: an H2 file. */
class H2EngineTest extends SharedStoreContract {

    @TempDir
    Path folder;

    @Override
    Passlink.Builder node() {
        return Passlink.builder().dataFolder(folder);
    }
}
