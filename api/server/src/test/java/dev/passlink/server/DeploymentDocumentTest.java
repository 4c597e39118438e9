package dev.passlink.server;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DeploymentDocumentTest {

    private static final Path DOCS = Path.of("../../docs");
    private static final Pattern METRIC = Pattern.compile("\\b((?:passlink|hikaricp)_[a-z_]+?)(?:_count|_bucket)?\\b");
    private static final Pattern SETTING = Pattern.compile("PASSLINK_[A-Z_]+");
    private static final Pattern SETTINGS = Pattern.compile("```properties\n(.+?)```", Pattern.DOTALL);

    @Test
    void whatIsAlertedOnIsMeasured() throws IOException {
        String alerts = read("deployment.md").split("## What to alert on", 2)[1];
        Set<String> measured = all(METRIC, read("operations.md"));

        assertThat(all(METRIC, alerts)).hasSizeGreaterThan(5).isSubsetOf(measured);
    }

    @Test
    void settingsThatAreNamedExist() throws IOException {
        Set<String> known =
                Arrays.stream(Setting.values()).map(Setting::toString).collect(toSet());

        assertThat(SETTING.matcher(read("deployment.md")).results().map(MatchResult::group))
                .isNotEmpty()
                .allMatch(known::contains);
    }

    @Test
    void theSettingsToBeginWithAreAccepted() throws IOException {
        MatchResult block =
                SETTINGS.matcher(read("deployment.md")).results().findFirst().orElseThrow();
        Properties lines = new Properties();
        lines.load(new StringReader(block.group(1)));

        Settings settings =
                Settings.of(lines.stringPropertyNames().stream().collect(toMap(name -> name, lines::getProperty)));

        assertThat(settings.withoutEffect()).isEmpty();
    }

    private static String read(String document) throws IOException {
        return Files.readString(DOCS.resolve(document));
    }

    private static Set<String> all(Pattern names, String text) {
        return names.matcher(text).results().map(name -> name.group(1)).collect(toSet());
    }
}
