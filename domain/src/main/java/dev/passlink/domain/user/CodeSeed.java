package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;

/**
 * What a code is derived from, beside the key itself and the ids (behaviour C2). Useless to whoever has no key, so it may
 * be stored and exported.
 *
 * @param nonce 128 random bits as 32 lower-case hexadecimal digits
 * @param keyId id of the key in the keyset; any 32-bit number
 */
public record CodeSeed(String nonce, int keyId) {

    /** @throws Rejected {@link Failure.RequestInvalid} if the nonce is not 32 lower-case hexadecimal digits */
    public CodeSeed {
        if (!nonce.matches("[0-9a-f]{32}")) {
            throw new Rejected(new Failure.RequestInvalid("nonce must be 32 hexadecimal digits"));
        }
    }
}
