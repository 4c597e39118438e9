package dev.passlink.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.api.code.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who owns the embedded database and how to reach it through them: the content of {@code <data>/serve.json}, which only
 * the user who runs the server can read.
 *
 * @param pid          id of the process
 * @param url          where it serves
 * @param databasePort port of the database on 127.0.0.1
 * @param secret       name under which the database answers there
 */
record DatabaseOwner(long pid, String url, int databasePort, String secret) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Path file(Path data) {
        return data.resolve("serve.json");
    }

    /** What is noted, if whoever noted it is still alive. */
    static Optional<DatabaseOwner> read(Path data) {
        try {
            return Optional.of(JSON.readValue(file(data).toFile(), DatabaseOwner.class))
                    .filter(DatabaseOwner::isAlive);
        } catch (IOException e) {
            return Optional.empty(); // nobody serves, or not in a way that we know
        }
    }

    /** Notes it in place of what whoever owned the database before has left behind. */
    void write(Path data) throws IOException {
        Files.deleteIfExists(file(data));
        new SecretFile(file(data)).create(JSON.writeValueAsString(this));
    }

    private boolean isAlive() {
        return ProcessHandle.of(pid).isPresent();
    }

    /** Everything but the secret. */
    @Override
    public String toString() {
        return "process " + pid + ", which serves " + url;
    }
}
