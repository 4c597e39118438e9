package dev.passlink.api.code;

/** A keyset cannot be read, written or changed as asked. The message is for an operator: names and reasons, never content. */
public final class UnusableKeyset extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Without a cause, since a parser's exception may quote what it could not parse. */
    UnusableKeyset(String message) {
        super(message);
    }

    /** With the cause of a failure that has seen no content. */
    UnusableKeyset(String message, Throwable cause) {
        super(message, cause);
    }
}
