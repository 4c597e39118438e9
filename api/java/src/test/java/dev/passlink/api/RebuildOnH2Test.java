package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;
import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The embedded default: an H2 file, which other processes reach through the one that has it. */
class RebuildOnH2Test extends RebuildContract {

    @TempDir
    private Path folder;

    private Server server;

    @BeforeEach
    void serve() throws SQLException {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        server = Server.createTcpServer("-tcpPort", "0", "-ifExists", "-baseDir", folder.toString())
                .start();
    }

    @AfterEach
    void serveNoMore() {
        server.stop();
    }

    @Override
    JdbcAccess database() {
        return JdbcAccess.h2File(folder);
    }

    @Override
    JdbcAccess reachable() {
        return new JdbcAccess("jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/./passlink", "", "");
    }

    @Override
    Path folder() {
        return folder;
    }

    @Override
    String bytes(String text) {
        return "stringtoutf8(" + text + ")";
    }

    @Override
    String text(String bytes) {
        return "utf8tostring(" + bytes + ")";
    }

    @Override
    String numbers(int count) {
        return "system_range(1, " + count + ") as many(number)";
    }
}
