package dev.passlink.server.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.projection.audit.AuditTotals.Count;
import java.util.List;
import org.junit.jupiter.api.Test;

class DayChartTest {

    @Test
    void aSingleDayIsNoPicture() {
        assertThat(DayChart.of(List.of(new Count("2026-11-21", 7))).svg()).isEmpty();
        assertThat(DayChart.of(List.of()).svg()).isEmpty();
    }

    @Test
    void aColumnStandsForADayAndLeadsToIt() {
        String svg = DayChart.of(List.of(new Count("2026-11-19", 1), new Count("2026-11-21", 4)))
                .svg();

        assertThat(svg)
                .contains("<a href=\"#d2026-11-19\"><title>19 Nov 2026: 1</title><rect x=\"1\" y=\"45.0\"")
                .contains("<a href=\"#d2026-11-21\"><title>21 Nov 2026: 4</title><rect x=\"21\" y=\"0.0\"")
                .contains("events by day");
    }

    @Test
    void manyYearsFitIntoNinetyColumnsAndNoEventIsLost() {
        String svg = DayChart.of(
                        List.of(new Count("2006-01-01", 1), new Count("2026-12-30", 2), new Count("2026-12-31", 3)))
                .svg();

        assertThat(svg).contains("events by 86 days").contains(": 5</title>").contains(": 1</title>");
        assertThat(svg.split("<rect ", -1)).hasSize(3);
    }
}
