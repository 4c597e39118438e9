package dev.passlink.domain.user;

/**
 * The one event of a credential's own stream: its id belongs to this user for good, whatever becomes of the passkey
 * (architecture decision 2). It is stored for ever, as the events of users are.
 *
 * @param credentialId the id
 * @param userId       who claimed it
 */
public record CredentialClaimed(CredentialId credentialId, UserId userId) {

    /** Axon's aggregate type of such a stream, stored with the event. */
    public static final String TYPE = "credential";

    /** How the ids of such streams begin, and no user's does. */
    public static final String STREAM = "credential:";
}
