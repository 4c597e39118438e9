package dev.passlink.server.command;

import dev.passlink.api.Seal;
import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.code.SealKeys;
import dev.passlink.server.CannotRun;
import dev.passlink.server.Settings;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Seals as files, and the keys they are signed with. */
final class SealFile {

    private SealFile() {}

    /**
     * Reads a seal that one of our keys has signed.
     *
     * @throws CannotRun if there is none, it is no seal, or not genuine
     */
    static Seal genuine(Path file, Settings.Keysets keysets) {
        Seal seal = read(file);
        if (!seal.isSignedBy(keys(keysets))) {
            throw new CannotRun("The seal in " + file + " is not genuine: no key in " + keysets.seals()
                    + " has signed it, or it was changed since.");
        }
        return seal;
    }

    /**
     * Writes a seal to a new file.
     *
     * @throws CannotRun if there is a file already, or it cannot be written
     */
    static void write(Seal seal, Path file) {
        try {
            Files.writeString(file, seal.toJson() + System.lineSeparator(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CannotRun("There is a file " + file + " already; a seal is never overwritten.", e);
        } catch (IOException e) {
            throw new CannotRun("The seal cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The keys that sign seals.
     *
     * @throws CannotRun if there are none yet
     */
    static SealKeys keys(Settings.Keysets keysets) {
        if (!Files.exists(keysets.seals())) {
            throw new CannotRun("There are no keys for seals in " + keysets.seals()
                    + " yet; make them with: passlink keys create --keyset seals");
        }
        return SealKeys.in(new KeysetFile<>(KeysetKind.SEALS, keysets.seals()));
    }

    private static Seal read(Path file) {
        try {
            return Seal.ofJson(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new CannotRun("There is no seal in " + file + ".", e);
        } catch (IOException e) {
            throw new CannotRun("The seal in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
