package dev.passlink.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Files of {@code NAME=VALUE} lines in UTF-8, with the rules of {@link Properties}. */
final class SettingsFile {

    private SettingsFile() {}

    /** The lines of a file by name. */
    static Map<String, String> lines(Path file) throws IOException {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        }
        Map<String, String> values = new LinkedHashMap<>();
        lines.forEach((name, value) -> values.put((String) name, (String) value));
        return values;
    }
}
