package dev.passlink.server.wire;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import org.jspecify.annotations.Nullable;

/** Pages of lists, as all of Passlink's own services have them: a limit, and a token that says where a page begins. */
final class Paging {

    private static final int DEFAULT_LIMIT = 100;

    private Paging() {}

    /** How many are asked for, as yet unchecked. */
    static int limit(int asked) {
        return asked == 0 ? DEFAULT_LIMIT : asked;
    }

    /**
     * Where a page begins: a number; that this is all a token says is nobody else's business.
     *
     * @param digits how many the greatest such number has, at most 18
     * @return {@code null} for the first page
     * @throws Rejected {@link Failure.RequestInvalid} if it is no such token
     */
    static @Nullable Long beginning(String token, int digits) {
        if (token.isEmpty()) {
            return null;
        }
        if (!token.matches("[0-9]{1," + digits + "}")) {
            throw new Rejected(new Failure.RequestInvalid("page_token is not one that was given"));
        }
        return Long.valueOf(token);
    }

    /** The token of the page that begins there; empty if there is none. */
    static String token(@Nullable Number beginning) {
        return beginning == null ? "" : beginning.toString();
    }
}
