package dev.passlink.api.code;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeProof;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.CodeVerifier;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.UserId;

/** Derives codes and checks presented ones. */
public final class CodeDerivation implements CodeVerifier {

    /** A fresh code id. */
    public CodeId newCodeId() {
        throw new UnsupportedOperationException();
    }

    /** A fresh nonce under the primary key. */
    public CodeSeed newSeed() {
        throw new UnsupportedOperationException();
    }

    /** The code, in clear. */
    public String derive(UserId userId, InitCode code) {
        throw new UnsupportedOperationException();
    }

    /** What of a presented code travels to the aggregate. */
    public CodeProof prove(UserId userId, CodeId codeId, String presented) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Answer verify(UserId userId, InitCode code, CodeProof proof) {
        throw new UnsupportedOperationException();
    }
}
