package dev.passlink.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Needs the live Axon Server that an environment variable names as {@code host:port}; without it, a line says so. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LiveAxonServer.Named.class)
public @interface LiveAxonServer {

    /** Names the server. */
    String VARIABLE = "PASSLINK_TEST_AXONSERVER";

    /** The server. */
    final class Named implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (System.getenv(VARIABLE) != null) {
                return ConditionEvaluationResult.enabled("");
            }
            String line = "Not run without " + VARIABLE + "=host:port: " + context.getDisplayName();
            System.out.println(line);
            return ConditionEvaluationResult.disabled(line);
        }

        static String server() {
            return System.getenv(VARIABLE);
        }

        static String host() {
            return server().replaceFirst(":.*", "");
        }

        static int port() {
            return Integer.parseInt(server().replaceFirst(".*:", ""));
        }
    }
}
