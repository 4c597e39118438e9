package dev.passlink.domain.user;

import java.util.Map;

/** Codes without cryptography: the right proof of a code is its id, said under the code's key. */
final class SpokenCodes implements CodeVerifier {

    static final int KEY = 1;
    static final int RETIRED_KEY = 2;
    static final int UNKNOWN_KEY = 3;

    static CodeProof rightProofOf(CodeId codeId) {
        return new CodeProof(Map.of(KEY, codeId.value(), RETIRED_KEY, codeId.value()));
    }

    static CodeProof wrongProof() {
        return new CodeProof(Map.of(KEY, "a guess", RETIRED_KEY, "a guess"));
    }

    @Override
    public Answer verify(UserId userId, InitCode code, CodeProof proof) {
        int keyId = code.seed().keyId();
        if (keyId == RETIRED_KEY) {
            return Answer.KEY_RETIRED;
        }
        String prf = proof.prfs().get(keyId);
        if (prf == null) {
            return Answer.KEY_UNKNOWN;
        }
        return prf.equals(code.codeId().value()) ? Answer.RIGHT : Answer.WRONG;
    }
}
