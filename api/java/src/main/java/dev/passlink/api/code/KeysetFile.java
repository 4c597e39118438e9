package dev.passlink.api.code;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The file a {@link Keyset} is kept in: Tink's JSON in clear, protected by its mode, 0600 (see {@link SecretFile} for
 * what else is accepted). Without it what its keys have made cannot be used any more, so it belongs into the backup, but
 * never beside the database's.
 *
 * @param <P> what the keyset is used as
 */
public final class KeysetFile<P> {

    private final KeysetKind<P> kind;
    private final SecretFile file;

    /** The file at this path, which need not exist yet. */
    public KeysetFile(KeysetKind<P> kind, Path path) {
        this.kind = kind;
        this.file = new SecretFile(path);
    }

    /**
     * Creates the file with one fresh key. Of several processes that try at once exactly one succeeds.
     *
     * @return what it contains
     * @throws UnusableKeyset if there is a file already, which stays as it is, or it cannot be written
     */
    public Keyset<P> create() {
        Keyset<P> fresh = Keyset.generate(kind);
        try {
            file.create(fresh.toJson());
            return fresh;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Reads the file, or creates it where there is none, for a first start.
     *
     * @throws UnusableKeyset as {@link #read()} and {@link #create()}
     */
    public Keyset<P> readOrCreate() {
        if (!file.exists()) {
            try {
                file.create(Keyset.generate(kind).toJson());
            } catch (FileAlreadyExistsException e) {
                return read(); // another process was faster
            } catch (IOException e) {
                throw unusable(e);
            }
        }
        return read();
    }

    /**
     * Reads the file.
     *
     * @throws UnusableKeyset if there is none, others than the owner may read it, or it is not a keyset
     */
    public Keyset<P> read() {
        try {
            return parse(file.read());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Adds a fresh primary key, see {@link Keyset#rotated()}.
     *
     * @return what the file contains now
     * @throws UnusableKeyset as {@link #read()}, or if it cannot be written
     */
    public Keyset<P> rotate() {
        return change(Keyset::rotated);
    }

    /**
     * Destroys a key's material, see {@link Keyset#retired(int)}.
     *
     * @return what the file contains now
     * @throws UnusableKeyset as {@link #read()}, if it cannot be written, or if the key is the primary one or not there
     */
    public Keyset<P> retire(int keyId) {
        return change(keyset -> keyset.retired(keyId));
    }

    /**
     * The keyset as it is, read again within about a second after the file has changed. A file that has become unusable is
     * reported in the log, and the keys last read stay in force.
     *
     * @throws UnusableKeyset if the file cannot be read now
     */
    public Supplier<Keyset<P>> watched() {
        return new WatchedKeyset<>(this);
    }

    /** What differs after the file has changed. */
    SecretFile.Version version() {
        try {
            return file.version();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** The path. */
    @Override
    public String toString() {
        return file.toString();
    }

    private Keyset<P> change(UnaryOperator<Keyset<P>> change) {
        try {
            file.change(json -> change.apply(parse(json)).toJson());
            return read();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Keyset<P> parse(String json) {
        try {
            return Keyset.parse(kind, json);
        } catch (UnusableKeyset e) {
            throw new UnusableKeyset("keyset " + file + ": " + e.getMessage());
        }
    }

    private UnusableKeyset unusable(IOException e) {
        String reason = "cannot be read or written: " + e.getMessage();
        if (e instanceof FileAlreadyExistsException) {
            reason = "exists already";
        } else if (e instanceof NoSuchFileException) {
            reason = "does not exist";
        } else if (e instanceof AccessDeniedException denied && denied.getReason() != null) {
            reason = "is refused: " + denied.getReason();
        }
        return new UnusableKeyset("keyset " + file + " " + reason, e);
    }
}
