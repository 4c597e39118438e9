package dev.passlink.domain.user;

/** The states of a code (behaviour C5). That an open code has expired is derived from time and not a state. */
public enum CodeState {
    OPEN,
    USED,
    LOCKED,
    REVOKED;

    /** The state after an event that leads to another one: terminal states absorb. */
    public CodeState then(CodeState next) {
        return this == OPEN ? next : this;
    }
}
