package dev.passlink.domain;

import dev.passlink.domain.user.UserId;
import java.util.Set;

/**
 * The user who asks.
 *
 * @param userId       who it is; need not be a user of this store
 * @param organization the caller's home organization, which is also the default working organization (behaviour O4)
 * @param grants       the roles the caller holds; empty for somebody who only acts for themself
 */
public record Caller(UserId userId, ResourceOwner organization, Set<Grant> grants) {

    public Caller {
        grants = Set.copyOf(grants);
    }

    /** A caller with the given grants. */
    public static Caller of(String userId, String organization, Grant... grants) {
        return new Caller(new UserId(userId), new ResourceOwner(organization), Set.of(grants));
    }
}
