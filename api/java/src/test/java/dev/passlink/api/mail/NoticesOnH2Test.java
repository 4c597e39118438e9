package dev.passlink.api.mail;

import dev.passlink.api.engine.JdbcAccess;

class NoticesOnH2Test extends NoticeContract {

    @Override
    JdbcAccess store() {
        return JdbcAccess.h2File(folder);
    }
}
