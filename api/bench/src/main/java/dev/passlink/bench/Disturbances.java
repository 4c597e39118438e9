package dev.passlink.bench;

import dev.passlink.bench.MailServer.Mood;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** All that may go wrong with one store, one mail server, and one or two nodes. */
final class Disturbances {

    private static final int BEFORE = 3;
    private static final int PAUSE = 30;
    private static final int RESTARTS = 3;
    private static final int LONGER_THAN_A_CLAIM = 15_000;

    private final List<Disturbance> all = new ArrayList<>();
    private final int seconds;
    private final int rounds;
    private final Random random;

    private Disturbances(int seconds, int rounds, long seed) {
        this.seconds = seconds;
        this.rounds = rounds;
        this.random = new Random(seed);
    }

    /**
     * Those that can befall a store.
     *
     * @param seconds how long one lasts
     * @param rounds  how often nodes are killed
     * @param seed    of the moments at which they are
     */
    static List<Disturbance> of(Store store, MailServer mail, Program passlink, int seconds, int rounds, long seed) {
        Disturbances of = new Disturbances(seconds, rounds, seed);
        of.oneNode("calm", node -> pause(seconds));
        of.mail(mail, passlink);
        if (store instanceof Store.Postgres postgres) {
            of.database(postgres);
        }
        if (store instanceof Store.OnAxonServer distributed) {
            of.database(distributed.rest());
            of.axonServer(distributed.server());
        }
        of.oneNode("killed-before-sent", node -> of.killAfterAcceptance(node, mail));
        of.oneNode("killed-at-random", of::killOften);
        if (!(store instanceof Store.H2)) {
            of.twoNodes("two-nodes", nodes -> pause(seconds));
            of.twoNodes("node-killed", of::killEither);
            of.twoNodes("rolling-restart", of::restartInTurn);
        }
        return of.all;
    }

    private void oneNode(String name, Disturbance.Event event) {
        all.add(new Disturbance(name, 1, event));
    }

    private void twoNodes(String name, Disturbance.Event event) {
        all.add(new Disturbance(name, 2, event));
    }

    private void mail(MailServer mail, Program passlink) {
        oneNode("mail-refused", node -> {
            mail.stop();
            pause(seconds);
            mail.start();
        });
        oneNode("mail-4xx", node -> whileItIs(Mood.DEFERS, mail, seconds));
        oneNode("mail-5xx-retried", node -> {
            whileItIs(Mood.REFUSES, mail, seconds);
            passlink.run("deadletters", "retry", "--all");
        });
        oneNode("mail-no-greeting", node -> whileItIs(Mood.NEVER_GREETS, mail, seconds));
        oneNode("mail-hangs-a-minute", node -> whileItIs(Mood.HANGS_IN_DATA, mail, 60));
    }

    private void database(Store.Postgres database) {
        oneNode("database-restart", node -> {
            pause(BEFORE);
            database.stopFor(0);
            pause(seconds);
        });
        oneNode("database-away", node -> {
            pause(BEFORE);
            database.stopFor(seconds);
            pause(BEFORE);
        });
    }

    private void axonServer(AxonServerProcess server) {
        twoNodes("axonserver-restart", nodes -> {
            pause(BEFORE);
            server.stop();
            server.start();
            pause(seconds);
        });
        twoNodes("axonserver-killed", nodes -> {
            pause(BEFORE);
            server.kill();
            server.start();
            pause(seconds);
        });
        twoNodes("axonserver-paused", nodes -> {
            pause(BEFORE);
            server.pauseFor(PAUSE);
            pause(seconds);
        });
    }

    private static void whileItIs(Mood mood, MailServer mail, int seconds) throws InterruptedException {
        mail.is(mood);
        pause(seconds);
        mail.is(Mood.TAKES_ALL);
    }

    /** The worst moment: the mail is taken, and nobody will know. */
    private void killAfterAcceptance(Nodes nodes, MailServer mail) throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            CompletableFuture<Instant> killed = new CompletableFuture<>();
            mail.afterTaking(() -> {
                Instant kill = Instant.now();
                nodes.first().kill();
                killed.complete(kill);
            });
            Instant kill = killed.orTimeout(2, TimeUnit.MINUTES).join();
            mail.afterTaking(() -> {});
            nodes.comeBack(nodes.first(), kill);
        }
    }

    private void killOften(Nodes nodes) throws IOException, InterruptedException {
        for (int i = 0; i < rounds; i++) {
            awaitAnyMoment(2_000);
            nodes.comeBack(nodes.first(), killed(nodes.first()));
        }
    }

    /** Each time the other one is left alone, often for longer than a claim of the dead one lasts. */
    private void killEither(Nodes nodes) throws IOException, InterruptedException {
        for (int i = 0; i < rounds; i++) {
            awaitAnyMoment(2_000);
            ServerProcess victim = nodes.any(random);
            Instant kill = killed(victim);
            awaitAnyMoment(LONGER_THAN_A_CLAIM);
            nodes.comeBack(victim, kill);
        }
    }

    private void restartInTurn(Nodes nodes) throws IOException, InterruptedException {
        for (int i = 0; i < RESTARTS; i++) {
            for (ServerProcess node : nodes.all()) {
                node.stop();
                node.restart();
                node.awaitReady();
            }
        }
    }

    private static Instant killed(ServerProcess node) {
        Instant kill = Instant.now();
        node.kill();
        return kill;
    }

    private void awaitAnyMoment(int withinMillis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(100, withinMillis));
    }

    private static void pause(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
    }
}
