package dev.passlink.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.engine.JdbcAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

    private static final URI URL = URI.create("http://localhost:8080");

    @TempDir
    Path folder;

    private Path data;
    private JdbcAccess file;

    @BeforeEach
    void chooseFile() {
        data = folder.resolve("data");
        file = JdbcAccess.h2File(data);
    }

    @Test
    void othersReachItThroughWhatIsNoted() throws SQLException {
        try (EmbeddedDatabase owned = EmbeddedDatabase.own(file, data, URL)) {
            JdbcAccess shared = EmbeddedDatabase.reach(file, data);

            assertThat(shared.url()).startsWith("jdbc:h2:tcp://127.0.0.1:");
            assertThat(answer(shared.url())).isEqualTo(1);
        }
    }

    @Test
    void nobodyReachesItByItsName() {
        try (EmbeddedDatabase owned = EmbeddedDatabase.own(file, data, URL)) {
            int port = DatabaseOwner.read(data).orElseThrow().databasePort();

            assertThatThrownBy(() -> answer("jdbc:h2:tcp://127.0.0.1:" + port + "/" + data.resolve("passlink")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Wrong user name or password");
        }
    }

    @Test
    void theFileIsForItsOwnerOnlyWhoeverMadeItsFolder() throws Exception {
        Files.createDirectory(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (EmbeddedDatabase owned = EmbeddedDatabase.own(file, data, URL)) {
            assertThat(mode(data.resolve("passlink.mv.db"))).isEqualTo("rw-------");
        }
        assertThat(mode(data.resolve("passlink.mv.db"))).isEqualTo("rw-------");
    }

    @Test
    void aFileThatOthersCouldReadIsTakenFromThem() throws Exception {
        EmbeddedDatabase.own(file, data, URL).close();
        Files.setPosixFilePermissions(data.resolve("passlink.mv.db"), PosixFilePermissions.fromString("rw-r--r--"));

        try (EmbeddedDatabase owned = EmbeddedDatabase.own(file, data, URL)) {
            assertThat(mode(data.resolve("passlink.mv.db"))).isEqualTo("rw-------");
        }
    }

    @Test
    void theNoteIsForItsOwnerOnlyAndTellsNobodyItsSecret() throws Exception {
        try (EmbeddedDatabase owned = EmbeddedDatabase.own(file, data, URL)) {
            DatabaseOwner note = DatabaseOwner.read(data).orElseThrow();

            assertThat(mode(DatabaseOwner.file(data))).isEqualTo("rw-------");
            assertThat(note.toString()).contains("" + note.pid()).doesNotContain(note.secret());
        }
    }

    @Test
    void whereNobodyServesTheFileIsOpenedItself() {
        EmbeddedDatabase.own(file, data, URL).close();

        assertThat(EmbeddedDatabase.reach(file, data)).isEqualTo(file);
    }

    @Test
    void whatIsNotedByAProcessThatHasEndedIsIgnored() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.createDirectories(data);
        new DatabaseOwner(ended.pid(), URL.toString(), 1, "secret").write(data);

        assertThat(DatabaseOwner.read(data)).isEmpty();
    }

    @Test
    void theFileOutlivesItsOwner() throws SQLException {
        try (EmbeddedDatabase owned = EmbeddedDatabase.own(file, data, URL);
                Connection connection = DriverManager.getConnection(file.url(), "", "")) {
            connection.createStatement().execute("create table kept (id int)");
        }

        try (EmbeddedDatabase owned = EmbeddedDatabase.own(file, data, URL);
                Connection connection = DriverManager.getConnection(file.url(), "", "");
                ResultSet rows = connection.createStatement().executeQuery("select count(*) from kept")) {
            assertThat(rows.next()).isTrue();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static int answer(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "", "");
                ResultSet rows = connection.createStatement().executeQuery("select 1")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
