package dev.passlink.server;

import java.util.List;

/** The settings are wrong; {@link #problems()} says all that is, one line each, without any secret. */
public final class InvalidSettings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidSettings(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One line for each problem, beginning with the setting's name. */
    public List<String> problems() {
        return problems;
    }
}
