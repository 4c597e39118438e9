package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.Rebuild;
import dev.passlink.api.engine.StoreAccess;
import java.nio.file.Path;

/** Rebuilds all read models of a store beside running nodes, in a JVM of its own; says in which phase it began. */
final class RebuildProcess {

    private RebuildProcess() {}

    /** @param args JDBC URL, user, password, keyset of personal data */
    public static void main(String[] args) {
        StoreAccess store = StoreAccess.in(new JdbcAccess(args[0], args[1], args[2]));
        try (RebuildOffice office = RebuildOffice.open(store, Path.of(args[3]))) {
            Rebuild rebuild = office.rebuild();
            System.out.println(rebuild.progress().phase());
            rebuild.done().join();
        }
    }
}
