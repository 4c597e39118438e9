package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;

class PersonalDataOnH2Test extends PersonalDataContract {

    @Override
    JdbcAccess database() {
        return JdbcAccess.h2File(folder);
    }
}
