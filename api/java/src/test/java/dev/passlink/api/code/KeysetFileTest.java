package dev.passlink.api.code;

import static dev.passlink.api.code.KeysetKey.State.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.prf.Prf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetFileTest {

    @TempDir
    Path folder;

    @Test
    void onlyItsOwnerMayTouchIt() throws IOException {
        Path path = folder.resolve("new/keyset.json");
        KeysetFile<Map<Integer, Prf>> file = new KeysetFile<>(KeysetKind.CODES, path);
        file.create();
        assertThat(mode(path)).isEqualTo("rw-------");
        assertThat(mode(path.getParent())).isEqualTo("rwx------");
        file.rotate();
        assertThat(mode(path)).isEqualTo("rw-------");
    }

    @Test
    void whatWasCreatedIsRead() {
        Keyset<Map<Integer, Prf>> created = file().create();
        assertThat(file().read().keys()).isEqualTo(created.keys());
        assertThat(file().readOrCreate().keys()).isEqualTo(created.keys());
    }

    @Test
    void anExistingFileIsNeverReplacedByANewOne() {
        Keyset<Map<Integer, Prf>> created = file().create();
        assertThatThrownBy(() -> file().create())
                .isInstanceOf(UnusableKeyset.class)
                .hasMessageEndingWith("exists already");
        assertThat(file().read().keys()).isEqualTo(created.keys());
    }

    @Test
    void ofManyWhoCreateItAtOnceExactlyOneSucceeds() throws Exception {
        List<Future<Keyset<Map<Integer, Prf>>>> results = allAtOnce(16, () -> file().create());

        List<Keyset<Map<Integer, Prf>>> winners = new ArrayList<>();
        for (Future<Keyset<Map<Integer, Prf>>> result : results) {
            try {
                winners.add(result.get());
            } catch (ExecutionException e) {
                assertThat(e).cause().hasMessageEndingWith("exists already");
            }
        }
        assertThat(winners)
                .singleElement()
                .satisfies(winner ->
                        assertThat(winner.keys()).isEqualTo(file().read().keys()));
        assertThat(files()).containsExactly("keyset.json");
    }

    @Test
    void ofManyFirstStartsAllSeeTheSameKeys() throws Exception {
        List<KeysetKey> keys = new ArrayList<>();
        for (Future<Keyset<Map<Integer, Prf>>> result : allAtOnce(16, () -> file().readOrCreate())) {
            keys.addAll(result.get().keys());
        }
        assertThat(keys).hasSize(16).containsOnly(keys.get(0));
    }

    @Test
    void noRotationIsLostAmongManyAtOnce() throws Exception {
        file().create();
        for (Future<Keyset<Map<Integer, Prf>>> result : allAtOnce(8, () -> file().rotate())) {
            result.get();
        }
        assertThat(file().read().keys()).hasSize(9).extracting(KeysetKey::state).containsOnlyOnce(PRIMARY);
        assertThat(files()).containsExactlyInAnyOrder("keyset.json", "keyset.json.lock");
    }

    @Test
    void aRefusedRetirementLeavesTheFileAsItIs() throws IOException {
        int primary = file().create().primaryId();
        String before = Files.readString(path());
        assertThatThrownBy(() -> file().retire(primary)).isInstanceOf(UnusableKeyset.class);
        assertThat(Files.readString(path())).isEqualTo(before);
    }

    @Test
    void aKeyIsRetiredInTheFile() {
        int first = file().create().primaryId();
        file().rotate();
        file().retire(first);
        assertThat(file().read().state(first)).contains(KeysetKey.State.RETIRED);
    }

    @Test
    void aChangeFollowsALinkInsteadOfReplacingIt() throws IOException {
        Path link = folder.resolve("link.json");
        file().create();
        Files.createSymbolicLink(link, path());
        new KeysetFile<>(KeysetKind.CODES, link).rotate();
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file().read().keys()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-----w-", "rw-rw----"})
    void aFileThatOthersMayReadOrWriteIsRefused(String mode) throws IOException {
        file().create();
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> file().read())
                .isInstanceOf(UnusableKeyset.class)
                .hasMessageContaining(mode)
                .hasMessageContaining("0600");
    }

    @Test
    void aMountedSecretThatItsGroupMayReadIsAccepted() throws IOException {
        Keyset<Map<Integer, Prf>> created = file().create();
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("r--r-----"));
        assertThat(file().read().keys()).isEqualTo(created.keys());
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        assertThatThrownBy(() -> file().read())
                .isInstanceOf(UnusableKeyset.class)
                .hasMessageEndingWith("keyset.json does not exist");
    }

    @Test
    void aDamagedFileIsRefusedByItsNameWithoutItsContent() throws IOException {
        Files.writeString(
                Files.createFile(
                        path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                "S3cret");
        assertThatThrownBy(() -> file().read())
                .isInstanceOf(UnusableKeyset.class)
                .hasMessageContaining("keyset.json")
                .hasNoCause()
                .message()
                .doesNotContain("S3cret");
    }

    private Path path() {
        return folder.resolve("keyset.json");
    }

    private KeysetFile<Map<Integer, Prf>> file() {
        return new KeysetFile<>(KeysetKind.CODES, path());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static <T> List<Future<T>> allAtOnce(int threads, Callable<T> task) throws InterruptedException {
        CyclicBarrier barrier = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            Callable<T> together = () -> {
                barrier.await();
                return task.call();
            };
            return executor.invokeAll(Collections.nCopies(threads, together));
        } finally {
            executor.shutdown();
        }
    }
}
