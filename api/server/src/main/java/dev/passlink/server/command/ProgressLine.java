package dev.passlink.server.command;

import dev.passlink.api.engine.Rebuild.Phase;
import dev.passlink.api.engine.Rebuild.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows how far a rebuild is: a bar that changes in place on a terminal, else a line every few seconds. */
final class ProgressLine implements AutoCloseable {

    private static final int WIDTH = 30;
    private static final String PARTS = " ▏▎▍▌▋▊▉█";

    private final PrintStream out;
    private final boolean isTerminal;
    private @Nullable String last;

    private ProgressLine(PrintStream out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** On standard error; it is taken for a terminal if the process has one. */
    static ProgressLine on(PrintStream out) {
        return new ProgressLine(out, System.console() != null && !"dumb".equals(System.getenv("TERM")));
    }

    /** How often to show it. */
    long everyMillis() {
        return isTerminal ? 100 : 3_000;
    }

    void show(Progress progress) {
        String text = text(progress);
        if (isTerminal) {
            out.print("\r" + bar(progress.ratio()) + " " + text + "\u001b[K");
            out.flush();
        } else if (!text.equals(last)) {
            out.println(text);
        }
        last = text;
    }

    private static String text(Progress progress) {
        return switch (progress.phase()) {
            case FILLING ->
                String.format(
                        Locale.ROOT,
                        "%3.0f %%  %,d of about %,d events, %,d a second%s",
                        progress.ratio() * 100,
                        progress.events(),
                        progress.eventsInAll(),
                        progress.eventsPerSecond(),
                        progress.timeLeft().map(left -> ", " + inWords(left) + " left").orElse(""));
            case CATCHING_UP ->
                String.format(Locale.ROOT, "100 %%  catching up, %,d behind", progress.behind());
            case CLEANING -> "100 %  queries see the new rows; removing the old ones";
            case CANCELLING -> "removing what was made";
        };
    }

    private static String inWords(Duration left) {
        if (left.toHours() > 0) {
            return left.toHours() + " h " + left.toMinutesPart() + " min";
        }
        return left.toMinutes() > 0
                ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                : left.toSeconds() + " s";
    }

    private static String bar(double ratio) {
        int eighths = (int) Math.round(ratio * WIDTH * 8);
        String full = "█".repeat(eighths / 8);
        String part = eighths % 8 == 0 ? "" : PARTS.substring(eighths % 8, eighths % 8 + 1);
        return "▕" + full + part + " ".repeat(WIDTH - full.length() - part.length()) + "▏";
    }

    /** Whatever comes next is on a line of its own. */
    @Override
    public void close() {
        if (isTerminal && last != null) {
            out.println();
        }
    }
}
