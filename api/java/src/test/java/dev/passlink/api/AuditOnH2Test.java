package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;

class AuditOnH2Test extends AuditContract {

    @Override
    JdbcAccess newStore() {
        return JdbcAccess.h2File(folder);
    }
}
