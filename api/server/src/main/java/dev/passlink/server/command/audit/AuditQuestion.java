package dev.passlink.server.command.audit;

import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.audit.AuditFilter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was asked.
 *
 * @param filter of which events or users
 * @param at     as of which time or sequence; {@code null} for a history
 * @param asked  when
 * @param behind how many positions the audit trail lacked then, 0 if nothing
 */
public record AuditQuestion(AuditFilter filter, @Nullable String at, Instant asked, long behind) {

    /** What was given, by what it is. */
    Map<String, String> given() {
        UserId user = filter.userId();
        CodeId code = filter.codeId();
        ResourceOwner organization = filter.organization();
        Map<String, @Nullable String> all = new LinkedHashMap<>();
        all.put("as of", at);
        all.put("user", user == null ? null : user.value());
        all.put("organization", organization == null ? null : organization.value());
        all.put("code", code == null ? null : code.value());
        all.put("editor", filter.editor());
        all.put("from", filter.from() == null ? null : filter.from().toString());
        all.put("until", filter.until() == null ? null : filter.until().toString());
        Map<String, String> given = new LinkedHashMap<>();
        all.forEach((what, value) -> {
            if (value != null) {
                given.put(what, Objects.requireNonNull(value));
            }
        });
        return given;
    }
}
