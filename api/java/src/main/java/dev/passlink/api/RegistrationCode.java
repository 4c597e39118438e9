package dev.passlink.api;

import dev.passlink.domain.user.CodeId;

/**
 * A code with its id, as user service v2 hands it out and takes it.
 *
 * @param codeId the code's id
 * @param code   the code itself; a secret
 */
public record RegistrationCode(CodeId codeId, String code) {

    /** Without the code, so that a log cannot show it. */
    @Override
    public String toString() {
        return "RegistrationCode[codeId=" + codeId + "]";
    }
}
