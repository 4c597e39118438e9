package dev.passlink.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How Passlink is put together, and what it refuses to be put together from. */
class SetUpTest {

    @TempDir
    Path folder;

    @Test
    void aPlaceForEventsMustBeNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Passlink.builder().build())
                .withMessageContaining("where rows, tokens and jobs are stored");
    }

    @Test
    void keysOfAnExistingStoreAreNeverReplacedSilently() throws Exception {
        try (Passlink passlink = Passlink.builder().dataFolder(folder).build()) {
            addAnn(passlink);
        }
        Files.delete(folder.resolve("keyset.json"));

        assertThatIllegalStateException()
                .isThrownBy(() -> Passlink.builder().dataFolder(folder).build())
                .withMessageContaining("keyset");
        assertThat(folder.resolve("keyset.json")).doesNotExist();
    }

    @Test
    void theOnlyNodeTakesOverAtOnceWhatAKilledOneHeld() {
        Passlink.Builder another = Passlink.builder().dataFolder(folder);
        try (Passlink killed = Passlink.builder().dataFolder(folder).build()) {
            EngineContract.await(killed::isReady);
            try (Passlink beside = another.build()) {
                assertThat(beside.engine().lags()).isEmpty(); // it keeps no read model
            }
            try (Passlink only = another.onlyNode().build()) {
                EngineContract.await(
                        () -> only.engine().lags().keySet().equals(only.engine().processors()),
                        Duration.ofSeconds(5)); // a claim lasts ten
            }
        }
    }

    @Test
    void withoutMailSendingIsRefusedAndReturningIsNot() {
        try (Passlink passlink = Passlink.builder().inMemory().build()) {
            UserId ann = addAnn(passlink);

            EngineContract.assertRefused(
                    passlink.links().send(EngineContract.MANAGER, ann),
                    new Failure.Unavailable("Mail is not set up here."));
            assertThat(passlink.links().add(EngineContract.MANAGER, ann).join().link())
                    .isNotNull();
        }
    }

    @Test
    void afterItWasClosedEveryAnswerIsARefusal() {
        Passlink passlink = Passlink.builder().inMemory().build();
        passlink.close();

        assertThatThrownBy(() -> passlink.users()
                        .get(EngineContract.MANAGER, new UserId("ann"))
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Rejected.class);
        assertThatThrownBy(() -> passlink.links()
                        .revoke(EngineContract.MANAGER, new UserId("ann"), new CodeId("1"))
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.example.org",
                "https://login.example.org?x=1",
                "https://login.example.org#x",
                "https://user@login.example.org",
                "ftp://localhost",
                "/ui"
            })
    void linksLeadNowhereBrokenOrReadable(String publicUrl) {
        assertThatThrownBy(() -> Passlink.builder().publicUrl(URI.create(publicUrl)))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.failure().reason()).isEqualTo("REQUEST_INVALID"));
    }

    @Test
    void aKeyIsInUseAsLongAsOneOfItsCodesIsOpen() {
        try (Passlink passlink = Passlink.builder().dataFolder(folder).build()) {
            int key = passlink.codes().newSeed().keyId();
            UserId ann = addAnn(passlink);
            RegistrationLink revoked =
                    passlink.links().add(EngineContract.MANAGER, ann).join();
            passlink.links().add(EngineContract.MANAGER, ann).join();
            passlink.links()
                    .revoke(EngineContract.MANAGER, ann, revoked.codeId())
                    .join();

            assertThat(CodeKeyUse.openCodes(StoreAccess.in(JdbcAccess.h2File(folder)), key))
                    .isEqualTo(1);
            assertThat(CodeKeyUse.openCodes(StoreAccess.in(JdbcAccess.h2File(folder)), key + 1))
                    .isZero();

            passlink.users().remove(EngineContract.MANAGER, ann).join();
            assertThat(CodeKeyUse.openCodes(StoreAccess.in(JdbcAccess.h2File(folder)), key))
                    .isZero();
        }
    }

    @Test
    void codesOfTheOldKeyAreGoodAfterARotation() {
        try (Passlink passlink = Passlink.builder().dataFolder(folder).build()) {
            UserId ann = addAnn(passlink);
            Holder holder = Holder.of(
                    passlink, passlink.links().add(EngineContract.MANAGER, ann).join());

            new KeysetFile<>(KeysetKind.CODES, folder.resolve("keyset.json")).rotate();

            try (Passlink other = Passlink.builder().dataFolder(folder).build()) {
                assertThat(holder.presents(holder.code(), other).join())
                        .isInstanceOf(dev.passlink.domain.user.Verdict.Registered.class);
            }
        }
    }

    private static UserId addAnn(Passlink passlink) {
        return passlink.users()
                .importHuman(EngineContract.MANAGER, Person.named("ann", "Ann", "Lee", null))
                .join()
                .userId();
    }
}
