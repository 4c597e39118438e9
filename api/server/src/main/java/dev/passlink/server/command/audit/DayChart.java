package dev.passlink.server.command.audit;

import static java.util.Locale.ROOT;

import dev.passlink.projection.audit.AuditTotals;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How many events there were from the first day to the last, as columns; so many days in each that there are not too many.
 *
 * @param days those with events, in order
 */
record DayChart(List<Day> days) {

    private static final int MOST_COLUMNS = 90;
    private static final int HEIGHT = 60;
    private static final DateTimeFormatter NAMED = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);

    /** How many events a day has. */
    record Day(LocalDate date, long events) {}

    static DayChart of(List<AuditTotals.Count> days) {
        return new DayChart(days.stream()
                .map(day -> new Day(LocalDate.parse(day.of()), day.events()))
                .toList());
    }

    Optional<LocalDate> first() {
        return days.stream().findFirst().map(Day::date);
    }

    Optional<LocalDate> last() {
        return days.isEmpty()
                ? Optional.empty()
                : Optional.of(days.get(days.size() - 1).date());
    }

    /** The picture; none of a single day. */
    String svg() {
        if (days.size() < 2) {
            return "";
        }
        LocalDate first = first().orElseThrow();
        long span = ChronoUnit.DAYS.between(first, last().orElseThrow()) + 1;
        int daysOfColumn = (int) ((span + MOST_COLUMNS - 1) / MOST_COLUMNS);
        int columns = (int) ((span + daysOfColumn - 1) / daysOfColumn);
        long[] events = new long[columns];
        LocalDate[] begin = new LocalDate[columns];
        for (Day day : days) {
            int column = (int) (ChronoUnit.DAYS.between(first, day.date()) / daysOfColumn);
            events[column] += day.events();
            begin[column] = begin[column] == null ? day.date() : begin[column];
        }
        long most = Arrays.stream(events).max().orElse(1);
        StringBuilder svg = new StringBuilder("<div class=\"chart\"><svg viewBox=\"0 0 ")
                .append(columns * 10)
                .append(' ')
                .append(HEIGHT)
                .append("\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Events by day\">\n");
        for (int column = 0; column < columns; column++) {
            if (events[column] > 0) {
                double height = Math.max(2, (double) HEIGHT * events[column] / most);
                svg.append(String.format(
                        ROOT,
                        "<a href=\"#d%s\"><title>%s: %d</title><rect x=\"%d\" y=\"%.1f\" width=\"8\" height=\"%.1f\"/></a>%n",
                        begin[column],
                        NAMED.format(first.plusDays((long) column * daysOfColumn)),
                        events[column],
                        column * 10 + 1,
                        HEIGHT - height,
                        height));
            }
        }
        return svg.append("</svg><p><span>")
                .append(NAMED.format(first))
                .append("</span><span>")
                .append(daysOfColumn == 1 ? "events by day" : "events by " + daysOfColumn + " days")
                .append("</span><span>")
                .append(NAMED.format(last().orElseThrow()))
                .append("</span></p></div>\n")
                .toString();
    }
}
