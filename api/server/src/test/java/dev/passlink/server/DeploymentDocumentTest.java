package dev.passlink.server;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.engine.AxonServerAccess;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DeploymentDocumentTest {

    private static final Path DOCS = Path.of("../../docs");
    private static final Pattern METRIC = Pattern.compile("\\b((?:passlink|hikaricp)_[a-z_]+?)(?:_count|_bucket)?\\b");
    private static final Pattern SETTING = Pattern.compile("PASSLINK_[A-Z_]+");
    private static final Pattern SERVICE = Pattern.compile("docker compose (?:exec|stop|kill) ([\\w-]+)");
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
        Settings settings = Settings.of(blocks().get(0));

        assertThat(settings.store()).isEqualTo(Settings.Store.JDBC);
    }

    @Test
    void theSettingsForAxonServerAreAcceptedInAddition() throws IOException {
        Map<String, String> all = new HashMap<>(blocks().get(0));
        all.putAll(blocks().get(1));

        assertThat(Settings.of(all).requireStore().events())
                .extracting(AxonServerAccess::context, AxonServerAccess::channel)
                .containsExactly("default", new AxonServerAccess.Encrypted(null));
    }

    @Test
    void servicesThatAreNamedAreInTheComposeFile() throws IOException {
        String compose = Files.readString(DOCS.resolve("../compose.yaml"));

        assertThat(SERVICE.matcher(read("deployment.md")).results().map(service -> service.group(1)))
                .hasSizeGreaterThan(2)
                .allMatch(service -> compose.contains("\n  " + service + ":\n"));
    }

    private static List<Map<String, String>> blocks() throws IOException {
        return SETTINGS.matcher(read("deployment.md"))
                .results()
                .map(block -> lines(block.group(1)))
                .toList();
    }

    private static Map<String, String> lines(String block) {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(block));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines.stringPropertyNames().stream().collect(toMap(name -> name, lines::getProperty));
    }

    private static String read(String document) throws IOException {
        return Files.readString(DOCS.resolve(document));
    }

    private static Set<String> all(Pattern names, String text) {
        return names.matcher(text).results().map(name -> name.group(1)).collect(toSet());
    }
}
