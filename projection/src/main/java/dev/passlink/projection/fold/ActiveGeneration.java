package dev.passlink.projection.fold;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Which generation of a read model's rows queries see (behaviour P4); one row per read model. */
@Entity
@Table(name = "passlink_projection")
public class ActiveGeneration {

    @Id
    @Column(name = "name", length = 64)
    private String name;

    @Column(name = "active_generation", nullable = false)
    private int generation;

    /** For Hibernate, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    protected ActiveGeneration() {}

    /**
     * The active generation of a read model, at least 1.
     *
     * @throws IllegalStateException if the schema knows no such read model
     */
    public static int of(String readModel, EntityManager entityManager) {
        ActiveGeneration active = entityManager.find(ActiveGeneration.class, readModel);
        if (active == null) {
            throw new IllegalStateException("the schema knows no read model " + readModel);
        }
        return active.generation;
    }
}
