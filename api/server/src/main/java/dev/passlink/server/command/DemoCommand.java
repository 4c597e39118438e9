package dev.passlink.server.command;

import dev.passlink.server.command.demo.Demo;
import dev.passlink.server.command.demo.Deviation;
import dev.passlink.server.command.demo.Scene;
import dev.passlink.server.command.demo.Transcript;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the main job in one process, in a folder of its own that is deleted afterwards. */
@Command(
        name = "demo",
        description = {
            "Shows the main job in one process: a server, a mail sink, a user and the four operations.",
            "Nothing needs to be configured, and no setting is read. Exits 0 only if each step answered as documented."
        })
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--keep", description = "Goes on serving until Ctrl-C, so that the link can be opened.")
    private boolean keep;

    @Override
    public Integer call() throws InterruptedException {
        Transcript transcript = new Transcript(spec.commandLine().getOut(), Ansi.AUTO);
        try (Scene scene = Scene.open()) {
            Runtime.getRuntime().addShutdownHook(new Thread(scene::close, "shutdown"));
            new Demo(scene, transcript).run();
            if (keep) {
                transcript.ending("Still serving; Ctrl-C ends it and deletes everything.");
                new CountDownLatch(1).await(); // the hook ends the process
            }
            transcript.ending("Every step answered as documented.");
            return CommandLine.ExitCode.OK;
        } catch (Deviation e) {
            transcript.failed(String.valueOf(e.getMessage()));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
