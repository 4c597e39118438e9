package dev.passlink.api.mail;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.passlink.domain.user.Medium;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The words of one language: texts with placeholders, to be filled in for one mail. */
final class Wording {

    /** Nothing is escaped here, but where the texts are put into HTML. */
    private static final Mustache.Compiler TEXTS =
            Mustache.compiler().escapeHTML(false).emptyStringIsFalse(true);

    /** Texts with a dot in their name are not lines of a link's mail, but what goes into them, or lines of other mails. */
    private static final String PHRASE = ".";

    private static final List<String> OF_EVERY_NOTICE = List.of("whenLabel", "whoLabel", "deviceLabel", "why");
    private static final List<String> OF_ITS_OCCASION = List.of("subject", "what", "calm", "alarm");

    private static final String INSTANT_PATTERN = "instant.pattern";

    private static final List<Unit> UNITS = List.of(
            new Unit(86_400, "duration.oneDay", "duration.days"),
            new Unit(3600, "duration.oneHour", "duration.hours"),
            new Unit(60, "duration.oneMinute", "duration.minutes"),
            new Unit(1, "duration.oneSecond", "duration.seconds"));

    private static final int SMALLEST = UNITS.size() - 1;

    private final Locale locale;
    private final Map<String, Template> texts = new TreeMap<>();
    private final DateTimeFormatter instants;

    /** @throws IllegalArgumentException if a text is no template, or the pattern of instants is none */
    Wording(Locale locale, Properties words) {
        this.locale = locale;
        for (String name : words.stringPropertyNames()) {
            texts.put(name, compile(name, words.getProperty(name)));
        }
        this.instants = DateTimeFormatter.ofPattern(words.getProperty(INSTANT_PATTERN), locale)
                .withZone(ZoneOffset.UTC);
    }

    private static Template compile(String name, String text) {
        try {
            return TEXTS.compile(text);
        } catch (MustacheException e) {
            throw new IllegalArgumentException("text " + name + " is no template: " + e.getMessage(), e);
        }
    }

    Locale locale() {
        return locale;
    }

    /**
     * All lines of a security notice by name.
     *
     * @param name   how the person is addressed; may be empty
     * @param device what the passkey's device is called; empty if there is no such thing, or it must not be shown
     */
    Map<String, String> fill(Notice notice, String name, String device) {
        Map<String, String> facts =
                Map.of("name", name, "mailed", notice.medium() == Medium.MAIL ? "mailed" : "", "device", device);
        Map<String, String> filled = new HashMap<>();
        filled.put("greeting", text("greeting").execute(facts));
        OF_EVERY_NOTICE.forEach(line -> filled.put(line, text("notice." + line).execute(facts)));
        OF_ITS_OCCASION.forEach(line -> filled.put(
                line, text("notice." + notice.occasion().texts() + "." + line).execute(facts)));
        filled.put("when", instants.format(notice.at()));
        filled.put("who", text("notice.by." + notice.actor().texts()).execute(facts));
        filled.put(
                "device",
                notice.device() == null ? "" : text("notice.deviceName").execute(facts));
        return filled;
    }

    /** All lines of the mail of a link by name. */
    Map<String, String> fill(String name, Duration validity, Instant until) {
        Map<String, String> facts = Map.of("name", name, "validity", words(validity), "until", instants.format(until));
        Map<String, String> filled = new HashMap<>();
        texts.forEach((key, text) -> {
            if (!key.contains(PHRASE)) {
                filled.put(key, text.execute(facts));
            }
        });
        return filled;
    }

    /** A duration in its two greatest units, such as "one day and 12 hours"; rounded as people would. */
    String words(Duration duration) {
        long seconds = rounded(duration);
        int greatest = 0;
        while (greatest < SMALLEST && seconds < UNITS.get(greatest).seconds()) {
            greatest++;
        }
        Unit unit = UNITS.get(greatest);
        Unit next = UNITS.get(Math.min(greatest + 1, SMALLEST));
        String first = words(unit, seconds / unit.seconds());
        long rest = seconds % unit.seconds() / next.seconds();
        return rest == 0 ? first : text("duration.and").execute(Map.of("first", first, "second", words(next, rest)));
    }

    private String words(Unit unit, long count) {
        return count == 1
                ? text(unit.one()).execute(Map.of())
                : text(unit.many()).execute(Map.of("n", count));
    }

    private Template text(String name) {
        Template text = texts.get(name);
        if (text == null) {
            throw new IllegalArgumentException("text " + name + " is missing");
        }
        return text;
    }

    /** To the hour from two days on, to the minute from ten minutes on: what was an hour a moment ago still is one. */
    private static long rounded(Duration duration) {
        long seconds = Math.max(0, Math.round(duration.toMillis() / 1000.0));
        long step = seconds >= 172_800 ? 3600 : seconds >= 600 ? 60 : seconds >= 60 ? 10 : 1;
        return (seconds + step / 2) / step * step;
    }

    /** A unit of time, and the texts that say one of it and several. */
    private record Unit(long seconds, String one, String many) {}
}
