package dev.passlink.domain.user;

/** The states of a passkey. */
public enum PasskeyState {
    /** Its registration was begun; it may never be finished. */
    NOT_READY,
    /** It was verified and can be signed in with. */
    READY,
    /** It was taken away; nothing brings it back. */
    REMOVED
}
