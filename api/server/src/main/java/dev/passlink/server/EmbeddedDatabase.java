package dev.passlink.server;

import static org.h2.api.ErrorCode.DATABASE_ALREADY_OPEN_1;

import dev.passlink.api.engine.JdbcAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Set;
import org.h2.tools.Server;

/**
 * The H2 file, owned by this process. No second process can open it, so it is shared on 127.0.0.1 under a name that is a
 * fresh secret; {@code <data>/serve.json} tells other commands of the same user ({@link DatabaseOwner}).
 */
final class EmbeddedDatabase implements AutoCloseable {

    /** How the URL of a file begins; H2 has shorter forms, which are not accepted. */
    static final String URL = "jdbc:h2:file:";

    static {
        // H2 listens on all interfaces otherwise; it reads this once, when its first class is loaded
        System.setProperty("h2.bindAddress", "127.0.0.1");
    }

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final Path data;
    private final Connection holder;
    private final Server server;

    private EmbeddedDatabase(Path data, Connection holder, Server server) {
        this.data = data;
        this.holder = holder;
        this.server = server;
    }

    /**
     * Takes the file, which is made if there is none, and shares it. Only its owner can read it, whoever made its folder.
     *
     * @param database the file
     * @param data     folder of the note for others
     * @param url      where this process serves
     * @throws CannotRun if another process holds the file, saying which, or the file cannot be kept from others
     */
    static EmbeddedDatabase own(JdbcAccess database, Path data, URI url) {
        create(data);
        keepFromOthers(file(database));
        Connection holder = open(database, data);
        try {
            String secret = secret();
            Server server = Server.createTcpServer(
                            "-tcpPort",
                            "0",
                            "-tcpDaemon",
                            "-ifExists",
                            "-key",
                            secret,
                            path(database).toString())
                    .start();
            EmbeddedDatabase owned = new EmbeddedDatabase(data, holder, server);
            new DatabaseOwner(ProcessHandle.current().pid(), url.toString(), server.getPort(), secret).write(data);
            return owned;
        } catch (SQLException | IOException e) {
            close(holder);
            throw new CannotRun("The database cannot be shared with other commands: " + e.getMessage(), e);
        }
    }

    /** How a command reaches the database: through whoever owns the file, or the file itself if nobody does. */
    static JdbcAccess reach(JdbcAccess database, Path data) {
        if (!isFile(database)) {
            return database;
        }
        return DatabaseOwner.read(data)
                .map(owner -> new JdbcAccess(
                        "jdbc:h2:tcp://127.0.0.1:" + owner.databasePort() + "/" + owner.secret(),
                        database.user(),
                        database.password()))
                .orElse(database);
    }

    /** Whether it is a file, which one process at a time can open. */
    static boolean isFile(JdbcAccess database) {
        return database.url().startsWith(URL);
    }

    /** Whether there is such a file, open or not. */
    static boolean exists(JdbcAccess database) {
        return Files.exists(file(database));
    }

    /**
     * Opens the file and keeps it open. H2 would close it under the last requests when the process is told to end; and
     * it would write a trace file, which nobody reads.
     */
    private static Connection open(JdbcAccess database, Path data) {
        try {
            return DriverManager.getConnection(
                    database.url() + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0",
                    database.user(),
                    database.password());
        } catch (SQLException e) {
            if (e.getErrorCode() == DATABASE_ALREADY_OPEN_1) {
                throw new CannotRun("The database " + path(database) + " is held by "
                        + DatabaseOwner.read(data).map(DatabaseOwner::toString).orElse("another process")
                        + "; stop that first, or set " + Setting.DATA + " to another folder.");
            }
            throw new CannotRun("The database " + path(database) + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Others have no business in it. */
    private static void create(Path folder) {
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY_FOLDER));
        } catch (IOException e) {
            throw new CannotRun("The folder " + folder + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** H2 would make the file with whatever mode is usual; but it takes an empty one for a new one. */
    private static void keepFromOthers(Path file) {
        create(file.resolveSibling(""));
        try {
            if (!Files.exists(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(file, OWNER_ONLY);
            }
        } catch (IOException e) {
            throw new CannotRun("The database " + file + " cannot be kept from others: " + e.getMessage(), e);
        }
    }

    private static Path file(JdbcAccess database) {
        return Path.of(path(database) + ".mv.db");
    }

    private static Path path(JdbcAccess database) {
        String location = database.url().substring(URL.length()).split(";", 2)[0];
        return Path.of(location.replaceFirst("^~", System.getProperty("user.home")))
                .toAbsolutePath()
                .normalize();
    }

    private static String secret() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Stops sharing and lets go of the file. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(DatabaseOwner.file(data));
        } catch (IOException e) {
            // a note of a process that has ended is ignored
        }
        server.stop();
        close(holder);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // nothing is lost: every commit is on disk
        }
    }
}
