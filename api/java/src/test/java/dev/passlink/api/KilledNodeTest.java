package dev.passlink.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.UserId;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** The embedded default keeps what it has answered, whatever happens to its process. */
class KilledNodeTest {

    @TempDir
    static Path folder; // one store for all rounds: every round goes on where the last was killed

    @RepeatedTest(2)
    void noAnsweredEventIsLostWhenTheNodeIsKilledUnderLoad(RepetitionInfo round) throws Exception {
        Map<String, Long> answered =
                killedAfter(200 * round.getCurrentRepetition(), "round" + round.getCurrentRepetition());

        try (Passlink passlink = Passlink.builder().dataFolder(folder).build()) {
            assertThat(answered)
                    .hasSize(8)
                    .allSatisfy((user, sequence) -> assertThat(passlink.engine()
                                    .events()
                                    .readEvents(user, 0)
                                    .asStream())
                            .hasSizeGreaterThanOrEqualTo(sequence.intValue()));
            assertThat(answered.keySet())
                    .allSatisfy(user -> assertThat(passlink.users()
                                    .deactivate(EngineContract.MANAGER, new UserId(user))
                                    .join()
                                    .sequence())
                            .isGreaterThan(answered.get(user)));
        }
    }

    /** Runs a node until it has given so many answers, kills it without warning, and reads the answers it still gave. */
    private static Map<String, Long> killedAfter(int answers, String prefix) throws IOException, InterruptedException {
        Process node = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loaded.class.getName(),
                        folder.toString(),
                        prefix)
                .redirectError(Redirect.INHERIT)
                .start();
        Map<String, Long> answered = new HashMap<>();
        int seen = 0;
        try (BufferedReader lines = node.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] answer = line.split(" ", 2);
                if (answer.length == 2 && answer[1].matches("\\d+")) {
                    answered.merge(answer[0], Long.valueOf(answer[1]), Math::max);
                }
                if (++seen == answers) {
                    node.toHandle().destroyForcibly(); // unlike the process's own, leaves its last words readable
                }
            }
        } finally {
            node.destroyForcibly().waitFor();
        }
        assertThat(seen).isGreaterThanOrEqualTo(answers);
        return answered;
    }
}
