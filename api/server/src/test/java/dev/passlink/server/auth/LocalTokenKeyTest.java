package dev.passlink.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTokenKeyTest {

    @TempDir
    private Path data;

    @Test
    void whatOneProcessSignsAnotherBelieves() throws IOException {
        String token = LocalTokenKey.in(data)
                .sign(
                        new UserId("ada"),
                        new ResourceOwner("org-a"),
                        List.of("IAM_OWNER", "ORG_OWNER@org-b"),
                        Duration.ofMinutes(1),
                        CallerClaims.DEFAULT);
        Caller caller = BearerTokens.signedWith(LocalTokenKey.in(data), CallerClaims.DEFAULT)
                .caller(token);
        assertThat(caller)
                .isEqualTo(Caller.of(
                        "ada",
                        "org-a",
                        Grant.everywhere("IAM_OWNER"),
                        Grant.in(new ResourceOwner("org-b"), "ORG_OWNER")));
    }

    @Test
    void onlyTheOwnerMayReadTheKey() throws IOException {
        LocalTokenKey.in(data.resolve("new/folder"));
        Path file = data.resolve("new/folder/token-key.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void allWhoComeFirstAtOnceHaveTheSameKey() throws Exception {
        ExecutorService processes = Executors.newFixedThreadPool(8);
        try {
            Callable<String> first = () -> LocalTokenKey.in(data).publicKey().getKeyID();
            List<Future<String>> ids =
                    processes.invokeAll(Stream.generate(() -> first).limit(8).toList());
            String id = LocalTokenKey.in(data).publicKey().getKeyID();
            for (Future<String> other : ids) {
                assertThat(other.get()).isEqualTo(id);
            }
            assertThat(data).isDirectoryNotContaining("glob:**.draft");
        } finally {
            processes.shutdownNow();
        }
    }

    @Test
    void aFileThatHoldsNoKeyIsNotReplaced() throws IOException {
        Path file = Files.writeString(data.resolve("token-key.json"), "{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatIOException().isThrownBy(() -> LocalTokenKey.in(data)).withMessageContaining("token-key.json");
        assertThat(file).hasContent("{}");
    }
}
