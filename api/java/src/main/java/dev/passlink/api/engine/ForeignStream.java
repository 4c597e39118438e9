package dev.passlink.api.engine;

/**
 * The id of a user is that of something else in the event store of the application: stores find a stream by its id alone.
 */
public final class ForeignStream extends RuntimeException {

    private static final long serialVersionUID = 1;

    ForeignStream(String aggregateType) {
        super("the stream is that of another aggregate, of type " + aggregateType);
    }
}
