package dev.passlink.projection.audit;

import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a filter asks, in the words of the query language.
 *
 * @param text   conditions on {@code entry}, each with a parameter
 * @param values of the parameters, by name
 */
record Conditions(String text, Map<String, Object> values) {

    static Conditions of(AuditFilter filter) {
        UserId userId = filter.userId();
        CodeId codeId = filter.codeId();
        ResourceOwner owner = filter.organization();
        return new Conditions("", Map.of())
                .and("entry.key.userId = :userId", userId == null ? null : userId.value())
                .and("entry.codeId = :codeId", codeId == null ? null : codeId.value())
                .and("entry.resourceOwner = :owner", owner == null ? null : owner.value())
                .and("entry.editor = :editor", filter.editor())
                .and("entry.at >= :from", filter.from())
                .and("entry.at < :until", filter.until());
    }

    private Conditions and(String condition, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.put(condition.substring(condition.indexOf(':') + 1), value);
        return new Conditions(text + "and " + condition + " ", all);
    }
}
