package dev.passlink.api.serialization;

import org.jspecify.annotations.Nullable;

/**
 * Keys of personal data for what an application configures before Passlink is there. Nothing can be stored or read with
 * them until Passlink has been installed and brought its own.
 */
public final class LatePersonalKeys implements PersonalKeys {

    private volatile @Nullable PersonalKeys known;

    /** From now on these; also in place of those of a Passlink that was closed. */
    public void bind(PersonalKeys keys) {
        known = keys;
    }

    @Override
    public byte[] encrypt(Use use, byte[] clear) {
        return known().encrypt(use, clear);
    }

    @Override
    public Reading decrypt(Use use, byte[] encrypted) {
        return known().decrypt(use, encrypted);
    }

    private PersonalKeys known() {
        PersonalKeys keys = known;
        if (keys == null) {
            throw new IllegalStateException(
                    "events of users hold personal data that is encrypted, and Passlink, which has"
                            + " the keys, is not installed in this configuration or not there yet; see docs/embedding.md");
        }
        return keys;
    }
}
