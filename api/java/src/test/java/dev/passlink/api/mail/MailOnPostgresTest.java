package dev.passlink.api.mail;

import dev.passlink.api.PostgresServer;
import dev.passlink.api.engine.JdbcAccess;

class MailOnPostgresTest extends MailDeliveryContract {

    @Override
    JdbcAccess store() {
        return PostgresServer.emptyDatabase();
    }
}
