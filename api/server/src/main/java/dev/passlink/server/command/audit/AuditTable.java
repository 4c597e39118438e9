package dev.passlink.server.command.audit;

import dev.passlink.api.UserAsOf;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditTotals;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.passkey.PasskeyView;
import dev.passlink.projection.user.UserView;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Columns for people, as wide as the first rows need; later rows that need more take it. */
final class AuditTable implements AuditReport {

    private static final int LOOKED_AT = 200;
    private static final int WIDEST = 40;
    private static final List<String> OF_EVENTS =
            List.of("TIME (UTC)", "USER", "SEQ", "WHAT", "BY", "THROUGH", "ORGANIZATION", "CODE");

    private final PrintWriter out;
    private final List<List<String>> waiting = new ArrayList<>();
    private int @Nullable [] widths;

    AuditTable(PrintWriter out) {
        this.out = out;
    }

    @Override
    public long beginHistory(AuditQuestion question, Supplier<AuditTotals> totals) {
        waiting.add(OF_EVENTS);
        return Long.MAX_VALUE;
    }

    @Override
    public void event(AuditEntry event) {
        row(Stream.of(
                        event.at().toString(),
                        event.userId().value(),
                        Long.toString(event.sequence()),
                        Happening.label(event.type()),
                        event.editor(),
                        event.operation(),
                        event.resourceOwner(),
                        event.codeId() == null ? null : event.codeId().value())
                .map(AuditTable::cell)
                .toList());
    }

    @Override
    public void beginState(AuditQuestion question) {
        // each user is a block of its own
    }

    @Override
    public void user(UserAsOf then) {
        UserView user = then.user();
        out.printf(
                "%s  %s  %s%n",
                cell(then.userId().value()),
                user == null ? "REMOVED" : user.state(),
                cell(then.owner().value()));
        line("as of", then.at() + ", after event " + then.sequence());
        if (user != null) {
            person(user.person());
            line(
                    "details",
                    "sequence " + user.details().sequence() + ", created "
                            + user.details().creationDate() + ", changed "
                            + user.details().changeDate());
        }
        if (!then.unreadable().isEmpty()) {
            line("unreadable", "events " + then.unreadable() + " cannot be read by this version");
        }
        then.codes().forEach(code -> line("code", code(code, then)));
        then.passkeys().forEach(passkey -> line("passkey", passkey(passkey)));
        out.println();
    }

    private void person(Person person) {
        Email email = person.email();
        line("person", person.displayName() + " (" + person.firstName() + " " + person.lastName() + ")");
        line("user name", person.userName());
        line("email", email == null ? "none" : email.address() + (email.verified() ? ", verified" : ", not verified"));
    }

    private static String code(InitCodeView code, UserAsOf then) {
        return code.codeId() + "  " + code.standingAt(then.at()) + "  by " + code.medium() + ", mail " + code.mail()
                + ", wrong guesses " + code.failedChecks() + " of " + code.maxAttempts() + ", failed ceremonies "
                + code.failedCeremonies() + " of " + code.maxFailedCeremonies() + ", good until "
                + code.expiresAt();
    }

    private static String passkey(PasskeyView passkey) {
        return passkey.passkeyId() + "  "
                + (passkey.name() == null ? "" : passkey.name().name()) + ", registered "
                + passkey.details().creationDate() + ", last used "
                + (passkey.lastUsedAt() == null ? "never" : passkey.lastUsedAt());
    }

    private void line(String what, String value) {
        out.printf("  %-10s  %s%n", what, cell(value));
    }

    @Override
    public void end() {
        flush();
        out.flush();
    }

    private void row(List<String> cells) {
        if (widths == null) {
            waiting.add(cells);
            if (waiting.size() > LOOKED_AT) {
                flush();
            }
        } else {
            print(cells, widths);
        }
    }

    private void flush() {
        if (widths == null && !waiting.isEmpty()) {
            int[] needed = IntStream.range(0, OF_EVENTS.size())
                    .map(column -> waiting.stream()
                            .mapToInt(row -> length(row.get(column)))
                            .filter(width -> width <= WIDEST)
                            .max()
                            .orElse(0))
                    .toArray();
            waiting.forEach(row -> print(row, needed));
            waiting.clear();
            widths = needed;
        }
    }

    private void print(List<String> cells, int[] wide) {
        out.println(IntStream.range(0, cells.size())
                .mapToObj(column ->
                        cells.get(column) + " ".repeat(Math.max(0, wide[column] - length(cells.get(column)))))
                .collect(Collectors.joining("  "))
                .stripTrailing());
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** What others stored may hold anything, but does not get to move the cursor. */
    private static String cell(@Nullable String value) {
        return value == null ? "-" : value.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    }
}
