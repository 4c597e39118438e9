package dev.passlink.api.mail;

import dev.passlink.api.engine.JdbcAccess;

class MailOnH2Test extends MailDeliveryContract {

    @Override
    JdbcAccess store() {
        return JdbcAccess.h2Memory();
    }
}
