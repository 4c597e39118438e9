package dev.passlink.projection;

import dev.passlink.projection.fold.ActiveGeneration;
import dev.passlink.projection.initcode.InitCodeFinder;
import dev.passlink.projection.initcode.InitCodeProjection;
import dev.passlink.projection.user.UserFinder;
import dev.passlink.projection.user.UserProjection;
import jakarta.persistence.EntityManager;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.common.jpa.EntityManagerProvider;

/** The read models there are, with all that an engine needs to run them. */
public enum ReadModel {
    /** What became of passwordless init codes. */
    INIT_CODES(InitCodeProjection.NAME, InitCodeProjection.ROW, InitCodeProjection::new, InitCodeFinder::new),
    /** Who there is. */
    USERS(UserProjection.NAME, UserProjection.ROW, UserProjection::new, UserFinder::new);

    /** Where Flyway finds the tables, for H2 and PostgreSQL. */
    public static final String SCHEMA = "classpath:dev/passlink/projection/schema";

    private final String modelName;
    private final Class<?> row;
    private final Projections projections;
    private final Function<EntityManagerProvider, Object> finders;

    ReadModel(
            String modelName, Class<?> row, Projections projections, Function<EntityManagerProvider, Object> finders) {
        this.modelName = modelName;
        this.row = row;
        this.projections = projections;
        this.finders = finders;
    }

    /** The entity classes that belong into the persistence unit. */
    public static List<Class<?>> entities() {
        return Stream.concat(
                        Stream.of(ActiveGeneration.class),
                        Arrays.stream(values()).map(model -> model.row))
                .toList();
    }

    /**
     * The generation that queries see, at least 1.
     *
     * @throws IllegalStateException if the schema knows no such read model
     */
    public int activeGeneration(EntityManager entityManager) {
        return ActiveGeneration.of(modelName, entityManager);
    }

    /** Name of the event processor that keeps a generation, such as {@code init-codes@1}. */
    public String processor(int generation) {
        return modelName + "@" + generation;
    }

    /**
     * The event handlers that keep a generation. They belong into a processor of their own named
     * {@link #processor(int)}, whose errors are propagated and not just logged, and whose events are in sequence for each
     * aggregate.
     *
     * @param entityManagers gives the entity manager of the current thread's transaction
     */
    public Object projection(int generation, EntityManagerProvider entityManagers) {
        return projections.projection(processor(generation), generation, entityManagers);
    }

    /**
     * The query handlers, which see the active generation only.
     *
     * @param entityManagers gives the entity manager of the current thread's transaction
     */
    public Object finder(EntityManagerProvider entityManagers) {
        return finders.apply(entityManagers);
    }

    private interface Projections {
        Object projection(String processor, int generation, EntityManagerProvider entityManagers);
    }
}
