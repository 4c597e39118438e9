package dev.passlink.server.command;

import dev.passlink.api.engine.Rebuild.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows how far a rebuild is: a bar that changes in place on a terminal, else a line every few seconds. */
final class ProgressLine implements AutoCloseable {

    private static final int WIDTH = 30;
    private static final String PARTS = " ▏▎▍▌▋▊▉█";
    private static final boolean DRAWS_BLOCKS = Charset.forName(System.getProperty(
                    "native.encoding", Charset.defaultCharset().name()))
            .newEncoder()
            .canEncode(PARTS);

    private final PrintWriter out;
    private final boolean isTerminal;
    private @Nullable String last;

    private ProgressLine(PrintWriter out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** Where a person would see it: on the terminal, if the process has one. */
    static ProgressLine on(PrintWriter out) {
        return new ProgressLine(out, isTerminal(System.console()) && !"dumb".equals(System.getenv("TERM")));
    }

    /** Since Java 22 there is a console also where there is no terminal. */
    private static boolean isTerminal(@Nullable Console console) {
        try {
            return console != null
                    && Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
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
            out.println(text.strip());
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
                        progress.timeLeft()
                                .map(left -> ", " + inWords(left) + " left")
                                .orElse(""));
            case CATCHING_UP -> String.format(Locale.ROOT, "100 %%  catching up, %,d behind", progress.behind());
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
        if (!DRAWS_BLOCKS) {
            int full = (int) Math.round(ratio * WIDTH);
            return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "]";
        }
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
