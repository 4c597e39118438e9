package dev.passlink.server.command.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class TranscriptTest {

    private final StringWriter printed = new StringWriter();
    private final Transcript transcript = new Transcript(new PrintWriter(printed, true), Ansi.OFF);

    @Test
    void longLinesAreBrokenBetweenTheirParts() {
        transcript.show("https://login.example.org/ui/login/login/passwordless/init?userID=182156264229306625"
                + "&orgID=165947650742997249&codeID=200949504189388947&code=kFfsO8OizZPS");

        assertThat(printed.toString().lines())
                .containsExactly(
                        "    https://login.example.org/ui/login/login/passwordless/init?userID=182156264229306625",
                        "      &orgID=165947650742997249&codeID=200949504189388947&code=kFfsO8OizZPS");
    }

    @Test
    void aDeviationTellsStepExpectationAndWhatHappened() {
        transcript.step("The only step");

        assertThatThrownBy(() -> transcript.require("status", 200, 500))
                .isInstanceOf(Deviation.class)
                .hasMessage("status: expected 200, got 500");
        transcript.failed("status: expected 200, got 500");

        assertThat(printed.toString()).contains("✗ status").contains("failed in step 1");
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        transcript.table(List.of("ID", "STATE"), List.of(List.of("12345", "OPEN"), List.of("1", "USED")));

        assertThat(printed.toString().lines())
                .containsExactly("    ID     STATE", "    12345  OPEN", "    1      USED");
    }

    @Test
    void nothingIsColouredUnlessWanted() {
        transcript.step("A step");
        transcript.confirm("held");

        assertThat(printed.toString()).doesNotContain("\u001b");
    }
}
