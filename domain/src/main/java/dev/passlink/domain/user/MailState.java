package dev.passlink.domain.user;

/** What became of the mail of a code; says nothing about whether the code is good (behaviour C6). */
public enum MailState {
    /** The link was returned, there is no mail. */
    NONE,
    /** Not accepted by a mail server yet. */
    DUE,
    /** Accepted by a mail server. */
    SENT,
    /** Given up; may be due again, or dropped. */
    FAILED,
    /** Given up for good: nobody needs to look at it again. */
    DROPPED;

    /** The state after a mail was given up: only what was due can be. */
    public MailState givenUp() {
        return this == DUE ? FAILED : this;
    }

    /** The state after a mail was to be delivered after all: only what was given up is due again. */
    public MailState retried() {
        return this == FAILED ? DUE : this;
    }

    /** The state after a mail was given up for good. */
    public MailState dropped() {
        return this == FAILED ? DROPPED : this;
    }
}
