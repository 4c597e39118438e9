package dev.passlink.server;

/** What was asked cannot be done here and now; the message tells whoever runs the server why, and what helps. */
public final class CannotRun extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message one line for people, without any secret
     */
    public CannotRun(String message) {
        super(message);
    }

    /**
     * @param message one line for people, without any secret
     * @param cause   what went wrong underneath
     */
    public CannotRun(String message, Throwable cause) {
        super(message, cause);
    }
}
