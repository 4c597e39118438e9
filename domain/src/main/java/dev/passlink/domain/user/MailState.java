package dev.passlink.domain.user;

/** What became of the mail of a code; says nothing about whether the code is good (behaviour C6). */
public enum MailState {
    /** The link was returned, there is no mail. */
    NONE,
    /** Not accepted by a mail server yet. */
    DUE,
    /** Accepted by a mail server. */
    SENT,
    /** Given up. */
    FAILED;

    /** The state after a mail was given up: what was sent stays sent. */
    public MailState givenUp() {
        return this == SENT ? SENT : FAILED;
    }
}
