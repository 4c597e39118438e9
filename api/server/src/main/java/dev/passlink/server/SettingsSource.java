package dev.passlink.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from.
 *
 * @param environment the process environment, of which only what begins with {@code PASSLINK_} counts
 * @param file        a file with {@code NAME=VALUE} lines; {@code null} if none is given
 */
public record SettingsSource(
        Map<String, String> environment, @Nullable Path file) {

    /**
     * The settings by name; the environment wins.
     *
     * @throws InvalidSettings if the file cannot be read
     */
    public Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        if (file != null) {
            try {
                values.putAll(SettingsFile.lines(file));
            } catch (IOException | IllegalArgumentException e) {
                throw new InvalidSettings(List.of("--config " + file + " cannot be read: " + e));
            }
        }
        environment.forEach((name, value) -> {
            if (Setting.claims(name)) {
                values.put(name, value);
            }
        });
        return values;
    }
}
