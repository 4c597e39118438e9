package dev.passlink.api;

import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKind;
import java.nio.file.Path;

/** The keysets of a node, made beforehand: Passlink itself makes none beside the events of other tests. */
public final class Keysets {

    private Keysets() {}

    /** Those in a folder, where they stay if they are there; answers that of codes. */
    public static Path in(Path folder) {
        Path codes = folder.resolve("keyset.json");
        new KeysetFile<>(KeysetKind.CODES, codes).readOrCreate();
        new KeysetFile<>(KeysetKind.PERSONAL, folder.resolve("personal-keyset.json")).readOrCreate();
        return codes;
    }
}
