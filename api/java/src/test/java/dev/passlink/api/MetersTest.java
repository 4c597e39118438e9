package dev.passlink.api;

import static dev.passlink.api.EngineContract.MANAGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.Outbox;
import dev.passlink.domain.Caller;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured of a node that works. */
class MetersTest {

    private static final String ADDRESS = "ann@example.org";

    @TempDir
    Path outbox;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Passlink passlink;

    @BeforeEach
    void start() {
        passlink = Passlink.builder()
                .inMemory()
                .mail(MailSettings.of("login.example.org", new Outbox(outbox)))
                .meters(meters)
                .build();
    }

    @AfterEach
    void stop() {
        passlink.close();
    }

    @Test
    void commandsAreTimedByOperationAndOutcome() {
        UserId ann = addAnn();
        passlink.links().add(MANAGER, ann).join();
        assertThatThrownBy(() ->
                        passlink.links().add(MANAGER, new UserId("nobody")).join())
                .isNotNull();
        assertThatThrownBy(() ->
                        passlink.links().add(Caller.of("eve", "acme"), ann).join())
                .isNotNull();

        assertThat(commands("AddPasswordlessRegistration", "OK")).isEqualTo(1);
        assertThat(commands("AddPasswordlessRegistration", "USER_NOT_FOUND")).isEqualTo(1);
        assertThat(commands("AddPasswordlessRegistration", "PERMISSION_DENIED")).isEqualTo(1);
    }

    @Test
    void aWrongGuessIsAnOutcomeAndCountedAsStored() {
        UserId ann = addAnn();
        Holder holder = Holder.of(passlink, passlink.links().add(MANAGER, ann).join());
        for (int i = 0; i < 5; i++) {
            holder.presents("wrongguess" + i).join();
        }

        assertThat(commands("link", "CODE_INVALID")).isEqualTo(5);
        assertThat(counted("passlink.codes.wrong")).isEqualTo(3);
    }

    @Test
    void whatBecomesOfCodesIsCountedOnce() {
        UserId ann = addAnn();
        RegistrationLink used = passlink.links().add(MANAGER, ann).join();
        RegistrationLink revoked = passlink.links().add(MANAGER, ann).join();
        Holder holder = Holder.of(passlink, used);
        holder.presents(holder.code()).join();
        passlink.links().revoke(MANAGER, ann, revoked.codeId()).join();
        passlink.links().revoke(MANAGER, ann, revoked.codeId()).join();

        assertThat(counted("passlink.codes.added", "medium", "returned")).isEqualTo(2);
        assertThat(counted("passlink.codes.added", "medium", "mail")).isZero();
        assertThat(counted("passlink.codes.used")).isEqualTo(1);
        assertThat(counted("passlink.codes.revoked")).isEqualTo(1);
    }

    @Test
    void aMailIsMeasuredFromTheCodeToTheServer() {
        passlink.links().send(MANAGER, addAnn()).join();
        await(() -> counted("passlink.codes.sent") == 1);

        assertThat(counted("passlink.mail.attempts", "outcome", "accepted")).isEqualTo(1);
        assertThat(meters.get("passlink.mail.latency").timer().count()).isEqualTo(1);
        assertThat(meters.get("passlink.mail.latency").timer().totalTime(TimeUnit.SECONDS))
                .isBetween(0.0, 60.0);
    }

    @Test
    void whatOnlyTheDatabaseKnowsIsLookedAtFromTimeToTime() {
        UserId ann = addAnn();
        passlink.links().add(MANAGER, ann).join();

        await(() -> shown("passlink.codes.recent", "state", "open") == 1);
        await(() -> shown("passlink.processor.lag", "processor", "init-codes@1") == 0);
        assertThat(shown("passlink.codes.recent", "state", "locked")).isZero();
        assertThat(meters.get("passlink.mail.backlog").gauge().value()).isZero();
        assertThat(meters.get("passlink.mail.overdue").gauge().value()).isZero();
    }

    @Test
    void poolsAreMeasured() {
        addAnn();

        assertThat(meters.get("passlink.executor.queue.remaining")
                        .tag("name", "commands")
                        .gauge()
                        .value())
                .isEqualTo(2000);
        assertThat(meters.get("hikaricp.connections.max").gauge().value()).isEqualTo(24);
    }

    @Test
    void nothingThatIsMeasuredNamesAnybody() {
        UserId ann = addAnn();
        RegistrationLink link = passlink.links().add(MANAGER, ann).join();
        passlink.links().send(MANAGER, ann).join();

        assertThat(meters.getMeters())
                .isNotEmpty()
                .extracting(Meter::getId)
                .flatExtracting(Meter.Id::getTags)
                .extracting(Tag::getValue)
                .doesNotContain(
                        ann.value(), "acme", "manager", ADDRESS, link.codeId().value());
    }

    @Test
    void whoIsClosedShowsNothingAnyMore() {
        passlink.close();

        assertThat(meters.find("passlink.processor.lag").gauge()).isNull();
        assertThat(meters.find("passlink.mail.backlog").gauge()).isNull();
    }

    private UserId addAnn() {
        return passlink.users()
                .in(EngineContract.ACME)
                .importHuman(MANAGER, Person.named("ann", "Ann", "Lee", new Email(ADDRESS, true)))
                .join()
                .userId();
    }

    private long commands(String operation, String outcome) {
        return meters.get("passlink.commands")
                .tags("operation", operation, "outcome", outcome)
                .timer()
                .count();
    }

    private double counted(String name, String... tags) {
        return meters.get(name).tags(tags).counter().count();
    }

    private double shown(String name, String... tags) {
        return meters.get(name).tags(tags).gauge().value();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
