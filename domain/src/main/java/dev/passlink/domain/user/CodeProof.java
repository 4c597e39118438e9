package dev.passlink.domain.user;

import java.util.Map;

/**
 * A presented code on its way to the aggregate: not the code, but PRFs of it, one under each key that the presenting node
 * holds (behaviour C2). Whether it was the right code is for the {@link CodeVerifier} to say.
 *
 * @param prfs by key id, the PRF as lower-case hexadecimal digits
 */
public record CodeProof(Map<Integer, String> prfs) {

    public CodeProof {
        prfs = Map.copyOf(prfs);
    }

    /** Names the keys, not the PRFs. */
    @Override
    public String toString() {
        return "CodeProof" + prfs.keySet();
    }
}
