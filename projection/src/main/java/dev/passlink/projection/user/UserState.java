package dev.passlink.projection.user;

/** Whether a user may use links. Deactivation and lock are independent of each other: taking one back leaves the other. */
public enum UserState {
    ACTIVE,
    DEACTIVATED,
    LOCKED,
    DEACTIVATED_AND_LOCKED;

    /** Whether the user is deactivated, locked or not. */
    public boolean isDeactivated() {
        return this == DEACTIVATED || this == DEACTIVATED_AND_LOCKED;
    }

    /** Whether the user is locked, deactivated or not. */
    public boolean isLocked() {
        return this == LOCKED || this == DEACTIVATED_AND_LOCKED;
    }

    UserState deactivated() {
        return isLocked() ? DEACTIVATED_AND_LOCKED : DEACTIVATED;
    }

    UserState reactivated() {
        return isLocked() ? LOCKED : ACTIVE;
    }

    UserState locked() {
        return isDeactivated() ? DEACTIVATED_AND_LOCKED : LOCKED;
    }

    UserState unlocked() {
        return isDeactivated() ? DEACTIVATED : ACTIVE;
    }
}
