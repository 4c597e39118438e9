package dev.passlink.server.command;

import dev.passlink.server.Node;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serve}: the server, until the process is told to end. */
@Command(
        name = "serve",
        description = {
            "Serves until it is told to end by SIGTERM or Ctrl-C; then it finishes what is in flight.",
            "Without any setting: on http://localhost:8080, with a database of its own in ./data."
        })
final class ServeCommand implements Callable<Integer> {

    @ParentCommand
    private PasslinkCommand passlink;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Node node = Node.start(passlink.settings());
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "shutdown"));
        PrintWriter out = spec.commandLine().getOut();
        node.addresses().forEach((what, url) -> out.printf("%-8s %s%n", what, url));
        out.flush();
        new CountDownLatch(1).await(); // the hook ends the process
        return CommandLine.ExitCode.OK;
    }
}
