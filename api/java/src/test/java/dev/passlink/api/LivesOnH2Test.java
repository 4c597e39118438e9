package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;

/** Random lives on the embedded default. */
class LivesOnH2Test extends LivesContract {

    @Override
    Passlink.Builder node() {
        return Passlink.builder().dataFolder(folder);
    }

    @Override
    JdbcAccess database() {
        return JdbcAccess.h2File(folder);
    }
}
