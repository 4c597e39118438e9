package dev.passlink.server.command.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Help.Ansi;

/** What the demo prints, for a terminal of 100 columns; with colours where there is one that wants them. */
public final class Transcript {

    private static final String INDENT = "    ";
    private static final int ROOM = 92;

    private final PrintWriter out;
    private final Ansi ansi;
    private int step;

    /**
     * @param out  where to
     * @param ansi whether in colour
     */
    public Transcript(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    /** Begins the next step. */
    void step(String title) {
        step++;
        out.println();
        out.println(styled("bold,fg(cyan)", "%2d  %s".formatted(step, title)));
    }

    /** A sentence. */
    void say(String sentence) {
        out.println(INDENT + sentence);
    }

    /** What goes over the wire or lies in a store: one line or several, broken where they are too long. */
    void show(String text) {
        text.lines().flatMap(line -> broken(line).stream()).forEach(this::quote);
    }

    private void quote(String line) {
        if (line.isBlank()) {
            gap();
        } else {
            out.println(INDENT + styled("faint", line));
        }
    }

    /** A line that must stay whole, to be copied. */
    void whole(String line) {
        out.println(line);
    }

    /** An empty line. */
    void gap() {
        out.println();
    }

    /** What the documents say and what happened must be the same. */
    void require(String what, Object expected, Object got) {
        if (!Objects.equals(expected, got)) {
            out.println(INDENT + styled("bold,fg(red)", "✗ " + what));
            throw new Deviation(what, expected, got);
        }
    }

    /** Something that held. */
    void confirm(String what) {
        out.println(INDENT + styled("fg(green)", "✓") + " " + what);
    }

    /** Columns with a head, each as wide as its widest cell. */
    void table(List<String> head, List<List<String>> rows) {
        StringBuilder format = new StringBuilder();
        for (int column = 0; column < head.size(); column++) {
            int at = column;
            int width =
                    rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
            format.append("%-")
                    .append(Math.max(width, head.get(column).length()))
                    .append("s  ");
        }
        out.println(INDENT
                + styled("bold", format.toString().formatted(head.toArray()).stripTrailing()));
        rows.forEach(row ->
                out.println(INDENT + format.toString().formatted(row.toArray()).stripTrailing()));
    }

    /** The last word. */
    public void ending(String sentence) {
        out.println();
        out.println(styled("bold,fg(green)", sentence));
        out.flush();
    }

    /** What went wrong, loudly. */
    public void failed(String why) {
        out.println();
        out.println(styled("bold,fg(red)", "The demo failed in step " + step + "."));
        out.println(INDENT + why);
    }

    private static List<String> broken(String line) {
        String hang = " ".repeat(line.length() - line.stripLeading().length() + 2);
        List<String> parts = new ArrayList<>();
        String rest = line;
        while (rest.length() > ROOM) {
            int end = end(rest);
            parts.add(rest.substring(0, end));
            rest = hang + rest.substring(end).strip();
        }
        parts.add(rest);
        return parts;
    }

    private static int end(String line) {
        int end = ROOM;
        while (end > ROOM / 2 && !mayBreak(line, end)) {
            end--;
        }
        return end > ROOM / 2 ? end : ROOM;
    }

    /** Between the parts of a link, of a JSON text or of a sentence. */
    private static boolean mayBreak(String line, int at) {
        return "?& ".indexOf(line.charAt(at)) >= 0 || line.charAt(at - 1) == ',';
    }

    private String styled(String style, String text) {
        return ansi.string("@|" + style + " " + text + "|@");
    }
}
