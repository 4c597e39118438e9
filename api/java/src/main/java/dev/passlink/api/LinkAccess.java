package dev.passlink.api;

import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;

/**
 * What a person brings who opens a registration link: all that is in the link (behaviour C3).
 *
 * @param userId       the user named in it
 * @param organization the organization named in it
 * @param codeId       the code's id
 * @param code         the code itself, right or wrong; a secret
 */
public record LinkAccess(UserId userId, ResourceOwner organization, CodeId codeId, String code) {

    /** Without the code, so that a log cannot show it. */
    @Override
    public String toString() {
        return "LinkAccess[userId=" + userId + ", organization=" + organization + ", codeId=" + codeId + "]";
    }
}
