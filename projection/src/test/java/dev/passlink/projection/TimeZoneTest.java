package dev.passlink.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.projection.fold.StoredDetails;
import dev.passlink.projection.user.UserProjection;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The events happen around the hour that does not exist in Berlin on 29 March 2026. */
@ParameterizedClass
@EnumSource
class TimeZoneTest {

    private static final TimeZone DEFAULT = TimeZone.getDefault();

    private final Database database;

    TimeZoneTest(Database.Kind kind) {
        database = kind.empty();
    }

    @AfterEach
    void restoreTimeZone() {
        TimeZone.setDefault(DEFAULT);
    }

    @Test
    void datesComeBackToTheMillisecondWhateverTheTimeZone() {
        History history = History.of("u1");
        history.added();
        Delivery delivery = new Delivery(database, new UserProjection("users@1", 1, database));

        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        delivery.batch(history.messages());
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));

        assertThat(storedDetails())
                .isEqualTo(ObjectDetails.next(null, history.messages().get(0)));
    }

    private ObjectDetails storedDetails() {
        return database.fetchInTransaction(() -> database.getEntityManager()
                .createQuery("select human.details from UserRow human", StoredDetails.class)
                .getSingleResult()
                .details());
    }
}
