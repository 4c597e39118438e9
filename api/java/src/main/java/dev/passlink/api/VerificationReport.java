package dev.passlink.api;

import dev.passlink.projection.ReadModel;
import java.util.Map;

/**
 * What a verification came to.
 *
 * @param users    how many users' histories were replayed
 * @param events   how many events they have
 * @param findings how many {@linkplain Finding findings} there are
 * @param clear    how many events hold personal data in clear text, which nobody can erase: those of users that were added
 *     before it was encrypted
 * @param behind   users of whom a read model had not seen all events yet, and showed what the earlier ones make of them:
 *     that is lag, and no finding; read models without any are left out
 */
public record VerificationReport(long users, long events, long findings, long clear, Map<ReadModel, Long> behind) {

    /** A copy that nobody can change. */
    public VerificationReport {
        behind = Map.copyOf(behind);
    }

    /** Whether nothing was found. */
    public boolean isClean() {
        return findings == 0;
    }
}
