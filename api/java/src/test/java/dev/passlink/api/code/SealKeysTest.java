package dev.passlink.api.code;

import static dev.passlink.api.code.KeysetKey.State.RETIRED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealKeysTest {

    private static final byte[] CHECKPOINT = "checkpoint".getBytes(UTF_8);

    @TempDir
    Path folder;

    private KeysetFile<SealKeys> file;

    @BeforeEach
    void create() {
        file = new KeysetFile<>(KeysetKind.SEALS, folder.resolve("seal-keyset.json"));
        file.create();
    }

    @Test
    void whatWasSignedBeforeARotationIsStillChecked() throws GeneralSecurityException {
        byte[] signature = SealKeys.in(file).signer().sign(CHECKPOINT);
        file.rotate();
        assertThatCode(() -> SealKeys.in(file).verifier().verify(signature, CHECKPOINT))
                .doesNotThrowAnyException();
    }

    @Test
    void aRetiredKeyLosesItsSecretButItsSignaturesAreStillChecked() throws GeneralSecurityException {
        byte[] signature = SealKeys.in(file).signer().sign(CHECKPOINT);
        int first = SealKeys.in(file).primaryId();
        file.rotate();
        file.retire(first);

        assertThat(file.read().state(first)).contains(RETIRED);
        assertThat(file.read().toJson()).containsOnlyOnce("Ed25519PrivateKey").contains("Ed25519PublicKey");
        assertThatCode(() -> SealKeys.in(file).verifier().verify(signature, CHECKPOINT))
                .doesNotThrowAnyException();
        assertThat(SealKeys.in(file).primaryId()).isNotEqualTo(first);
    }

    @Test
    void anotherTextOrAnotherKeysetsSignatureIsRefused() throws GeneralSecurityException {
        SealKeys keys = SealKeys.in(file);
        byte[] signature = keys.signer().sign(CHECKPOINT);
        assertThatThrownBy(() -> keys.verifier().verify(signature, "another".getBytes(UTF_8)))
                .isInstanceOf(GeneralSecurityException.class);
        byte[] foreign = Keyset.generate(KeysetKind.SEALS).use().signer().sign(CHECKPOINT);
        assertThatThrownBy(() -> keys.verifier().verify(foreign, CHECKPOINT))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void aKeysetOfAnotherKindIsRefused() {
        Path codes = folder.resolve("keyset.json");
        new KeysetFile<>(KeysetKind.CODES, codes).create();
        assertThatThrownBy(() -> new KeysetFile<>(KeysetKind.SEALS, codes).read())
                .isInstanceOf(UnusableKeyset.class);
    }
}
