package dev.passlink.api;

import java.time.Instant;

/**
 * What whoever holds a good registration link may see before using it.
 *
 * @param displayName whom it is for, as persons are called
 * @param userName    whom it is for, as they sign in
 * @param expiresAt   first instant at which it is no longer good
 */
public record SeenLink(String displayName, String userName, Instant expiresAt) {

    /** Says nothing about the person, so that a log cannot. */
    @Override
    public String toString() {
        return "SeenLink[…]";
    }
}
