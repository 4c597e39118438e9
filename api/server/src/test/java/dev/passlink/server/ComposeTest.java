package dev.passlink.server;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.mail.Smtp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** compose.yaml as far as it can be checked without anything that runs containers. */
class ComposeTest {

    private static final Path ROOT = Path.of("../..");
    private static final String FIXED_TAG = "[\\w./-]+:v?\\d+\\.\\d+[\\w.-]*";
    private static final String HERE_ONLY = "127\\.0\\.0\\.1:\\d+:\\d+";
    private static final Pattern UPSTREAM = Pattern.compile("([\\w-]+):(\\d+)");

    private final Map<String, Object> compose = map(
            new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(ROOT.resolve("compose.yaml"))));
    private final Map<String, Map<String, Object>> services = map(compose.get("services")).entrySet().stream()
            .collect(toMap(Map.Entry::getKey, service -> map(service.getValue())));

    ComposeTest() throws IOException {}

    @Test
    void theSettingsOfTheNodesAreAccepted() {
        assertThat(List.of("node-1", "node-2")).allSatisfy(node -> {
            Settings settings = Settings.of(environment(node));
            assertThat(settings.store()).isEqualTo(Settings.Store.AXONSERVER);
        });
    }

    @Test
    void everySettingIsOneThatExists() {
        Set<String> known = Stream.of(Setting.values()).map(Setting::toString).collect(toSet());

        assertThat(services.keySet().stream()
                        .flatMap(service -> environment(service).keySet().stream())
                        .filter(Setting::claims))
                .hasSizeGreaterThan(20)
                .allMatch(known::contains);
    }

    @Test
    void twoNodesDifferInTheirPublishedPortOnly() {
        Map<String, Object> one = services.get("node-1");
        Map<String, Object> other = services.get("node-2");

        assertThat(one.get("ports")).isNotEqualTo(other.get("ports"));
        assertThat(without("ports", one)).isEqualTo(without("ports", other));
    }

    @Test
    void everyNodeHasTheKeysetsThatWereMade() {
        Settings.Keysets keysets = Settings.of(environment("keys")).keysets();
        Path made = keysets.codes();

        assertThat(List.of("node-1", "node-2")).allSatisfy(node -> {
            assertThat(Settings.of(environment(node)).keysets()).isEqualTo(keysets);
            assertThat(strings(node, "volumes")).isEqualTo(strings("keys", "volumes"));
            assertThat(map(services.get(node).get("depends_on")).get("keys"))
                    .isEqualTo(Map.of("condition", "service_completed_successfully"));
        });
        assertThat(strings("keys", "command"))
                .anyMatch(command -> command.contains(made.toString())
                        && command.contains(keysets.personal().toString()));
        assertThat(strings("keys", "volumes")).anyMatch(volume -> volume.endsWith(":" + made.getParent()));
    }

    @Test
    void whatTheNodesReachIsAService() {
        Settings node = Settings.of(environment("node-1"));
        String database = URI.create(node.requireDatabase().url().substring("jdbc:".length()))
                .getHost();
        String mail = ((Smtp) node.mail().delivery().transport()).host();

        assertThat(services).containsKeys(database, mail);
        assertThat(node.axonServer().servers()).allMatch(server -> services.containsKey(server.split(":")[0]));
        assertThat(environment(database))
                .containsEntry("POSTGRES_USER", node.requireDatabase().user())
                .containsEntry("POSTGRES_PASSWORD", node.requireDatabase().password());
    }

    @Test
    void theProxyReachesBothNodesWhereTheyListen() {
        String proxy = (String) map(map(compose.get("configs")).get("proxy")).get("content");
        Settings.Http node = Settings.of(environment("node-1")).http();

        assertThat(UPSTREAM.matcher(proxy).results().map(MatchResult::group))
                .containsExactly("node-1:" + node.port(), "node-2:" + node.port());
        assertThat(Stream.of("node-1", "node-2").flatMap(service -> strings(service, "ports").stream()))
                .allMatch(published -> published.endsWith(":" + node.port()));
        assertThat(map(services.get("node-1").get("healthcheck")).get("test").toString())
                .contains("http://127.0.0.1:" + node.port() + "/healthz");
    }

    @Test
    void linksLeadToTheProxy() {
        int port = Settings.of(environment("node-1")).publicUrl().getPort();

        assertThat(strings("proxy", "ports")).allMatch(published -> published.startsWith("127.0.0.1:" + port + ":"));
    }

    @Test
    void imagesHaveFixedTags() {
        assertThat(services.values())
                .extracting(service -> (String) service.get("image"))
                .allMatch(image -> image.matches(FIXED_TAG));
    }

    @Test
    void nothingIsPublishedBeyondThisMachine() {
        assertThat(services.keySet().stream().flatMap(service -> strings(service, "ports").stream()))
                .hasSizeGreaterThan(3)
                .allMatch(port -> port.matches(HERE_ONLY))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatAServiceWaitsForExistsAndTellsWhenItIsReady() {
        assertThat(services.values())
                .allSatisfy(service -> map(service.getOrDefault("depends_on", Map.of()))
                        .forEach((other, how) -> {
                            assertThat(services).containsKey(other);
                            if (map(how).get("condition").equals("service_healthy")) {
                                assertThat(services.get(other)).containsKey("healthcheck");
                            }
                        }));
    }

    @Test
    void volumesAreDeclaredAndUsed() {
        Set<String> used = services.keySet().stream()
                .flatMap(service -> strings(service, "volumes").stream())
                .map(volume -> volume.split(":")[0])
                .filter(source -> !source.startsWith("."))
                .collect(toSet());

        assertThat(map(compose.get("volumes")).keySet()).isEqualTo(used);
    }

    @Test
    void theJarIsTheOneThatTheBuildMakes() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(strings("node-1", "volumes").stream().filter(volume -> volume.startsWith("./")))
                .singleElement()
                .satisfies(volume ->
                        assertThat(readme).contains("java -jar " + volume.split(":")[0].substring(2) + " demo"));
    }

    /** As containers get it: text, also where a number is written. */
    private Map<String, String> environment(String service) {
        return map(services.get(service).getOrDefault("environment", Map.of())).entrySet().stream()
                .peek(variable -> assertThat(variable.getValue()).isInstanceOfAny(String.class, Integer.class))
                .collect(
                        toMap(Map.Entry::getKey, variable -> variable.getValue().toString()));
    }

    private List<String> strings(String service, String key) {
        return ((List<?>) services.get(service).getOrDefault(key, List.of()))
                .stream().map(String.class::cast).toList();
    }

    private static Map<String, Object> without(String key, Map<String, Object> service) {
        return service.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(key))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }
}
