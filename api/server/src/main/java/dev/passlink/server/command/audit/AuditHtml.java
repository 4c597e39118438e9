package dev.passlink.server.command.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;
import static java.util.Objects.requireNonNull;

import dev.passlink.api.UserAsOf;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditTotals;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.passkey.PasskeyView;
import dev.passlink.projection.user.UserState;
import dev.passlink.projection.user.UserView;
import dev.passlink.server.command.audit.Happening.Tone;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One page for a browser: it needs nothing else, runs nothing, and is written as the events come. Days are sections, a request
 * with several events is one group, each user has a colour, and each event opens to show all there is on record.
 */
final class AuditHtml implements AuditReport {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter SHORT_DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss", ROOT);
    private static final String UNKNOWN = "not on record";
    private static final int COLOURS = 12;
    private static final String STYLE = resource("page.css");

    private final PrintWriter out;
    private final Map<String, Long> notBegun = new HashMap<>();
    private @Nullable LocalDate day;
    private @Nullable String request;
    private boolean any;
    private String beforeEnd = "";
    private String foot = "";

    AuditHtml(PrintWriter out) {
        this.out = out;
    }

    @Override
    public long beginHistory(AuditQuestion question, Supplier<AuditTotals> count) {
        AuditTotals totals = count.get();
        head("Audit trail", "What happened, in the order in which it was stored", question);
        DayChart days = DayChart.of(totals.days());
        totals.days().forEach(ofDay -> notBegun.put(ofDay.of(), ofDay.events()));
        out.println("<dl class=\"totals\">");
        total("events", number(totals.events()), "");
        total("users", number(totals.users()), "");
        total("editors", number(totals.editors()), "");
        days.first().ifPresent(first -> total("first day", SHORT_DAY.format(first), " class=\"text\""));
        days.last().ifPresent(last -> total("last day", SHORT_DAY.format(last), " class=\"text\""));
        out.println("</dl>");
        out.print(days.svg());
        kinds(totals.types());
        out.println("</header>\n<main>");
        foot = "No event of this page tells a name, an address or a code.";
        return totals.last();
    }

    private void total(String what, String value, String style) {
        out.println("<div><dt>" + what + "</dt><dd" + style + ">" + value + "</dd></div>");
    }

    private void kinds(List<AuditTotals.Count> types) {
        if (!types.isEmpty()) {
            out.println("<ul class=\"kinds\">");
            types.forEach(type -> out.println("<li class=\"" + tone(type.of()) + "\">" + icon(type.of()) + "<span>"
                    + text(Happening.label(type.of())) + "</span> <b>" + number(type.events()) + "</b></li>"));
            out.println("</ul>");
        }
    }

    @Override
    public void event(AuditEntry event) {
        LocalDate ofEvent = LocalDate.ofInstant(event.at(), ZoneOffset.UTC);
        boolean isSameDay = ofEvent.equals(day);
        if (!isSameDay) {
            beginDay(ofEvent);
        }
        boolean isSameRequest = isSameDay
                && event.correlationId() != null
                && event.correlationId().equals(request);
        request = event.correlationId();
        out.println("<li id=\"e" + event.position() + "\"" + (isSameRequest ? " class=\"same\">" : ">"));
        LocalTime time = LocalTime.ofInstant(event.at(), ZoneOffset.UTC);
        out.println("<time datetime=\"" + event.at() + "\">" + SECOND.format(time) + "<i>."
                + String.format(ROOT, "%03d", time.get(ChronoField.MILLI_OF_SECOND)) + "</i></time>");
        out.println("<span class=\"mark " + tone(event.type()) + "\">" + icon(event.type()) + "</span>");
        out.println(
                "<details><summary><p>" + sentence(event) + "</p><p class=\"meta\">" + meta(event) + "</p></summary>");
        all(event);
        out.println("</details></li>");
    }

    private void beginDay(LocalDate next) {
        endDay();
        Long events = notBegun.remove(next.toString()); // a store whose positions are not in order comes back to a day
        out.println("<section class=\"day\"" + (events == null ? "" : " id=\"d" + next + "\"") + "><h2>"
                + DAY.format(next) + "<span>" + (events == null ? "continued" : counted(events)) + "</span></h2>");
        out.println("<ol class=\"events\">");
        day = next;
        any = true;
    }

    private void endDay() {
        if (day != null) {
            out.println("</ol></section>");
            day = null;
        }
    }

    private static String sentence(AuditEntry event) {
        String by = event.editor() == null
                ? "<span class=\"who\">Somebody " + UNKNOWN + "</span>"
                : who(event.editor(), event.editor().startsWith("system:") ? "" : " user");
        String template =
                Happening.of(event.type()).map(known -> known.sentence).orElse(Happening.OTHER);
        String self = event.userId().value().equals(event.editor()) && template.startsWith("{by}")
                ? "themself"
                : who(event.userId().value(), " user");
        String told = template.replace("{by}", "\0").replace("{user}", "\1"); // ids are not templates
        return told.replace("\0", by).replace("\1", self);
    }

    private static String who(String id, String kind) {
        return "<span class=\"who" + kind + " u" + Math.floorMod(id.hashCode(), COLOURS) + "\">" + text(id) + "</span>";
    }

    private static String meta(AuditEntry event) {
        String code = event.codeId() == null
                ? ""
                : "<span>code <span class=\"id\">" + text(event.codeId().value()) + "</span></span>";
        String kind =
                Happening.of(event.type()).isPresent() ? "" : "<span class=\"id\">" + text(event.type()) + "</span>";
        return kind
                + "<span>through " + text(known(event.operation())) + "</span>"
                + "<span>in " + text(known(event.resourceOwner())) + "</span>"
                + code
                + "<span>#" + event.sequence() + "</span>";
    }

    private static String known(@Nullable String value) {
        return value == null ? "(" + UNKNOWN + ")" : value;
    }

    private void all(AuditEntry event) {
        out.println("<dl class=\"all\">");
        field("time", event.at().toString());
        field("user", event.userId().value());
        field("sequence", Long.toString(event.sequence()));
        field("type", event.type());
        field("editor", event.editor());
        field("editor's organization", event.editorOrganization());
        field("operation", event.operation());
        field("resource owner", event.resourceOwner());
        if (event.codeId() != null) {
            field("code id", event.codeId().value());
        }
        field("position", Long.toString(event.position()));
        field("event id", event.eventId());
        field("correlation", event.correlationId());
        field("causation", event.causationId());
        out.println("</dl>");
    }

    private void field(String what, @Nullable String value) {
        out.println("<dt>" + what + "</dt><dd class=\"id\">" + (value == null ? UNKNOWN : text(value)) + "</dd>");
    }

    @Override
    public void beginState(AuditQuestion question) {
        head("Users as they were", "Folded from the events up to then", question);
        out.println("</header>\n<main>\n<div class=\"cards\">");
        beforeEnd = "</div>\n";
        foot = "Of codes, neither the code nor what it is derived from is shown.";
    }

    @Override
    public void user(UserAsOf then) {
        any = true;
        UserView user = then.user();
        out.println("<section class=\"card\"><h2>" + who(then.userId().value(), " user") + state(user)
                + "</h2>\n<dl class=\"all\">");
        field("organization", then.owner().value());
        field("as of", then.at() + ", after event " + then.sequence());
        if (user != null) {
            person(user.person());
            field("sequence", Long.toString(user.details().sequence()));
            field("created", user.details().creationDate().toString());
            field("changed", user.details().changeDate().toString());
        }
        if (!then.unreadable().isEmpty()) {
            field("cannot be read", "events " + then.unreadable());
        }
        out.println("</dl>");
        if (!then.codes().isEmpty()) {
            codes(then.codes(), then.at());
        }
        if (!then.passkeys().isEmpty()) {
            passkeys(then.passkeys());
        }
        out.println("</section>");
    }

    private static String state(@Nullable UserView user) {
        String tone = user == null ? "end" : user.state() == UserState.ACTIVE ? "begin" : "change";
        String state = user == null ? "REMOVED" : user.state().name().replace('_', ' ');
        return "<span class=\"state " + tone + "\">" + state + "</span>";
    }

    private void person(Person person) {
        Email email = person.email();
        field("name", person.displayName() + " (" + person.firstName() + " " + person.lastName() + ")");
        field("user name", person.userName());
        field("email", email == null ? "none" : email.address() + (email.verified() ? ", verified" : ", not verified"));
        if (!person.preferredLanguage().isEmpty()) {
            field("language", person.preferredLanguage());
        }
    }

    private void codes(List<InitCodeView> codes, Instant at) {
        out.println(
                "<div class=\"scroll\"><table><thead><tr><th>Code</th><th>State</th><th>Medium</th><th>Mail</th>"
                        + "<th>Wrong guesses</th><th>Failed ceremonies</th><th>Made</th><th>Good until</th></tr></thead><tbody>");
        codes.forEach(
                code -> out.println("<tr><td class=\"id\">" + text(code.codeId().value()) + "</td><td>"
                        + code.standingAt(at) + "</td><td>" + code.medium() + "</td><td>" + code.mail() + "</td><td>"
                        + code.failedChecks() + " of " + code.maxAttempts() + "</td><td>"
                        + code.failedCeremonies() + " of " + code.maxFailedCeremonies() + "</td><td>"
                        + code.details().creationDate() + "</td><td>" + code.expiresAt() + "</td></tr>"));
        out.println("</tbody></table></div>");
    }

    private void passkeys(List<PasskeyView> passkeys) {
        out.println("<div class=\"scroll\"><table><thead><tr><th>Passkey</th><th>Name</th><th>Registered</th>"
                + "<th>Last used</th></tr></thead><tbody>");
        passkeys.forEach(passkey -> out.println("<tr><td class=\"id\">"
                + text(passkey.passkeyId().value()) + "</td><td>"
                + text(passkey.name() == null ? "" : passkey.name().name()) + "</td><td>"
                + passkey.details().creationDate() + "</td><td>"
                + (passkey.lastUsedAt() == null ? "never" : passkey.lastUsedAt()) + "</td></tr>"));
        out.println("</tbody></table></div>");
    }

    @Override
    public void end() {
        endDay();
        out.print(beforeEnd);
        if (!any) {
            out.println("<p class=\"none\">Nothing.</p>");
        }
        out.println("</main>\n<footer>" + foot + " Times are UTC.</footer>\n</body></html>");
        out.flush();
    }

    private void head(String title, String subtitle, AuditQuestion question) {
        out.println("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        out.println("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"
                + hash(STYLE) + "'; base-uri 'none'; form-action 'none'\">");
        out.println("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        out.println("<meta name=\"referrer\" content=\"no-referrer\">");
        out.println("<title>" + title + "</title>\n<style>" + STYLE + "</style></head><body>");
        out.println(resource("icons.svg"));
        out.println("<header><h1>" + title + "<small>" + subtitle + "</small></h1>\n<ul class=\"asked\">");
        question.given().forEach((what, value) -> out.println("<li><b>" + what + "</b>" + text(value) + "</li>"));
        out.println("<li><b>asked</b>" + question.asked().truncatedTo(ChronoUnit.SECONDS) + "</li>\n</ul>");
        if (question.behind() > 0) {
            out.println(
                    "<p class=\"warning\">This is incomplete: when it was asked for, the audit trail had not seen the"
                            + " newest positions of the store, up to " + question.behind() + ".</p>");
        }
    }

    private static String tone(String type) {
        return Happening.of(type)
                .map(known -> known.tone)
                .orElse(Tone.OTHER)
                .name()
                .toLowerCase(ROOT);
    }

    private static String icon(String type) {
        return "<svg aria-hidden=\"true\"><use href=\"#i-"
                + Happening.of(type).map(known -> known.icon).orElse("other") + "\"/></svg>";
    }

    private static String counted(long events) {
        return events == 1 ? "1 event" : number(events) + " events";
    }

    private static String number(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }

    /** As text or attribute value, in whatever encoding the page ends up. */
    static String text(String value) {
        return value.codePoints()
                .mapToObj(each -> isPlain(each)
                        ? Character.toString(each)
                        : "&#" + (Character.isISOControl(each) ? 0xFFFD : each) + ";")
                .collect(Collectors.joining());
    }

    private static boolean isPlain(int each) {
        return each >= ' ' && each < 0x7F && "<>&\"'".indexOf(each) < 0;
    }

    private static String hash(String style) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has it", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = AuditHtml.class.getResourceAsStream(name)) {
            return new String(requireNonNull(in).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
