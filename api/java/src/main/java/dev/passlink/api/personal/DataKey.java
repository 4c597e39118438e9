package dev.passlink.api.personal;

import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/**
 * The key of one incarnation's personal data, as it is stored.
 *
 * @param id      its id
 * @param userId  whose it is
 * @param wrapped the key, encrypted; {@code null} if it is destroyed
 */
public record DataKey(
        PersonalKeyId id, UserId userId, @Nullable Wrapped wrapped) {

    /**
     * A key, encrypted by another.
     *
     * @param by    id of the key that it is encrypted by
     * @param bytes the encrypted key
     */
    public record Wrapped(int by, byte[] bytes) {}
}
