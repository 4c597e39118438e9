package dev.passlink.projection.fold;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.ResourceOwner;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;

/**
 * Object details as columns of a row.
 *
 * @param sequence      published sequence, at least 1
 * @param creationDate  in milliseconds
 * @param changeDate    in milliseconds
 * @param resourceOwner the organization's id
 */
@Embeddable
public record StoredDetails(
        @Column(name = "sequence", nullable = false) long sequence,

        @Column(name = "creation_date", nullable = false, secondPrecision = 3)
        Instant creationDate,

        @Column(name = "change_date", nullable = false, secondPrecision = 3)
        Instant changeDate,

        @Column(name = "resource_owner", nullable = false, length = 512)
        String resourceOwner) {

    /** These details as columns. */
    public static StoredDetails of(ObjectDetails details) {
        return new StoredDetails(
                details.sequence(),
                details.creationDate(),
                details.changeDate(),
                details.resourceOwner().value());
    }

    /** These columns as details. */
    public ObjectDetails details() {
        return new ObjectDetails(sequence, creationDate, changeDate, new ResourceOwner(resourceOwner));
    }
}
