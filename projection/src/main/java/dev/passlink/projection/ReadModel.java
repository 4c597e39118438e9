package dev.passlink.projection;

import dev.passlink.domain.user.UserId;
import dev.passlink.projection.audit.AuditProjection;
import dev.passlink.projection.fold.ActiveGeneration;
import dev.passlink.projection.fold.Replay;
import dev.passlink.projection.initcode.InitCodeProjection;
import dev.passlink.projection.passkey.PasskeyProjection;
import dev.passlink.projection.user.UserProjection;
import jakarta.persistence.EntityManager;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.axonframework.common.jpa.EntityManagerProvider;

/** The read models there are, with all that an engine needs to run them. */
public enum ReadModel {
    /** What became of passwordless init codes. */
    INIT_CODES(InitCodeProjection.NAME),
    /** Who there is. */
    USERS(UserProjection.NAME),
    /** What became of passkeys. */
    PASSKEYS(PasskeyProjection.NAME),
    /** What has happened. */
    AUDIT_TRAIL(AuditProjection.NAME);

    /** Where Flyway finds the tables; the same for H2 and PostgreSQL. */
    public static final String SCHEMA = "classpath:dev/passlink/projection/schema";

    private final String id;

    ReadModel(String id) {
        this.id = id;
    }

    /** Its name in the database and on the command line, such as {@code init-codes}. */
    public String id() {
        return id;
    }

    /** The read model by this name. */
    public static Optional<ReadModel> named(String id) {
        return Arrays.stream(values()).filter(model -> model.id.equals(id)).findFirst();
    }

    /** The entity classes that belong into the persistence unit. */
    public static Set<Class<?>> entities() {
        return Set.of(
                ActiveGeneration.class,
                InitCodeProjection.ROW,
                UserProjection.ROW,
                PasskeyProjection.ROW,
                AuditProjection.ROW);
    }

    /**
     * Removes personal data of a user from generations that queries do not see, as an interrupted rebuild leaves them: no
     * projection will.
     *
     * @param sequence      published sequence of the user's removal; what came later is of another life
     * @param entityManager of the transaction under way
     */
    public static void removeUnkept(UserId userId, long sequence, EntityManager entityManager) {
        UserProjection.removeUnkept(userId, sequence, entityManager);
        PasskeyProjection.removeUnkept(userId, sequence, entityManager);
    }

    /**
     * The generation that queries see, at least 1.
     *
     * @throws IllegalStateException if the schema knows no such read model
     */
    public int activeGeneration(EntityManager entityManager) {
        return ActiveGeneration.of(id, entityManager);
    }

    /** Name of the event processor that keeps a generation, such as {@code init-codes@1}. */
    public String processor(int generation) {
        return processorsOfAllGenerations() + generation;
    }

    /** How the names of all these processors begin, such as {@code init-codes@}. */
    public String processorsOfAllGenerations() {
        return id + "@";
    }

    /**
     * The same read model as whole histories make it, to be compared with a generation or written as one.
     *
     * @param generation  generation of the rows, at least 1
     * @param storedNames under which name an event of a class is stored
     */
    public Replay replay(int generation, Function<Class<?>, String> storedNames) {
        return switch (this) {
            case INIT_CODES -> InitCodeProjection.replay(generation);
            case USERS -> UserProjection.replay(generation);
            case PASSKEYS -> PasskeyProjection.replay(generation);
            case AUDIT_TRAIL -> AuditProjection.replay(generation, storedNames);
        };
    }

    /**
     * The handlers of events, which keep a generation, and of queries, which see the active one. The events belong into a
     * processor of their own named {@link #processor(int)}, in which errors are propagated and not just logged, and the
     * events of an aggregate stay in sequence.
     *
     * @param generation     generation of the rows, at least 1
     * @param entityManagers gives the entity manager of the current thread's transaction
     * @param storedNames    under which name an event of a class is stored
     */
    public Object projection(
            int generation, EntityManagerProvider entityManagers, Function<Class<?>, String> storedNames) {
        return switch (this) {
            case INIT_CODES -> new InitCodeProjection(processor(generation), generation, entityManagers);
            case USERS -> new UserProjection(processor(generation), generation, entityManagers);
            case PASSKEYS -> new PasskeyProjection(processor(generation), generation, entityManagers);
            case AUDIT_TRAIL -> new AuditProjection(processor(generation), generation, entityManagers, storedNames);
        };
    }
}
