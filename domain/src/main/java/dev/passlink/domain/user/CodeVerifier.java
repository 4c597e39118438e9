package dev.passlink.domain.user;

/** Decides whether a presented code is the right one; the domain itself knows no cryptography (behaviour C2). */
public interface CodeVerifier {

    /**
     * Compares in constant time.
     *
     * @param userId the user the code belongs to
     * @param code   the code as the aggregate remembers it, its details naming the organization it was added in
     * @param proof  what was presented
     */
    Answer verify(UserId userId, InitCode code, CodeProof proof);

    /** What became of the comparison. */
    enum Answer {
        RIGHT,
        WRONG,
        /** The code's key was retired: its codes are invalid, and nothing is counted. */
        KEY_RETIRED,
        /** The code's key is unknown to this node or to the one that took the code: nobody can tell, nothing is counted. */
        KEY_UNKNOWN
    }
}
