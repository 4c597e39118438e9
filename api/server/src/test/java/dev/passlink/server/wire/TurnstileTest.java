package dev.passlink.server.wire;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.domain.Caller;
import dev.passlink.domain.Rejected;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class TurnstileTest {

    private static final Caller ADA = Caller.of("ada", "acme");

    private final Turnstile turnstile = new Turnstile();
    private final Deque<Runnable> inside = new ArrayDeque<>();

    @Test
    void nobodyComesInMoreOftenThanThereArePlacesForOne() {
        fill();

        assertThatThrownBy(() -> turnstile.enter(ADA))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("OVERLOADED");
    }

    @Test
    void aPlaceThatIsLeftIsFreeAgain() {
        fill();
        inside.pop().run();

        assertThatNoException().isThrownBy(() -> turnstile.enter(ADA));
        assertThatThrownBy(() -> turnstile.enter(ADA)).isInstanceOf(Rejected.class);
    }

    @Test
    void othersAreNotKeptOut() {
        fill();

        assertThatNoException().isThrownBy(() -> turnstile.enter(Caller.of("ben", "acme")));
        assertThatNoException().isThrownBy(() -> turnstile.enter(Caller.of("ada", "other")));
    }

    private void fill() {
        for (int i = 0; i < Turnstile.PLACES; i++) {
            inside.push(turnstile.enter(ADA));
        }
    }
}
