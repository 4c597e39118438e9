package dev.passlink.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.passlink.server.command.PasslinkCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;

/** {@code java -jar passlink.jar}: the command line. */
public final class Main {

    private Main() {}

    /**
     * @param args a command and its options, see {@code --help}
     */
    public static void main(String... args) {
        CommandLine line = PasslinkCommand.line(System.getenv());
        line.setOut(terminal(System.out)).setErr(terminal(System.err));
        System.exit(line.execute(args));
    }

    /** A process without a locale is told that its terminal is ASCII, which hardly any is. */
    private static PrintWriter terminal(PrintStream stream) {
        Charset charset = Charset.forName(System.getProperty("stdout.encoding", System.getProperty("native.encoding")));
        return new PrintWriter(stream, true, charset.equals(US_ASCII) ? UTF_8 : charset);
    }
}
