package dev.passlink.api;

import dev.passlink.domain.Rejected;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Answers, for whoever has nothing to do until they come. */
final class Answers {

    private Answers() {}

    /**
     * The answer.
     *
     * @throws Rejected if it was refused
     */
    static <T> T of(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Rejected rejected) {
                throw new Rejected(rejected.failure());
            }
            throw e;
        }
    }
}
