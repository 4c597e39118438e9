package dev.passlink.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import dev.passlink.api.code.Keyset;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.code.LabelledFields;
import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.personal.DataKey;
import dev.passlink.api.personal.DataKeys;
import dev.passlink.api.serialization.GoldenKeys;
import dev.passlink.api.serialization.PersonalKeys.Reading;
import dev.passlink.api.serialization.PersonalKeys.Use;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys of personal data, in a database. */
class PersonalDataTest {

    private static final UserId ANN = new UserId("ann");
    private static final PersonalKeyId KEY = new PersonalKeyId("key");
    private static final Use USE = new Use("user.human.added", ANN, KEY);
    private static final byte[] CLEAR = "{\"name\":\"Ann\"}".getBytes(UTF_8);

    private final Database database =
            Database.open(JdbcAccess.h2Memory(), Set.of(), List.of(Database.TOKEN_SCHEMA, DataKeys.SCHEMA), 4);
    private final DataKeys keys = new DataKeys(database.entityManagers(), database.transactions());
    private final AtomicReference<Keyset<Aead>> keyset = new AtomicReference<>(Keyset.generate(KeysetKind.PERSONAL));
    private final PersonalData data = new PersonalData(keyset::get, keys);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void itsFormIsTheOneOfTheGoldenFiles() throws GeneralSecurityException {
        byte[] associated = LabelledFields.labelled("passlink/personal-key/v1")
                .and("ann")
                .and("key")
                .bytes();
        byte[] wrapped = keyset.get().use().encrypt(GoldenKeys.KEY, associated);
        keys.add(new DataKey(KEY, ANN, new DataKey.Wrapped(keyset.get().primaryId(), wrapped)));

        assertClear(data.decrypt(USE, new GoldenKeys().encrypt(USE, CLEAR)));
        assertThat(new GoldenKeys().decrypt(USE, data.encrypt(USE, CLEAR)))
                .isInstanceOfSatisfying(
                        Reading.Clear.class, clear -> assertThat(clear.data()).isEqualTo(CLEAR));
    }

    @Test
    void whatIsEncryptedIsReadNowhereElse() {
        byte[] encrypted = data.encrypt(USE, CLEAR);
        PersonalKeyId otherKey = new PersonalKeyId("other");
        data.encrypt(new Use("user.human.added", ANN, otherKey), CLEAR);
        assertThat(data.decrypt(new Use("user.human.email.changed", ANN, KEY), encrypted))
                .isInstanceOf(Reading.Unreadable.class);
        assertThat(data.decrypt(new Use("user.human.added", new UserId("bob"), KEY), encrypted))
                .isInstanceOf(Reading.Unreadable.class);
        assertThat(data.decrypt(new Use("user.human.added", ANN, otherKey), encrypted))
                .isInstanceOf(Reading.Unreadable.class);
        assertClear(data.decrypt(USE, encrypted));
    }

    @Test
    void aKeyThatWasRolledBackIsMadeAnew() {
        Transaction append = database.transactions().startTransaction();
        byte[] lost = data.encrypt(USE, CLEAR);
        assertClear(data.decrypt(USE, lost)); // whoever reads now remembers the key
        append.rollback();
        assertThat(keys.isEmpty()).isTrue();

        byte[] encrypted = data.encrypt(USE, CLEAR);

        assertClear(new PersonalData(keyset::get, keys).decrypt(USE, encrypted)); // as every other node
        assertThat(keys.find(ANN, KEY)).isPresent();
    }

    @Test
    void aDestroyedKeyIsErasedForOthersAndNothingIsWrittenWithIt() {
        byte[] encrypted = data.encrypt(USE, CLEAR);
        assertThat(keys.destroy(ANN, KEY)).isTrue();
        assertThat(keys.destroy(ANN, KEY)).isFalse();

        assertThat(new PersonalData(keyset::get, keys).decrypt(USE, encrypted)).isInstanceOf(Reading.Erased.class);
        assertThatThrownBy(() -> data.encrypt(USE, CLEAR)).isInstanceOf(ConcurrencyException.class);
        assertThat(keys.find(ANN, KEY)).map(DataKey::wrapped).isEmpty();
    }

    @Test
    void whatWasMadeBeforeARotationIsRead() {
        byte[] before = data.encrypt(USE, CLEAR);
        int older = keyset.get().primaryId();
        keyset.set(keyset.get().rotated());
        data.encrypt(new Use("user.human.added", new UserId("bob"), new PersonalKeyId("bobs")), CLEAR);

        assertClear(data.decrypt(USE, before));
        assertThat(keys.wrappedBy(older)).isEqualTo(1);
        assertThat(keys.wrappedBy(keyset.get().primaryId())).isEqualTo(1);
    }

    @Test
    void aKeyOfAKeysetThatIsNotHereYetIsWaitedForAndNotGivenUp() {
        byte[] encrypted = data.encrypt(USE, CLEAR);
        keyset.set(Keyset.generate(KeysetKind.PERSONAL));
        assertThatThrownBy(() -> data.decrypt(USE, encrypted)).isInstanceOf(Rejected.class);
        assertThatThrownBy(data::requireKeyset).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPageOfUsersIsPrefetchedAndReadWithoutTheDatabase() {
        byte[] encrypted = data.encrypt(USE, CLEAR);
        PersonalData reader = new PersonalData(keyset::get, keys);
        reader.prefetch(List.of(ANN, new UserId("bob")));
        database.close();
        assertClear(reader.decrypt(USE, encrypted));
    }

    private static void assertClear(Reading reading) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Clear.class, clear -> assertThat(clear.data()).isEqualTo(CLEAR));
    }
}
