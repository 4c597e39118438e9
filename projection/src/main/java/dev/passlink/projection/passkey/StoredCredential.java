package dev.passlink.projection.passkey;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import dev.passlink.domain.user.Credential;
import dev.passlink.domain.user.Credential.Trait;
import dev.passlink.domain.user.CredentialId;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.Arrays;
import java.util.Set;

/**
 * A credential as columns of a row. Sets are in the order of their names, with commas between them, so that the same set is
 * always the same text.
 */
@Embeddable
record StoredCredential(
        @Column(name = "credential_id", length = 1364) String id,
        @Column(name = "public_key", length = 2731) String publicKey,
        @Column(name = "sign_count") long signCount,
        @Column(name = "aaguid") String aaguid,
        @Column(name = "traits", length = 128) String traits,
        @Column(name = "transports", length = 1024) String transports,
        @Column(name = "attestation_type") String attestationType) {

    static StoredCredential of(Credential credential) {
        return new StoredCredential(
                credential.id().value(),
                credential.publicKey(),
                credential.signCount(),
                credential.aaguid(),
                credential.traits().stream().map(Trait::name).sorted().collect(joining(",")),
                credential.transports().stream().sorted().collect(joining(",")),
                credential.attestationType());
    }

    Credential credential() {
        return new Credential(
                new CredentialId(id),
                publicKey,
                signCount,
                aaguid,
                parts(traits).stream().map(Trait::valueOf).collect(toSet()),
                parts(transports),
                attestationType);
    }

    private static Set<String> parts(String text) {
        return text.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(text.split(",", -1)));
    }
}
