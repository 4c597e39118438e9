package dev.passlink.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.node.Code;
import org.junit.jupiter.api.Test;

class NamesTest {

    /** {@code User}, {@code Users.add(…)}, {@code RegistrationLinks#in}: a type, perhaps with a member. */
    private static final Pattern NAME = Pattern.compile("[A-Z]\\w*[a-z]\\w*([.#]\\w+(\\(.*\\))?)?");

    @Test
    void whatIsSetAsCodeAndLooksLikeATypeOccursInTheSources() {
        Set<String> known = Sources.identifiers();
        List<String> unknown = Document.all().stream()
                .flatMap(document -> document.nodes(Code.class).stream()
                        .map(Code::getLiteral)
                        .filter(name -> NAME.matcher(name).matches())
                        .filter(name -> !known.containsAll(parts(name)))
                        .map(name -> document + " names " + name))
                .toList();
        assertThat(unknown).isEmpty();
    }

    private static List<String> parts(String name) {
        return Arrays.asList(name.replaceAll("\\(.*", "").split("[.#]"));
    }
}
