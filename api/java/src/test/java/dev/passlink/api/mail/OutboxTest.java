package dev.passlink.api.mail;

import static dev.passlink.api.mail.SampleMail.LINK;
import static dev.passlink.api.mail.SampleMail.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.mail.MailTransport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {

    @TempDir
    Path folder;

    @Test
    void aMailIsAFile() throws IOException {
        assertThat(new Outbox(folder.resolve("outbox")).deliver(mail())).isEqualTo(new Outcome.Accepted());

        assertThat(files(folder.resolve("outbox"))).singleElement().satisfies(file -> {
            assertThat(file.toString()).endsWith(".eml");
            assertThat(Received.of(Files.readAllBytes(file)).link()).isEqualTo(LINK);
        });
    }

    @Test
    void onlyItsOwnerReadsIt() throws IOException {
        new Outbox(folder).deliver(mail());

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(files(folder).get(0))))
                .isEqualTo("rw-------");
    }

    @Test
    void aMailDeliveredTwiceIsThereOnce() throws IOException {
        new Outbox(folder).deliver(mail());
        new Outbox(folder).deliver(mail());

        assertThat(files(folder)).hasSize(1);
    }

    @Test
    void whereNothingCanBeWrittenItIsTriedAgain() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> new Outbox(file).deliver(mail())).isInstanceOf(DeliveryDelayed.class);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
