package dev.passlink.server.command;

import static java.util.Locale.ROOT;
import static picocli.CommandLine.ScopeType.INHERIT;

import dev.passlink.api.code.Keyset;
import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKey;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.server.CannotRun;
import dev.passlink.server.KeyUse;
import dev.passlink.server.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code keys}: the keysets, never the material of a key. A running server reads a changed keyset again by itself. */
@Command(name = "keys", description = "Creates, rotates, lists and retires keys. A running server notices by itself.")
final class KeysCommand implements Runnable {

    /**
     * How long a keyset must have been as it is before a key of it is retired. A running server may draw codes, or encrypt,
     * with the keys it knows for a second after a rotation, and commands with such codes may wait for as long as a request
     * may take until they are stored; nobody can count those.
     */
    static final Duration SETTLING = Duration.ofMinutes(1);

    @ParentCommand
    private PasslinkCommand passlink;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--keyset",
            paramLabel = "NAME",
            defaultValue = "codes",
            scope = INHERIT,
            description = {
                "Which keys: codes (those that codes are derived from), personal (those that personal data is",
                "encrypted with) or seals (those that sign checkpoints). Default: ${DEFAULT-VALUE}"
            })
    private Chosen keyset;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of create, rotate, list and retire?");
    }

    @Command(description = "Makes the keyset, with one fresh key.")
    void create() {
        print(file().create(), Format.TABLE);
    }

    @Command(
            description = {
                "Adds a fresh key, which is used for all that is new; older keys stay for what was made with them:",
                "codes, personal data and seals are not made anew."
            })
    void rotate() {
        print(file().rotate(), Format.TABLE);
    }

    @Command(description = "Lists the keys.")
    void list(
            @Option(
                            names = "--format",
                            paramLabel = "FORMAT",
                            defaultValue = "table",
                            description = "table or json. Default: ${DEFAULT-VALUE}")
                    Format format) {
        print(file().read(), format);
    }

    @Command(
            description = {
                "Destroys an older key for good, once nothing needs it: no open code, no user whose data is encrypted.",
                "Of a key of seals the public part stays, to check old seals by.",
                "Not within a minute of another change of the keys."
            })
    void retire(
            @Parameters(paramLabel = "KEY", converter = KeyIds.class, description = "The key's number, see list.")
                    int key) {
        if (keyset != Chosen.SEALS) {
            KeyUse use = KeyUse.in(passlink.settings());
            requireSettled(path());
            requireUnused(key, use);
        }
        print(file().retire(key), Format.TABLE);
    }

    private void requireUnused(int key, KeyUse use) {
        long count = keyset == Chosen.CODES ? use.openCodes(key) : use.users(key);
        if (count > 0) {
            throw new CannotRun("Key " + Integer.toUnsignedString(key) + " is still needed: "
                    + (keyset == Chosen.CODES ? "open codes of it: " : "users whose data is encrypted with it: ")
                    + count);
        }
    }

    private static void requireSettled(Path keyset) {
        try {
            Instant settled = Files.getLastModifiedTime(keyset).toInstant().plus(SETTLING);
            Duration wait = Duration.between(Instant.now(), settled);
            if (wait.compareTo(Duration.ZERO) > 0) {
                throw new CannotRun("The keys were changed less than " + SETTLING.toSeconds()
                        + " seconds ago, and a server may still be storing what an older one made; try again in "
                        + (wait.toSeconds() + 1) + " seconds.");
            }
        } catch (IOException e) {
            throw new CannotRun("Keyset " + keyset + " cannot be read: " + e.getMessage(), e);
        }
    }

    private KeysetFile<?> file() {
        return new KeysetFile<>(keyset.kind, path());
    }

    private Path path() {
        return keyset.path.apply(passlink.settings().keysets());
    }

    private void print(Keyset<?> keys, Format format) {
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.TABLE) {
            out.printf("%-10s  %s%n", "KEY", "STATE");
        }
        String line = format == Format.TABLE ? "%-10s  %s%n" : "{\"key\":%s,\"state\":\"%s\"}%n";
        for (KeysetKey key : keys.keys()) {
            out.printf(
                    line, Integer.toUnsignedString(key.id()), key.state().name().toLowerCase(ROOT));
        }
    }

    /** Keys have 32-bit numbers, written without a sign. */
    static final class KeyIds implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            try {
                return Integer.parseUnsignedInt(value);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("a key is named by its number, see: passlink keys list");
            }
        }
    }

    /** The keysets that there are. */
    enum Chosen {
        CODES(KeysetKind.CODES, Settings.Keysets::codes),
        PERSONAL(KeysetKind.PERSONAL, Settings.Keysets::personal),
        SEALS(KeysetKind.SEALS, Settings.Keysets::seals);

        private final KeysetKind<?> kind;
        private final Function<Settings.Keysets, Path> path;

        Chosen(KeysetKind<?> kind, Function<Settings.Keysets, Path> path) {
            this.kind = kind;
            this.path = path;
        }
    }
}
