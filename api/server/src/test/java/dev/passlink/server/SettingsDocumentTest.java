package dev.passlink.server;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsDocumentTest {

    private static final Path DOCUMENT = Path.of("../../docs/settings.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(PASSLINK_\\w+)` \\| (?:`([^`]+)`|–) \\| .+ \\|$", Pattern.MULTILINE);
    private static final Pattern ROLES = Pattern.compile("```properties\n(.+?)```", Pattern.DOTALL);

    @Test
    void everySettingIsDocumentedWithItsDefaultAndNoOther() throws IOException {
        Map<String, String> documented = ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .collect(toMap(row -> row.group(1), row -> row.group(2) == null ? "" : row.group(2)));
        Map<String, String> known = Arrays.stream(Setting.values())
                .collect(toMap(Setting::toString, setting -> setting.byDefault().orElse("")));

        assertThat(documented).isEqualTo(known);
    }

    @Test
    void theDocumentedRolesAreThoseInForce(@TempDir Path folder) throws IOException {
        MatchResult block =
                ROLES.matcher(Files.readString(DOCUMENT)).results().findFirst().orElseThrow();
        Path file = Files.writeString(folder.resolve("roles"), block.group(1));

        assertThat(Settings.of(Map.of("PASSLINK_ROLES", file.toString())).roles())
                .isEqualTo(Roles.DEFAULT);
    }
}
