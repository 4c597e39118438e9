package dev.passlink.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RequestsTest {

    private static final Pattern SERVED = Pattern.compile("\\b(get|post|put|delete): \"(/[^\"]+)\"");
    private static final Pattern REQUEST = Pattern.compile("(?m)^(GET|POST|PUT|DELETE) \\{\\{host}}(/\\S+)");
    private static final Pattern OF_THE_API = Pattern.compile("\\w+ /(auth|management|v2|passlink)/.*");

    @Test
    void everyOperationThatIsServedOverHttpIsThereAndNoOther() {
        Set<String> served = new TreeSet<>();
        Sources.texts().forEach(text -> served.addAll(operations(SERVED, text)));
        Set<String> requests = operations(REQUEST, Document.content(Document.ROOT.resolve("requests.http")));
        requests.removeIf(request -> !OF_THE_API.matcher(request).matches());
        assertThat(requests).isNotEmpty().isEqualTo(served);
    }

    /** Method and path, every variable written as {@code {}}. */
    private static Set<String> operations(Pattern pattern, String text) {
        Set<String> operations = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            String path = matcher.group(2).replaceAll("\\{+[^}]*}+", "{}");
            operations.add(matcher.group(1).toUpperCase(Locale.ROOT) + " " + path);
        }
        return operations;
    }
}
