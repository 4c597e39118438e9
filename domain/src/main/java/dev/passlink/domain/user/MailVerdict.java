package dev.passlink.domain.user;

/** What the aggregate says to the question whether the mail of a code is still due (behaviour M2). */
public sealed interface MailVerdict {

    /**
     * Send it.
     *
     * @param code   the code whose link is to be mailed
     * @param person whom to
     * @param email  where to
     */
    record Due(InitCode code, Person person, Email email) implements MailVerdict {}

    /** Not now, since the user is deactivated or locked; ask again. */
    record Postponed() implements MailVerdict {}

    /** Never (again): it was sent or given up, or the code is no longer good. */
    record NotDue() implements MailVerdict {}
}
