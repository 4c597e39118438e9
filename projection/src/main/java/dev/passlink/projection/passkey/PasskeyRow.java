package dev.passlink.projection.passkey;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PasskeyState;
import dev.passlink.domain.user.UserHandle;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.fold.Row;
import dev.passlink.projection.fold.StoredDetails;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A passkey as a row: the whole fold, so that it can go on from here. */
@Entity
@Table(name = "passlink_passkey")
class PasskeyRow implements Row<PasskeyRow.Key, Passkey> {

    @Embeddable
    record Key(
            @Column(name = "generation") int generation,
            @Column(name = "user_id", length = 512) String userId,
            @Column(name = "passkey_id", length = 512) String passkeyId)
            implements Serializable {}

    @EmbeddedId
    private Key key;

    @Column(name = "rp_id", nullable = false)
    private String rpId;

    @Column(name = "user_handle", nullable = false, length = 96)
    private String userHandle;

    @Column(name = "code_id", length = 512)
    private @Nullable String codeId;

    @Enumerated(EnumType.STRING)
    @Column(name = "state", nullable = false, length = 32)
    private PasskeyState state;

    @Embedded
    private @Nullable StoredCredential credential;

    @Column(name = "name", length = 512)
    private @Nullable String name;

    @Column(name = "last_used_at", secondPrecision = 3)
    private @Nullable Instant lastUsedAt;

    @Embedded
    private StoredDetails details;

    /** For Hibernate, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    protected PasskeyRow() {}

    @SuppressWarnings("NullAway.Init") // show() fills the rest
    PasskeyRow(Key key, Passkey passkey) {
        this.key = key;
        show(passkey);
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public Passkey state() {
        return new Passkey(
                new PasskeyId(key.passkeyId()),
                rpId,
                new UserHandle(userHandle),
                codeId == null ? null : new CodeId(codeId),
                state,
                credential == null ? null : credential.credential(),
                name == null ? null : new PasskeyName(name),
                lastUsedAt,
                details.details());
    }

    @Override
    public final void show(Passkey passkey) {
        rpId = passkey.rpId();
        userHandle = passkey.userHandle().value();
        codeId = passkey.codeId() == null ? null : passkey.codeId().value();
        state = passkey.state();
        credential = passkey.credential() == null ? null : StoredCredential.of(passkey.credential());
        name = passkey.name() == null ? null : passkey.name().name();
        lastUsedAt = passkey.lastUsedAt();
        details = StoredDetails.of(passkey.details());
    }

    PasskeyView view() {
        return PasskeyView.of(new UserId(key.userId()), state());
    }

    /** What is signed in with; of a row with a credential only. */
    RegisteredCredential registered() {
        return RegisteredCredential.of(new UserId(key.userId()), state());
    }
}
