package dev.passlink.api;

import dev.passlink.api.HostDatabase.Product;
import dev.passlink.api.club.Club;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Installed into an application with Axon on PostgreSQL: events in the application's store, of which nothing is changed. */
class HostEngineTest extends SharedStoreContract {

    @TempDir
    Path folder;

    private final HostDatabase database = HostDatabase.of(Product.POSTGRESQL);
    private final List<Club> clubs = new ArrayList<>();

    @Override
    Passlink.Builder node() {
        return Passlink.builder().dataSource(database.connections()).keyset(folder.resolve("keyset.json"));
    }

    @Override
    Passlink started() {
        Club club = Club.open(database.connections(), node().asModule());
        clubs.add(club);
        return club.passlink();
    }

    @AfterEach
    void closeTheClubs() {
        clubs.forEach(Club::close);
        database.close();
    }
}
