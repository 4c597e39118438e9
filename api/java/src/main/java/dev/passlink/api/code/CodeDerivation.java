package dev.passlink.api.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.f4b6a3.tsid.TsidFactory;
import com.google.crypto.tink.prf.Prf;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeProof;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.CodeVerifier;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.UserId;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Derives codes from keys and seeds, and tells right codes from wrong ones (behaviour C1, C2). A code is never stored: who
 * needs it derives it again. Thread-safe.
 */
public final class CodeDerivation implements CodeVerifier {

    private static final String CODE = "passlink/code/v1";
    private static final String PRESENTED_CODE = "passlink/presented-code/v1";
    private static final int NONCE_BYTES = 16;
    private static final int PROOF_BYTES = 32;
    private static final int LONGEST_CODE = 64;
    private static final String NEVER_A_CODE = "";

    private static final HexFormat HEX = HexFormat.of();

    private final SecureRandom random = new SecureRandom();
    // No node number to hand out: all 22 bits beside the time start at random in every millisecond.
    private final TsidFactory ids =
            TsidFactory.builder().withNodeBits(0).withRandom(random).build();
    private final Supplier<Keyset<Map<Integer, Prf>>> keyset;

    private CodeDerivation(Supplier<Keyset<Map<Integer, Prf>>> keyset) {
        this.keyset = keyset;
    }

    /** Derivation from these keys for good. */
    public static CodeDerivation with(Keyset<Map<Integer, Prf>> keyset) {
        return new CodeDerivation(() -> keyset);
    }

    /**
     * Derivation from the keys of a file, which is read again within about a second after it has changed. A file that has
     * become unusable is reported in the log, and the keys last read stay in force.
     *
     * @throws UnusableKeyset if the file cannot be read now
     */
    public static CodeDerivation watching(KeysetFile<Map<Integer, Prf>> file) {
        return new CodeDerivation(file.watched());
    }

    /** A fresh code id: a TSID, a number in decimal digits that rises with time and is random beside it. */
    public CodeId newCodeId() {
        return new CodeId(Long.toString(ids.create().toLong()));
    }

    /** A fresh nonce under the primary key. */
    public CodeSeed newSeed() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return new CodeSeed(HEX.formatHex(nonce), keyset.get().primaryId());
    }

    /**
     * The code, in clear: for the link and for nothing else.
     *
     * @param userId the user the code belongs to
     * @param code   the code, its details naming the organization it was added in
     * @return 12 to 64 characters out of A–Z, a–z and 0–9, always the same for the same code
     * @throws Rejected {@link Failure.CodeInvalid} if the code's key is retired, {@link Failure.Unavailable} if this node
     *                  does not know it
     */
    public String derive(UserId userId, InitCode code) {
        Keyset<Map<Integer, Prf>> keys = keyset.get();
        int keyId = code.seed().keyId();
        Prf prf = keys.use().get(keyId);
        if (prf != null) {
            return derive(prf, userId, code);
        }
        if (isRetired(keys, keyId)) {
            throw new Rejected(new Failure.CodeInvalid());
        }
        throw new Rejected(new Failure.Unavailable("The key of this registration link is not known here yet."));
    }

    /**
     * What of a presented code travels to the aggregate.
     *
     * @param userId    whose code it is said to be
     * @param codeId    which code it is said to be
     * @param presented what was presented; what is longer than any code is as wrong as the empty text
     */
    public CodeProof prove(UserId userId, CodeId codeId, String presented) {
        String bounded = presented.length() <= LONGEST_CODE ? presented : NEVER_A_CODE;
        Map<Integer, String> prfs = new HashMap<>();
        keyset.get().use().forEach((keyId, prf) -> prfs.put(keyId, proof(prf, userId, codeId, bounded)));
        return new CodeProof(prfs);
    }

    @Override
    public Answer verify(UserId userId, InitCode code, CodeProof proof) {
        Keyset<Map<Integer, Prf>> keys = keyset.get();
        int keyId = code.seed().keyId();
        if (isRetired(keys, keyId)) {
            return Answer.KEY_RETIRED;
        }
        Prf prf = keys.use().get(keyId);
        String presented = proof.prfs().get(keyId);
        if (prf == null || presented == null) {
            return Answer.KEY_UNKNOWN;
        }
        String right = proof(prf, userId, code.codeId(), derive(prf, userId, code));
        return MessageDigest.isEqual(right.getBytes(UTF_8), presented.getBytes(UTF_8)) ? Answer.RIGHT : Answer.WRONG;
    }

    private static boolean isRetired(Keyset<Map<Integer, Prf>> keys, int keyId) {
        return keys.state(keyId).equals(Optional.of(KeysetKey.State.RETIRED));
    }

    private static String derive(Prf prf, UserId userId, InitCode code) {
        byte[] input = LabelledFields.labelled(CODE)
                .and(HEX.parseHex(code.seed().nonce()))
                .and(userId.value())
                .and(code.details().resourceOwner().value())
                .and(code.codeId().value())
                .bytes();
        try {
            return CodeAlphabet.spell(prf, input, code.codeLength());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the code cannot be derived", e);
        }
    }

    private static String proof(Prf prf, UserId userId, CodeId codeId, String code) {
        byte[] input = LabelledFields.labelled(PRESENTED_CODE)
                .and(userId.value())
                .and(codeId.value())
                .and(code)
                .bytes();
        try {
            return HEX.formatHex(prf.compute(input, PROOF_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the proof cannot be computed", e);
        }
    }
}
