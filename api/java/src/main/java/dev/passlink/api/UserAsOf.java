package dev.passlink.api;

import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.passkey.PasskeyView;
import dev.passlink.projection.user.UserView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user as it was: what the live read models showed once they had seen so much of its stream, and no more.
 *
 * @param userId     the user
 * @param user       the user itself; {@code null} if it was removed
 * @param codes      its codes, in the order in which they were added; never with the code, nor with what it is derived from
 * @param passkeys   those it could sign in with, in the order in which their registration began
 * @param sequence   sequence of the last event that counts, at least 1
 * @param at         the time that was asked for, else that of the last event; by it a code's standing is told
 * @param owner      the organization that owned the user, or did until it was removed
 * @param unreadable sequences of events among those that this version cannot read, which the read models pass over
 */
public record UserAsOf(
        UserId userId,
        @Nullable UserView user,
        List<InitCodeView> codes,
        List<PasskeyView> passkeys,
        long sequence,
        Instant at,
        ResourceOwner owner,
        List<Long> unreadable) {

    public UserAsOf {
        codes = List.copyOf(codes);
        passkeys = List.copyOf(passkeys);
        unreadable = List.copyOf(unreadable);
    }

    /** Whether the user was there and not removed. */
    public boolean isThere() {
        return user != null;
    }
}
