package dev.passlink.domain.user;

import org.axonframework.messaging.MetaData;

/**
 * Makes credential ids unique among all users, by one stream for each (architecture decision 2). How a stream is begun
 * in the same unit of work as the user's event is known to the Java API.
 */
public interface CredentialClaims {

    /**
     * Claims a credential id for good, in the unit of work under way: it is claimed once that is committed.
     *
     * @param credentialId the id
     * @param claimedBy    the user
     * @param metaData     of the event that claims it
     * @return whether nobody had claimed it
     */
    boolean claim(CredentialId credentialId, UserId claimedBy, MetaData metaData);
}
