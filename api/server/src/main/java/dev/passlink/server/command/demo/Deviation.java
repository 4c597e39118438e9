package dev.passlink.server.command.demo;

/** Something did not happen as documented. */
public final class Deviation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param what     what was looked at
     * @param expected what the documents say
     * @param got      what happened
     */
    Deviation(String what, Object expected, Object got) {
        super(what + ": expected " + expected + ", got " + got);
    }
}
