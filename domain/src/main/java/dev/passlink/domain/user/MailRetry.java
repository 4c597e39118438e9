package dev.passlink.domain.user;

/**
 * A mail that was given up and made due again.
 *
 * @param codeId   the code whose mail it is
 * @param sequence sequence of the event that made it due, as it is published (behaviour D2)
 */
record MailRetry(CodeId codeId, long sequence) {}
