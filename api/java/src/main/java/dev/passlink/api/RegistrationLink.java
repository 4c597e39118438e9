package dev.passlink.api;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.CodeId;
import java.net.URI;
import java.time.Duration;

/**
 * A passkey registration link that was asked for: hand it over as it is, it cannot be had again.
 *
 * @param codeId     id of its code, to list and revoke it by
 * @param details    object details of the code
 * @param link       the link (behaviour C3); a secret, and therefore not in {@link #toString()}
 * @param expiration how long it is good from {@link ObjectDetails#creationDate()} on
 */
public record RegistrationLink(CodeId codeId, ObjectDetails details, URI link, Duration expiration) {

    /** Everything but the link. */
    @Override
    public String toString() {
        return "RegistrationLink[codeId=" + codeId + ", details=" + details + ", expiration=" + expiration + "]";
    }
}
