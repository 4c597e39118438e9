package dev.passlink.api;

import static dev.passlink.api.EngineContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.mail.MailSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node on a restored backup, made as docs/deployment.md says, goes on where the backup ends. */
class RestoreTest {

    @TempDir
    Path folder;

    @Test
    void aCopyOfTheDataFolderOfAStoppedNodeGoesOn() throws Exception {
        Path data = folder.resolve("data");
        Path copy = folder.resolve("copy");
        Post live = Post.awayFor("away-");
        List<RegistrationLink> answeredBefore;
        try (Passlink passlink = inFolder(data, live);
                Newcomers newcomers = Newcomers.comeTo(passlink, "before")) {
            newcomers.awaitMore(40);
            await(() -> live.recipients().size() >= 20); // all but the last few are recorded by then
            passlink.close(); // while they still come
            newcomers.close();
            answeredBefore = newcomers.links();
            assertThat(newcomers.refusals()).isNotEmpty().containsOnly("UNAVAILABLE");
        }
        copy(data, copy, Set.of());
        workOn(inFolder(data, Post.takingAll()));

        Backup backup = Backup.in(JdbcAccess.h2File(copy));
        assertThat(backup.events())
                .noneSatisfy((user, events) -> assertThat(user).startsWith("after"));
        Post post = Post.takingAll();
        try (Passlink restored = inFolder(copy, post)) {
            backup.isContinuedBy(restored, post, answeredBefore);
        }
    }

    @Test
    void aBaseBackupOfPostgresqlTakenUnderLoadGoesOn() throws Exception {
        Path keyset = folder.resolve("keyset.json");
        Path copy = folder.resolve("copy");
        Post live = Post.awayFor("away-");
        List<RegistrationLink> answeredBefore;
        try (EmbeddedPostgres postgres = withRoleAndDatabase(postgresIn(folder.resolve("postgres")));
                Passlink passlink = on(postgres, keyset, live);
                Newcomers newcomers = Newcomers.comeTo(passlink, "before")) {
            newcomers.awaitMore(40);
            await(() -> live.recipients().size() >= 20); // all but the last few are recorded by then
            answeredBefore = newcomers.links();
            baseBackup(postgres, folder.resolve("postgres"), copy, newcomers);
            newcomers.awaitMore(40);
            newcomers.close();
            assertThat(newcomers.refusals()).isEmpty();
            workOn(passlink);
        }

        try (EmbeddedPostgres postgres = postgresIn(copy)) {
            Backup backup = Backup.in(access(postgres));
            assertThat(backup.events())
                    .noneSatisfy((user, events) -> assertThat(user).startsWith("after"));
            Post post = Post.takingAll();
            try (Passlink restored = on(postgres, keyset, post)) {
                backup.isContinuedBy(restored, post, answeredBefore);
            }
        }
    }

    /** What is lost with the original. */
    private static void workOn(Passlink passlink) {
        try (passlink;
                Newcomers newcomers = Newcomers.comeTo(passlink, "after")) {
            newcomers.awaitMore(20);
        }
    }

    private static Passlink inFolder(Path data, Post post) {
        return Passlink.builder()
                .dataFolder(data)
                .mail(MailSettings.of("login.example.org", post).withoutNotices())
                .onlyNode()
                .build();
    }

    private static Passlink on(EmbeddedPostgres postgres, Path keyset, Post post) {
        return Passlink.builder()
                .jdbc(access(postgres))
                .keyset(keyset)
                .mail(MailSettings.of("login.example.org", post).withoutNotices())
                .build();
    }

    private static JdbcAccess access(EmbeddedPostgres postgres) {
        return new JdbcAccess(postgres.getJdbcUrl("passlink", "passlink"), "passlink", "secret");
    }

    /** As docs/deployment.md makes them. */
    private static EmbeddedPostgres withRoleAndDatabase(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role passlink login password 'secret'");
            statement.execute("create database passlink owner passlink");
        }
        return postgres;
    }

    private static EmbeddedPostgres postgresIn(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig(
                        "wal_keep_size", "1GB") // pg_basebackup streams the log meanwhile; this copies it at the end
                .start();
    }

    /** What {@code pg_basebackup} does, which does not come with the embedded server. */
    private static void baseBackup(EmbeddedPostgres postgres, Path data, Path copy, Newcomers meanwhile)
            throws IOException, SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('test', true)");
            meanwhile.awaitMore(20);
            copy(data, copy, Set.of("pg_wal", "postmaster.pid", "postmaster.opts", "epg-lock"));
            meanwhile.awaitMore(20);
            try (ResultSet label = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                label.next();
                Files.writeString(copy.resolve("backup_label"), label.getString(1));
            }
            copy(data.resolve("pg_wal"), copy.resolve("pg_wal"), Set.of());
        }
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
    }

    /** Copies a folder while files may come and go. */
    private static void copy(Path from, Path to, Set<String> without) throws IOException {
        Files.createDirectory(to);
        List<Path> files;
        try (Stream<Path> listed = Files.list(from)) {
            files = listed.toList();
        }
        for (Path file : files) {
            Path name = file.getFileName();
            if (without.contains(name.toString())) {
                continue;
            }
            if (Files.isDirectory(file)) {
                copy(file, to.resolve(name), without);
            } else {
                copyIfThere(file, to.resolve(name));
            }
        }
    }

    private static void copyIfThere(Path file, Path copy) throws IOException {
        try {
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (NoSuchFileException e) {
            // removed since it was listed, which the log tells the restored server too
        }
    }
}
