package dev.passlink.domain;

import org.jspecify.annotations.Nullable;

/**
 * A role somebody holds, in one organization or in the whole instance (behaviour O6).
 *
 * @param role         name of the role, such as {@code ORG_OWNER}, 1 to 200 code points
 * @param organization where it holds; {@code null} means in the whole instance
 */
public record Grant(String role, @Nullable ResourceOwner organization) {

    /** @throws Rejected {@link Failure.RequestInvalid} if the role's name is empty or too long */
    public Grant {
        Text.required("role", role, 200);
    }

    /** A role held in one organization. */
    public static Grant in(ResourceOwner organization, String role) {
        return new Grant(role, organization);
    }

    /** A role held in the whole instance. */
    public static Grant everywhere(String role) {
        return new Grant(role, null);
    }
}
