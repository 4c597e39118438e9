package dev.passlink.domain.user;

import dev.passlink.domain.Failure;

/**
 * What the aggregate says to a presented code. A refusal is returned and not thrown, because throwing would undo the
 * {@code PasswordlessInitCodeCheckFailed} just stored (behaviour C8).
 */
public sealed interface Verdict {

    /**
     * The right code, and nothing stood in its way.
     *
     * @param code the code after its redemption
     */
    record Accepted(InitCode code) implements Verdict {}

    /**
     * Refused.
     *
     * @param failure why, as far as the presenter may know (behaviour C12)
     */
    record Refused(Failure failure) implements Verdict {}
}
