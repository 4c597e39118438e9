package dev.passlink.projection.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BalanceTest {

    private static final Columns TABLE = new Columns("some_table", 2, List.of());
    private static final Columns OTHER = new Columns("other_table", 2, List.of());

    private final Balance balance = new Balance();

    @Test
    void whatIsThereAndDueIsEvenInWhateverOrder() {
        due(TABLE, row("ann", "a"));
        there(TABLE, row("bob", "b"), row("ann", "c"), row("ann", "a"));
        due(TABLE, row("ann", "c"), row("bob", "b"));

        assertThat(balance.unbalanced()).isEmpty();
    }

    @Test
    void theGenerationHasNoWeight() {
        there(TABLE, new Object[] {1, "ann", "a"});
        due(TABLE, new Object[] {2, "ann", "a"});

        assertThat(balance.unbalanced()).isEmpty();
    }

    @Test
    void whoHasTheRowsOfAnotherIsNotEven() {
        there(TABLE, row("ann", "b"), row("bob", "a"), row("carl", "c"));
        due(TABLE, row("ann", "a"), row("bob", "b"), row("carl", "c"));

        assertThat(balance.unbalanced()).containsExactlyInAnyOrder("ann", "bob");
    }

    @Test
    void aRowTooManyIsNotEven() {
        there(TABLE, row("ann", "a"), row("ann", "a"));
        due(TABLE, row("ann", "a"));

        assertThat(balance.unbalanced()).containsExactly("ann");
    }

    @Test
    void theSameRowInAnotherTableIsAnother() {
        there(TABLE, row("ann", "a"));
        due(OTHER, row("ann", "a"));

        assertThat(balance.unbalanced()).containsExactly("ann");
    }

    @Test
    void noTwoRowsWeighTheSame() {
        assertOthers(row("ann", (Object) null), row("ann", ""));
        assertOthers(row("ann", "ab", "c"), row("ann", "a", "bc"));
        assertOthers(row("ann", null, "a"), row("ann", "a", null));
        assertOthers(row("ann", "?"), row("ann", "\uD800"));
        assertOthers(row("ann", "x".repeat(10_000)), row("ann", "x".repeat(9_999) + "y"));
        assertOthers(row("ann", 1L), row("ann", "1"));
    }

    private static void assertOthers(@Nullable Object[] one, @Nullable Object[] other) {
        BalanceTest test = new BalanceTest();
        test.there(TABLE, one);
        test.due(TABLE, one);
        assertThat(test.balance.unbalanced()).isEmpty();
        test.there(TABLE, one);
        test.due(TABLE, other);
        assertThat(test.balance.unbalanced()).containsExactly("ann");
    }

    private void there(Columns table, @Nullable Object[]... rows) {
        try (Balance.Side side = balance.there(table)) {
            List.of(rows).forEach(side::put);
        }
    }

    private void due(Columns table, @Nullable Object[]... rows) {
        try (Balance.Side side = balance.due(table)) {
            List.of(rows).forEach(side::put);
        }
    }

    private static @Nullable Object[] row(String userId, @Nullable Object... values) {
        @Nullable Object[] row = new @Nullable Object[2 + values.length];
        row[0] = 1;
        row[1] = userId;
        System.arraycopy(values, 0, row, 2, values.length);
        return row;
    }
}
