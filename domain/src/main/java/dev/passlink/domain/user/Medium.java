package dev.passlink.domain.user;

/** How a code reaches the person. */
public enum Medium {
    /** The link is handed back to whoever asked for it. */
    RETURNED,
    /** The link is mailed to the user's registered address. */
    MAIL
}
