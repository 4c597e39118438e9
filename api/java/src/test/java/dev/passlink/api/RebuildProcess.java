package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.Rebuild;
import dev.passlink.api.engine.StoreAccess;

/** Rebuilds all read models of a store beside running nodes, in a JVM of its own; says in which phase it began. */
final class RebuildProcess {

    private RebuildProcess() {}

    /** @param args JDBC URL, user, password */
    public static void main(String[] args) {
        try (RebuildOffice office = RebuildOffice.open(StoreAccess.in(new JdbcAccess(args[0], args[1], args[2])))) {
            Rebuild rebuild = office.rebuild();
            System.out.println(rebuild.progress().phase());
            rebuild.done().join();
        }
    }
}
