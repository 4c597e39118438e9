package dev.passlink.api.serialization;

import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;

/**
 * Encrypts personal data where it is stored, and decrypts it where it is read: with a key of its own for each incarnation
 * of a user, which is destroyed after the user was removed.
 */
public interface PersonalKeys {

    /**
     * For whoever needs no personal data: it is read as if it were erased, and none can be stored.
     */
    PersonalKeys NONE = new PersonalKeys() {
        @Override
        public byte[] encrypt(Use use, byte[] clear) {
            throw new IllegalStateException("no personal data is stored here");
        }

        @Override
        public Reading decrypt(Use use, byte[] encrypted) {
            return new Reading.Erased();
        }
    };

    /**
     * Encrypts; makes the key if there is none yet, in the transaction under way where that is one of the database of keys.
     *
     * @throws org.axonframework.modelling.command.ConcurrencyException if the key is destroyed, so that somebody else has
     *     removed the user meanwhile
     */
    byte[] encrypt(Use use, byte[] clear);

    /**
     * Decrypts.
     *
     * @throws RuntimeException if this cannot be told now but may be later: the database of keys is away, or this node does
     *     not know the key that the key is wrapped by
     */
    Reading decrypt(Use use, byte[] encrypted);

    /**
     * What is encrypted; bound to it, so that it is read nowhere else.
     *
     * @param type   stored name of the event or snapshot
     * @param userId whose data it is
     * @param key    the key of the incarnation
     */
    record Use(String type, UserId userId, PersonalKeyId key) {}

    /** What came of decrypting. */
    sealed interface Reading {

        /** The data. */
        record Clear(byte[] data) implements Reading {}

        /** The key is destroyed. */
        record Erased() implements Reading {}

        /** There is no such key, or the data is not what was encrypted with it. */
        record Unreadable() implements Reading {}
    }
}
