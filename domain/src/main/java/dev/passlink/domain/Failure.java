package dev.passlink.domain;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused: the whole vocabulary (behaviour, chapter 6). The {@link #reason()} is published and comes
 * from the record's name, so that it cannot be mistyped; messages are for people and never contain a code, a token or a
 * stack trace.
 */
public sealed interface Failure {

    /** The family of a failure, which decides the status code on the wire. */
    Kind kind();

    /** One sentence for people. */
    String message();

    /** The published reason: the record's name in upper case, such as {@code USER_NOT_FOUND}. */
    default String reason() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }

    /** After which time a repetition may succeed; {@code null} where waiting does not help. */
    default @Nullable Duration retryAfter() {
        return null;
    }

    /** Families of failures. */
    enum Kind {
        INVALID,
        UNAUTHENTICATED,
        DENIED,
        NOT_FOUND,
        ALREADY_EXISTS,
        WRONG_STATE,
        EXHAUSTED,
        TOO_LARGE,
        UNIMPLEMENTED,
        UNAVAILABLE,
        TIMEOUT,
        INTERNAL
    }

    /** Nobody could be identified by what was presented. */
    record Unauthenticated(String message) implements Failure {
        @Override
        public Kind kind() {
            return Kind.UNAUTHENTICATED;
        }
    }

    /** The caller may not do this in the organization they work in. */
    record PermissionDenied() implements Failure {
        @Override
        public Kind kind() {
            return Kind.DENIED;
        }

        @Override
        public String message() {
            return "You do not have the permission for this.";
        }
    }

    /** The request itself is wrong; the message names what. */
    record RequestInvalid(String message) implements Failure {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }
    }

    /** There is no such user where the caller may look. */
    record UserNotFound() implements Failure {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return "There is no such user.";
        }
    }

    /** The user id is taken. */
    record UserAlreadyExists() implements Failure {
        @Override
        public Kind kind() {
            return Kind.ALREADY_EXISTS;
        }

        @Override
        public String message() {
            return "A user with this id exists already.";
        }
    }

    /** The user is deactivated or locked. */
    record UserNotActive() implements Failure {
        @Override
        public Kind kind() {
            return Kind.WRONG_STATE;
        }

        @Override
        public String message() {
            return "The user is deactivated or locked.";
        }
    }

    /** The user has no e-mail address that a link may be sent to. */
    record EmailMissing() implements Failure {
        @Override
        public Kind kind() {
            return Kind.WRONG_STATE;
        }

        @Override
        public String message() {
            return "The user has no e-mail address that a link may be sent to.";
        }
    }

    /** The code is wrong, unknown, forgotten or locked, or its user is unknown: to a stranger all look the same. */
    record CodeInvalid() implements Failure {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }

        @Override
        public String message() {
            return "This registration link is not valid.";
        }
    }

    /** The right code, but too late. */
    record CodeExpired() implements Failure {
        @Override
        public Kind kind() {
            return Kind.WRONG_STATE;
        }

        @Override
        public String message() {
            return "This registration link has expired.";
        }
    }

    /** The right code, but a passkey was registered with it before. */
    record CodeUsed() implements Failure {
        @Override
        public Kind kind() {
            return Kind.WRONG_STATE;
        }

        @Override
        public String message() {
            return "This registration link has been used.";
        }
    }

    /** The right code, but it was taken back. */
    record CodeRevoked() implements Failure {
        @Override
        public Kind kind() {
            return Kind.WRONG_STATE;
        }

        @Override
        public String message() {
            return "This registration link has been revoked.";
        }
    }

    /**
     * The user has as many open codes as are allowed.
     *
     * @param limit      how many
     * @param retryAfter until the first of them expires
     */
    record TooManyOpenCodes(int limit, Duration retryAfter) implements Failure {
        @Override
        public Kind kind() {
            return Kind.EXHAUSTED;
        }

        @Override
        public String message() {
            return "The user has " + limit + " open registration links; revoke one or wait until one expires.";
        }
    }

    /**
     * The user was sent as many mails as are allowed.
     *
     * @param retryAfter until the next one is allowed
     */
    record TooManyMails(Duration retryAfter) implements Failure {
        @Override
        public Kind kind() {
            return Kind.EXHAUSTED;
        }

        @Override
        public String message() {
            return "The user was sent too many mails; wait a while.";
        }
    }

    /** For whoever lists and revokes: there is no such code. */
    record CodeNotFound() implements Failure {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return "There is no such registration link.";
        }
    }

    /** The user has no such passkey. */
    record PasskeyNotFound() implements Failure {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return "There is no such passkey.";
        }
    }

    /** The credential is registered already, for whomever. */
    record PasskeyAlreadyExists() implements Failure {
        @Override
        public Kind kind() {
            return Kind.ALREADY_EXISTS;
        }

        @Override
        public String message() {
            return "This passkey is registered already.";
        }
    }

    /**
     * The ceremony is unknown or too late, or what the authenticator answered does not fit it.
     *
     * @param message what, in one sentence
     */
    record CeremonyFailed(String message) implements Failure {
        @Override
        public Kind kind() {
            return Kind.INVALID;
        }
    }

    /** The request is larger than this server reads. */
    record TooLarge() implements Failure {
        @Override
        public Kind kind() {
            return Kind.TOO_LARGE;
        }

        @Override
        public String message() {
            return "The request is too large.";
        }
    }

    /** There is nothing at this address. */
    record NotFound() implements Failure {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public String message() {
            return "There is nothing here.";
        }
    }

    /** The address exists, but not with this method. */
    record MethodNotAllowed() implements Failure {
        @Override
        public Kind kind() {
            return Kind.UNIMPLEMENTED;
        }

        @Override
        public String message() {
            return "This method is not offered here.";
        }
    }

    /** There is more to do than fits; the request was not begun. */
    record Overloaded() implements Failure {
        @Override
        public Kind kind() {
            return Kind.EXHAUSTED;
        }

        @Override
        public String message() {
            return "Too many requests are waiting; try again.";
        }

        @Override
        public Duration retryAfter() {
            return Duration.ofSeconds(1);
        }
    }

    /**
     * Something that is needed is away, or the history is not readable by this version.
     *
     * @param message what, in one sentence
     */
    record Unavailable(String message) implements Failure {
        @Override
        public Kind kind() {
            return Kind.UNAVAILABLE;
        }

        @Override
        public Duration retryAfter() {
            return Duration.ofSeconds(1);
        }
    }

    /** No answer in time; it is not known whether the request was carried out. */
    record Timeout() implements Failure {
        @Override
        public Kind kind() {
            return Kind.TIMEOUT;
        }

        @Override
        public String message() {
            return "There was no answer in time.";
        }
    }

    /**
     * Something unexpected; the cause is in the log under the correlation id.
     *
     * @param correlationId what to look for in the log
     */
    record Internal(String correlationId) implements Failure {
        @Override
        public Kind kind() {
            return Kind.INTERNAL;
        }

        @Override
        public String message() {
            return "Something went wrong (" + correlationId + ").";
        }
    }
}
