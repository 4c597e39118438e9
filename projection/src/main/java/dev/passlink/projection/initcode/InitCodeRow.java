package dev.passlink.projection.initcode;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.CodeState;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.MailFailure;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.UrlTemplate;
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

/** A code as a row: the whole fold, so that it can go on from here. The code itself cannot be had from it. */
@Entity
@Table(name = "passlink_init_code")
class InitCodeRow implements Row<InitCodeRow.Key, InitCode> {

    @Embeddable
    record Key(
            @Column(name = "generation") int generation,
            @Column(name = "user_id", length = 512) String userId,
            @Column(name = "code_id", length = 512) String codeId)
            implements Serializable {}

    @EmbeddedId
    private Key key;

    @Column(name = "nonce", nullable = false, length = 32)
    private String nonce;

    @Column(name = "key_id", nullable = false)
    private int keyId;

    @Column(name = "code_length", nullable = false)
    private int codeLength;

    @Enumerated(EnumType.STRING)
    @Column(name = "medium", nullable = false, length = 32)
    private Medium medium;

    @Column(name = "url_template", length = 512)
    private @Nullable String urlTemplate;

    @Column(name = "expires_at", nullable = false, secondPrecision = 3)
    private Instant expiresAt;

    @Column(name = "max_attempts", nullable = false)
    private int maxAttempts;

    @Column(name = "max_failed_ceremonies", nullable = false)
    private int maxFailedCeremonies;

    @Enumerated(EnumType.STRING)
    @Column(name = "state", nullable = false, length = 32)
    private CodeState state;

    @Enumerated(EnumType.STRING)
    @Column(name = "mail_state", nullable = false, length = 32)
    private MailState mail;

    @Column(name = "mail_failure_reason")
    private @Nullable String mailFailureReason;

    @Column(name = "mail_failed_at", secondPrecision = 3)
    private @Nullable Instant mailFailedAt;

    @Column(name = "failed_checks", nullable = false)
    private int failedChecks;

    @Column(name = "failed_ceremonies", nullable = false)
    private int failedCeremonies;

    @Column(name = "closed_at", secondPrecision = 3)
    private @Nullable Instant closedAt;

    @Embedded
    private StoredDetails details;

    /** For Hibernate, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    protected InitCodeRow() {}

    @SuppressWarnings("NullAway.Init") // show() fills the rest
    InitCodeRow(Key key, InitCode code) {
        this.key = key;
        show(code);
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public InitCode state() {
        return new InitCode(
                new CodeId(key.codeId()),
                new CodeSeed(nonce, keyId),
                codeLength,
                medium,
                urlTemplate == null ? null : new UrlTemplate(urlTemplate),
                expiresAt,
                maxAttempts,
                maxFailedCeremonies,
                state,
                mail,
                mailFailure(),
                failedChecks,
                failedCeremonies,
                closedAt,
                details.details());
    }

    private @Nullable MailFailure mailFailure() {
        return mailFailureReason == null || mailFailedAt == null
                ? null
                : new MailFailure(mailFailureReason, mailFailedAt);
    }

    @Override
    public final void show(InitCode code) {
        nonce = code.seed().nonce();
        keyId = code.seed().keyId();
        codeLength = code.codeLength();
        medium = code.medium();
        urlTemplate = code.urlTemplate() == null ? null : code.urlTemplate().value();
        expiresAt = code.expiresAt();
        maxAttempts = code.maxAttempts();
        maxFailedCeremonies = code.maxFailedCeremonies();
        state = code.state();
        mail = code.mail();
        mailFailureReason =
                code.mailFailure() == null ? null : code.mailFailure().reason();
        mailFailedAt = code.mailFailure() == null ? null : code.mailFailure().at();
        failedChecks = code.failedChecks();
        failedCeremonies = code.failedCeremonies();
        closedAt = code.closedAt();
        details = StoredDetails.of(code.details());
    }

    InitCodeView view() {
        return InitCodeView.of(new UserId(key.userId()), state());
    }
}
