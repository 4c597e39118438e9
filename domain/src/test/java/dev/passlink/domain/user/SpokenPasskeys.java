package dev.passlink.domain.user;

import dev.passlink.domain.user.Credential.Trait;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.axonframework.messaging.MetaData;

/** Authenticators without cryptography: the right answer to a ceremony says the id of its passkey. */
final class SpokenPasskeys implements PasskeyVerifier, CredentialClaims {

    private final Set<CredentialId> claimed = new HashSet<>();

    static String answerOf(PasskeyId passkeyId) {
        return passkeyId.value();
    }

    static Credential credentialOf(PasskeyId passkeyId) {
        String id = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(passkeyId.value().getBytes(StandardCharsets.UTF_8));
        return new Credential(
                new CredentialId(id),
                "cGs",
                0,
                "00000000-0000-0000-0000-000000000000",
                Set.of(Trait.USER_VERIFIED),
                Set.of("internal"),
                "none");
    }

    @Override
    public Answer verify(Ceremony ceremony, String response) {
        PasskeyId asked = ceremony.passkey().passkeyId();
        return response.equals(answerOf(asked))
                ? new Answer.Verified(credentialOf(asked))
                : new Answer.Failed("CHALLENGE");
    }

    @Override
    public boolean claim(CredentialId credentialId, UserId claimedBy, MetaData metaData) {
        return claimed.add(credentialId);
    }

    /** Somebody else has it. */
    void claimed(PasskeyId passkeyId) {
        claimed.add(credentialOf(passkeyId).id());
    }
}
