package dev.passlink.domain.user.event;

import dev.passlink.domain.RequestFingerprint;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.UrlTemplate;
import dev.passlink.domain.user.UserId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A code was added and is good from now on, within the limits recorded here.
 *
 * @param userId              the user
 * @param codeId              the code
 * @param seed                what the code is derived from, beside the key
 * @param codeLength          characters of the code, 12 to 64
 * @param expiry              how long after this event's timestamp the code is good
 * @param maxAttempts         wrong guesses that lock it
 * @param maxFailedCeremonies failed ceremonies that lock it
 * @param medium              how it reaches the person
 * @param requestFingerprint  recognizes repetitions of the request (behaviour O7); {@code null}, and absent where it is
 *     stored, if the request had no idempotency key
 * @param urlTemplate         how its link is written; {@code null}, and absent where it is stored, if as usual
 */
public record PasswordlessInitCodeAdded(
        UserId userId,
        CodeId codeId,
        CodeSeed seed,
        int codeLength,
        Duration expiry,
        int maxAttempts,
        int maxFailedCeremonies,
        Medium medium,
        @Nullable RequestFingerprint requestFingerprint,
        @Nullable UrlTemplate urlTemplate)
        implements InitCodeEvent {}
