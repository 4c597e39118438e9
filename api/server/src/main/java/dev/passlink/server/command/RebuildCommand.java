package dev.passlink.server.command;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.passlink.api.RebuildOffice;
import dev.passlink.api.engine.Rebuild;
import dev.passlink.api.engine.RebuildRefused;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.projection.ReadModel;
import dev.passlink.server.CannotRun;
import dev.passlink.server.Settings;
import dev.passlink.server.StoreBesideServer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code rebuild}: makes read models anew beside those that queries see. Works while a server runs. */
@Command(
        name = "rebuild",
        description = {
            "Makes read models anew from all events, beside the rows that queries see until the new ones have caught up.",
            "Works while a server runs. Interrupted at any moment, the same command goes on where it was."
        })
final class RebuildCommand implements Runnable {

    @ParentCommand
    private PasslinkCommand passlink;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PROJECTION",
            arity = "0..*",
            completionCandidates = Names.class,
            description = "Which: ${COMPLETION-CANDIDATES}. Default: all")
    private List<String> projections = List.of();

    @Option(names = "--cancel", description = "Drops what an unfinished rebuild has made. Queries never saw it.")
    private boolean cancel;

    @Override
    public void run() {
        ReadModel[] readModels =
                projections.stream().distinct().map(this::named).toArray(ReadModel[]::new);
        if (cancel && readModels.length > 0) {
            throw new ParameterException(
                    spec.commandLine(), "There is at most one unfinished rebuild: --cancel takes no PROJECTION.");
        }
        Settings settings = passlink.settings();
        StoreAccess store = StoreBesideServer.of(settings)
                .orElseThrow(() -> new CannotRun("There is no store yet, and nothing to rebuild."));
        AtomicBoolean isOver = new AtomicBoolean();
        RebuildOffice office = RebuildOffice.open(store, settings.keysets().personal());
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Thread interrupted = new Thread(() -> interrupted(office, isOver, closed), "passlink-interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            work(office, readModels);
        } catch (RebuildRefused e) {
            throw new CannotRun(String.valueOf(e.getMessage()));
        } finally {
            isOver.set(true);
            close(office, closed);
            removeHook(interrupted);
        }
    }

    private ReadModel named(String name) {
        return ReadModel.named(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "There is no projection " + name + ", but there are " + String.join(" and ", new Names())
                                + "."));
    }

    private void work(RebuildOffice office, ReadModel... readModels) {
        if (cancel) {
            Optional<Rebuild> unfinished = office.cancel();
            if (unfinished.isEmpty()) {
                spec.commandLine().getOut().println("There is no unfinished rebuild.");
            } else {
                report(unfinished.get());
            }
        } else {
            report(office.rebuild(readModels));
        }
    }

    private void report(Rebuild rebuild) {
        CompletableFuture<Void> done = rebuild.done();
        String names = names(rebuild.progress().readModels());
        try (ProgressLine line = ProgressLine.on(spec.commandLine().getErr())) {
            while (!isOver(done, line)) {
                line.show(rebuild.progress());
            }
            line.show(rebuild.progress());
        }
        try {
            done.join();
            spec.commandLine()
                    .getOut()
                    .printf(
                            "rebuilt %s: %,d events of %,d users%n",
                            names,
                            rebuild.progress().events(),
                            rebuild.progress().users());
        } catch (CancellationException e) {
            spec.commandLine().getOut().println("cancelled the rebuild of " + names);
        }
    }

    private static boolean isOver(CompletableFuture<Void> done, ProgressLine line) {
        try {
            done.get(line.everyMillis(), MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (CancellationException e) {
            return true;
        } catch (ExecutionException e) {
            throw new CannotRun("The rebuild has stopped; the log says why. The same command goes on where it was.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** On Ctrl-C: what is done is kept, and the store is let go. */
    private void interrupted(RebuildOffice office, AtomicBoolean isOver, CompletableFuture<Void> closed) {
        if (!isOver.getAndSet(true)) {
            System.err.println();
            System.err.println("Interrupted. The same command goes on where it was; --cancel drops what there is.");
            System.err.flush();
        }
        close(office, closed);
    }

    private static void close(RebuildOffice office, CompletableFuture<Void> closed) {
        synchronized (office) {
            if (!closed.isDone()) {
                office.close();
                closed.complete(null);
            }
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) { // which has called it already
        }
    }

    private static String names(Set<ReadModel> readModels) {
        return readModels.stream().map(ReadModel::id).sorted().collect(Collectors.joining(", "));
    }

    /** Names of read models, as they are typed. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ReadModel.values()).map(ReadModel::id).iterator();
        }
    }
}
