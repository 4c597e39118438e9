package dev.passlink.server.command.audit;

import dev.passlink.api.UserAsOf;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditTotals;
import dev.passlink.projection.user.UserView;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * For spreadsheets, by RFC 4180: lines end with CR LF, and cells are quoted where they must be. A cell that a spreadsheet
 * would take for a formula begins with an apostrophe.
 */
final class AuditCsv implements AuditReport {

    private static final int CELLS_OF_PERSON = 9;

    private final PrintWriter out;

    AuditCsv(PrintWriter out) {
        this.out = out;
    }

    @Override
    public long beginHistory(AuditQuestion question, Supplier<AuditTotals> totals) {
        line(
                "time",
                "user_id",
                "sequence",
                "type",
                "editor",
                "editor_organization",
                "operation",
                "resource_owner",
                "code_id",
                "position",
                "event_id",
                "correlation_id",
                "causation_id");
        return Long.MAX_VALUE;
    }

    @Override
    public void event(AuditEntry event) {
        line(
                event.at().toString(),
                event.userId().value(),
                Long.toString(event.sequence()),
                event.type(),
                event.editor(),
                event.editorOrganization(),
                event.operation(),
                event.resourceOwner(),
                event.codeId() == null ? null : event.codeId().value(),
                Long.toString(event.position()),
                event.eventId(),
                event.correlationId(),
                event.causationId());
    }

    @Override
    public void beginState(AuditQuestion question) {
        line(
                "user_id",
                "state",
                "as_of",
                "after_sequence",
                "resource_owner",
                "sequence",
                "creation_date",
                "change_date",
                "user_name",
                "first_name",
                "last_name",
                "nick_name",
                "display_name",
                "preferred_language",
                "gender",
                "email",
                "email_verified",
                "codes",
                "passkeys",
                "unreadable");
    }

    /** Its codes are in one cell, and so are its passkeys. */
    @Override
    public void user(UserAsOf then) {
        UserView user = then.user();
        List<@Nullable String> cells = new ArrayList<>();
        cells.add(then.userId().value());
        cells.add(user == null ? "REMOVED" : user.state().name());
        cells.add(then.at().toString());
        cells.add(Long.toString(then.sequence()));
        cells.add(then.owner().value());
        if (user == null) {
            cells.addAll(Collections.nCopies(3 + CELLS_OF_PERSON, ""));
        } else {
            cells.add(Long.toString(user.details().sequence()));
            cells.add(user.details().creationDate().toString());
            cells.add(user.details().changeDate().toString());
            cells.addAll(person(user.person()));
        }
        cells.add(then.codes().stream()
                .map(code -> code.codeId() + " " + code.standingAt(then.at()))
                .collect(Collectors.joining("; ")));
        cells.add(then.passkeys().stream()
                .map(passkey -> passkey.passkeyId().value())
                .collect(Collectors.joining("; ")));
        cells.add(then.unreadable().stream().map(String::valueOf).collect(Collectors.joining("; ")));
        line(cells.toArray(String[]::new));
    }

    private static List<String> person(Person person) {
        Email email = person.email();
        return List.of(
                person.userName(),
                person.firstName(),
                person.lastName(),
                person.nickName(),
                person.displayName(),
                person.preferredLanguage(),
                person.gender().name(),
                email == null ? "" : email.address(),
                email == null ? "" : Boolean.toString(email.verified()));
    }

    private void line(@Nullable String... cells) {
        out.print(Arrays.stream(cells)
                .map(cell -> cell(cell == null ? "" : cell))
                .collect(Collectors.joining(",", "", "\r\n")));
    }

    private static String cell(String value) {
        String safe = !value.isEmpty() && "=+-@\t\r\n".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return safe.chars().anyMatch(each -> ",\"\r\n".indexOf(each) >= 0)
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }

    @Override
    public void end() {
        out.flush();
    }
}
