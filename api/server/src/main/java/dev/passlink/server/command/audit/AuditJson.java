package dev.passlink.server.command.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.passlink.api.UserAsOf;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditTotals;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.passkey.PasskeyView;
import dev.passlink.projection.user.UserView;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** One JSON object a line. */
final class AuditJson implements AuditReport {

    private final PrintWriter out;

    AuditJson(PrintWriter out) {
        this.out = out;
    }

    @Override
    public long beginHistory(AuditQuestion question, Supplier<AuditTotals> totals) {
        return Long.MAX_VALUE; // a line for each event, and nothing else
    }

    @Override
    public void event(AuditEntry event) {
        out.println(object().put("position", event.position())
                .put("id", event.eventId())
                .put("type", event.type())
                .put("time", event.at().toString())
                .put("userId", event.userId().value())
                .put("sequence", event.sequence())
                .put("codeId", event.codeId() == null ? null : event.codeId().value())
                .put("resourceOwner", event.resourceOwner())
                .put("editor", event.editor())
                .put("editorOrganization", event.editorOrganization())
                .put("operation", event.operation())
                .put("correlationId", event.correlationId())
                .put("causationId", event.causationId()));
    }

    @Override
    public void beginState(AuditQuestion question) {
        // a line for each user, and nothing else
    }

    @Override
    public void user(UserAsOf then) {
        UserView user = then.user();
        ObjectNode line = object().put("userId", then.userId().value())
                .put("state", user == null ? "REMOVED" : user.state().name())
                .put("at", then.at().toString())
                .put("sequence", then.sequence())
                .put("resourceOwner", then.owner().value());
        if (user != null) {
            line.set("person", person(user.person()));
            line.set("details", details(user.details()));
        }
        ArrayNode codes = line.putArray("codes");
        then.codes().forEach(code -> codes.add(code(code, then)));
        ArrayNode passkeys = line.putArray("passkeys");
        then.passkeys().forEach(passkey -> passkeys.add(passkey(passkey)));
        ArrayNode unreadable = line.putArray("unreadable");
        then.unreadable().forEach(unreadable::add);
        out.println(line);
    }

    private static ObjectNode person(Person person) {
        Email email = person.email();
        ObjectNode node = object().put("userName", person.userName())
                .put("firstName", person.firstName())
                .put("lastName", person.lastName())
                .put("nickName", person.nickName())
                .put("displayName", person.displayName())
                .put("preferredLanguage", person.preferredLanguage())
                .put("gender", person.gender().name())
                .put("email", email == null ? null : email.address());
        return email == null ? node : node.put("emailVerified", email.verified());
    }

    private static ObjectNode code(InitCodeView code, UserAsOf then) {
        ObjectNode node = object().put("codeId", code.codeId().value())
                .put("state", code.standingAt(then.at()).name())
                .put("medium", code.medium().name())
                .put("mail", code.mail().name())
                .put("failedChecks", code.failedChecks())
                .put("maxAttempts", code.maxAttempts())
                .put("failedCeremonies", code.failedCeremonies())
                .put("maxFailedCeremonies", code.maxFailedCeremonies())
                .put("expiresAt", code.expiresAt().toString())
                .put(
                        "closedAt",
                        code.closedAt() == null ? null : code.closedAt().toString());
        node.set("details", details(code.details()));
        return node;
    }

    private static ObjectNode passkey(PasskeyView passkey) {
        ObjectNode node = object().put("passkeyId", passkey.passkeyId().value())
                .put("name", passkey.name() == null ? null : passkey.name().name())
                .put(
                        "lastUsedAt",
                        passkey.lastUsedAt() == null
                                ? null
                                : passkey.lastUsedAt().toString());
        node.set("details", details(passkey.details()));
        return node;
    }

    private static ObjectNode details(ObjectDetails details) {
        return object().put("sequence", details.sequence())
                .put("creationDate", details.creationDate().toString())
                .put("changeDate", details.changeDate().toString())
                .put("resourceOwner", details.resourceOwner().value());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public void end() {
        out.flush();
    }
}
