package dev.passlink.domain;

import static dev.passlink.domain.Permission.AUDIT_READ;
import static dev.passlink.domain.Permission.USER_READ;
import static dev.passlink.domain.Permission.USER_WRITE;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which role allows what (behaviour O6). A role whose name begins with {@code ORG_} counts only in the organization it
 * was granted in: without one it grants nothing.
 *
 * @param permissions the permissions of each role; an unknown role allows nothing
 */
public record Roles(Map<String, Set<Permission>> permissions) {

    /** The roles in force unless configured otherwise. */
    public static final Roles DEFAULT = new Roles(Map.of(
            "ORG_OWNER", EnumSet.allOf(Permission.class),
            "ORG_USER_MANAGER", Set.of(USER_READ, USER_WRITE),
            "IAM_OWNER", EnumSet.allOf(Permission.class),
            "IAM_USER_MANAGER", Set.of(USER_READ, USER_WRITE),
            "AUDITOR", Set.of(AUDIT_READ)));

    public Roles {
        permissions = permissions.entrySet().stream()
                .collect(toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    }

    /** Whether the caller holds all of these permissions, at least one, in the organization. */
    public boolean allow(Caller caller, Set<Permission> wanted, ResourceOwner organization) {
        return !wanted.isEmpty()
                && wanted.stream()
                        .allMatch(permission -> caller.grants().stream()
                                .anyMatch(grant -> reaches(grant, organization) && allows(grant, permission)));
    }

    /** Whether the caller holds all of these permissions, at least one, in the whole instance. */
    public boolean allowEverywhere(Caller caller, Set<Permission> wanted) {
        return !wanted.isEmpty()
                && wanted.stream()
                        .allMatch(permission -> caller.grants().stream()
                                .anyMatch(grant -> isEverywhere(grant) && allows(grant, permission)));
    }

    private boolean allows(Grant grant, Permission permission) {
        return permissions.getOrDefault(grant.role(), Set.of()).contains(permission);
    }

    private static boolean reaches(Grant grant, ResourceOwner organization) {
        return isEverywhere(grant) || organization.equals(grant.organization());
    }

    private static boolean isEverywhere(Grant grant) {
        return grant.organization() == null && !grant.role().startsWith("ORG_");
    }
}
