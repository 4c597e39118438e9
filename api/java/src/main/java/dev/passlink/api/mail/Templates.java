package dev.passlink.api.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks and words of the mails: the looks of each kind of mail are one template for HTML and one for plain text, the words a
 * file for each language. What a folder of overrides contains goes before what ships with Passlink, text by text; what a language does
 * not say is said in English.
 */
final class Templates {

    private static final Locale FALLBACK = Locale.ENGLISH;
    private static final List<String> SHIPPED = List.of("en", "de");
    private static final String WORDS = ".properties";

    private final @Nullable Path overrides;
    private final Map<Locale, Wording> languages = new HashMap<>();
    private final Look link;
    private final Look notice;

    /**
     * How a kind of mail looks.
     *
     * @param html the HTML part; values are escaped
     * @param text the text part
     */
    record Look(Template html, Template text) {

        String html(Map<String, String> values) {
            return html.execute(values);
        }

        String text(Map<String, String> values) {
            return text.execute(values);
        }
    }

    /** @throws IllegalArgumentException naming the file that cannot be used */
    Templates(@Nullable Path overrides) {
        this.overrides = overrides;
        this.link = look("link");
        this.notice = look("notice");
        Properties english = words(FALLBACK.toLanguageTag(), new Properties());
        Stream.concat(SHIPPED.stream(), added()).distinct().forEach(tag -> {
            Locale locale = Locale.forLanguageTag(tag);
            languages.put(locale, new Wording(locale, words(tag, english)));
        });
    }

    /** The words in the language asked for or the next more general one there is: {@code de-AT} is served by {@code de}. */
    Wording wording(String languageTag) {
        Locale wanted = Locale.forLanguageTag(languageTag);
        Locale best = wanted.getLanguage().isEmpty()
                ? null
                : Locale.lookup(List.of(new Locale.LanguageRange(wanted.toLanguageTag())), languages.keySet());
        return Objects.requireNonNull(languages.get(best == null ? FALLBACK : best));
    }

    /** All languages there are. */
    Collection<Wording> wordings() {
        return languages.values();
    }

    /** The mail of a registration link. */
    Look link() {
        return link;
    }

    /** The mail of a security notice. */
    Look notice() {
        return notice;
    }

    private Look look(String name) {
        Mustache.Compiler compiler = Mustache.compiler().emptyStringIsFalse(true);
        return new Look(template(name + ".html", compiler), template(name + ".txt", compiler.escapeHTML(false)));
    }

    private Template template(String name, Mustache.Compiler compiler) {
        try (InputStream in = overridden(name).orElseGet(() -> shipped(name));
                Reader reader = new InputStreamReader(in, UTF_8)) {
            return compiler.compile(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException(name + " cannot be read", e);
        } catch (MustacheException e) {
            throw new IllegalArgumentException(name + " is no template: " + e.getMessage(), e);
        }
    }

    private Properties words(String languageTag, Properties defaults) {
        String name = languageTag + WORDS;
        Properties words = new Properties(defaults);
        if (SHIPPED.contains(languageTag)) {
            load(words, name, shipped(name));
        }
        overridden(name).ifPresent(file -> load(words, name, file));
        return words;
    }

    private static void load(Properties words, String name, InputStream file) {
        try (file;
                Reader reader = new InputStreamReader(file, UTF_8)) {
            words.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException(name + " cannot be read", e);
        }
    }

    private static InputStream shipped(String name) {
        return Objects.requireNonNull(Templates.class.getResourceAsStream("templates/" + name), name);
    }

    private Optional<InputStream> overridden(String name) {
        if (overrides == null || !Files.exists(overrides.resolve(name))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.newInputStream(overrides.resolve(name)));
        } catch (IOException e) {
            throw new IllegalArgumentException(name + " cannot be read", e);
        }
    }

    /** Tags of the languages in the folder of overrides. */
    private Stream<String> added() {
        if (overrides == null) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(overrides)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(WORDS))
                    .map(name -> name.substring(0, name.length() - WORDS.length()))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new IllegalArgumentException("the folder of templates cannot be read", e);
        }
    }
}
