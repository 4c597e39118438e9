package dev.passlink.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoTest {

    private static final int COLUMNS = 100;

    @Test
    void everyStepAnswersAsDocumented() {
        StringWriter out = new StringWriter();

        int exit = PasslinkCommand.line(Map.of())
                .setOut(new PrintWriter(out, true))
                .execute("demo");

        assertThat(exit).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("AddMyPasswordlessLink", "SendMyPasswordlessLink")
                .contains("AddPasswordlessRegistration", "SendPasswordlessRegistration")
                .contains("Subject: ", "Every step answered as documented.");
        assertThat(out.toString().lines().filter(line -> !line.startsWith("http")))
                .allMatch(line -> line.length() <= COLUMNS);
    }
}
