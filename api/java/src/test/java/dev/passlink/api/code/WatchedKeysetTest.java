package dev.passlink.api.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.crypto.tink.prf.Prf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class WatchedKeysetTest {

    @TempDir
    Path folder;

    private final AtomicLong nanoTime = new AtomicLong(-5);
    private final Logger logger = (Logger) LoggerFactory.getLogger(WatchedKeyset.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private Path path;
    private KeysetFile<Map<Integer, Prf>> file;
    private WatchedKeyset<Map<Integer, Prf>> watched;

    @BeforeEach
    void watch() {
        path = folder.resolve("keyset.json");
        file = new KeysetFile<>(KeysetKind.CODES, path);
        file.create();
        watched = new WatchedKeyset<>(file, nanoTime::get);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @Test
    void aRotatedFileIsReadAgainAfterASecond() {
        Keyset<Map<Integer, Prf>> rotated = file.rotate();
        assertThat(watched.get().keys()).hasSize(1);
        pass(Duration.ofMillis(999));
        assertThat(watched.get().keys()).hasSize(1);
        pass(Duration.ofMillis(1));
        assertThat(watched.get().keys()).isEqualTo(rotated.keys());
    }

    @Test
    void anUnchangedFileIsNotReadAgain() {
        Keyset<Map<Integer, Prf>> before = watched.get();
        pass(Duration.ofSeconds(1));
        assertThat(watched.get()).isSameAs(before);
    }

    @Test
    void aBrokenFileKeepsTheKeysAndIsReportedOnceWithoutItsContent() throws IOException {
        Keyset<Map<Integer, Prf>> before = watched.get();
        Files.writeString(path, "S3cret");
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(1));
            assertThat(watched.get()).isSameAs(before);
        }
        assertThat(errors()).singleElement().asString().contains("keyset.json").doesNotContain("S3cret");
    }

    @Test
    void aFileThatVanishesKeepsTheKeys() throws IOException {
        Keyset<Map<Integer, Prf>> before = watched.get();
        Files.delete(path);
        pass(Duration.ofSeconds(1));
        assertThat(watched.get()).isSameAs(before);
        assertThat(errors()).singleElement().asString().contains("does not exist");
    }

    @Test
    void aFileThatIsRepairedByItsModeAloneIsReadAgain() throws IOException {
        Keyset<Map<Integer, Prf>> rotated = file.rotate();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        pass(Duration.ofSeconds(1));
        assertThat(watched.get().keys()).hasSize(1);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        pass(Duration.ofSeconds(1));
        assertThat(watched.get().keys()).isEqualTo(rotated.keys());
    }

    @Test
    void watchingBeginsWithAUsableFile() throws IOException {
        Files.delete(path);
        assertThatThrownBy(() -> CodeDerivation.watching(file)).isInstanceOf(UnusableKeyset.class);
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }

    private List<String> errors() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.ERROR)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
