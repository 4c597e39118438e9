package dev.passlink.api.engine;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;

/**
 * Where a database is and how to get in.
 *
 * @param url      JDBC URL of an H2 or PostgreSQL database; an H2 file needs {@code ;WRITE_DELAY=0}, without which it
 *     loses committed rows in a crash
 * @param user     user name, may be empty
 * @param password password, may be empty; not in {@link #toString()}
 */
public record JdbcAccess(String url, String user, String password) {

    /** The databases Passlink knows. */
    public enum Vendor {
        H2,
        POSTGRESQL
    }

    /** @throws Rejected {@link Failure.RequestInvalid} if it is another database or an H2 file that may lose rows */
    public JdbcAccess {
        Vendor vendor = vendorOf(url);
        boolean file = vendor == Vendor.H2 && !url.startsWith("jdbc:h2:mem:") && !url.startsWith("jdbc:h2:tcp:");
        if (file && !url.toUpperCase(Locale.ROOT).contains(";WRITE_DELAY=0")) {
            throw new Rejected(new Failure.RequestInvalid(
                    "the URL of an H2 file needs ;WRITE_DELAY=0, without it H2 loses committed rows in a crash"));
        }
    }

    /** The H2 file {@code passlink.mv.db} in a folder: the embedded default. */
    public static JdbcAccess h2File(Path folder) {
        return new JdbcAccess("jdbc:h2:file:" + folder.toAbsolutePath().resolve("passlink") + ";WRITE_DELAY=0", "", "");
    }

    /** An H2 database of its own in memory, gone with the last connection. */
    public static JdbcAccess h2Memory() {
        return new JdbcAccess("jdbc:h2:mem:" + UUID.randomUUID(), "", "");
    }

    /** Which database it is. */
    public Vendor vendor() {
        return vendorOf(url);
    }

    private static Vendor vendorOf(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return Vendor.H2;
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return Vendor.POSTGRESQL;
        }
        throw new Rejected(new Failure.RequestInvalid("the JDBC URL must be one of H2 or PostgreSQL"));
    }

    /** The vendor only: URLs may carry passwords. */
    @Override
    public String toString() {
        return "JdbcAccess[" + vendor() + "]";
    }
}
