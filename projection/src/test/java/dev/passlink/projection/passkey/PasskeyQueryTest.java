package dev.passlink.projection.passkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.axonframework.messaging.responsetypes.ResponseTypes.multipleInstancesOf;
import static org.axonframework.messaging.responsetypes.ResponseTypes.optionalInstanceOf;

import dev.passlink.domain.user.Credential.Trait;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PasskeyState;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessTokenRemoved;
import dev.passlink.domain.user.event.PasswordlessTokenUsed;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.Database;
import dev.passlink.projection.Delivery;
import dev.passlink.projection.History;
import dev.passlink.projection.ReadModel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.axonframework.queryhandling.DefaultQueryGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.axonframework.queryhandling.SimpleQueryBus;
import org.axonframework.queryhandling.annotation.AnnotationQueryHandlerAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class PasskeyQueryTest {

    private static final PasskeyId PASSKEY = new PasskeyId("p1");

    private final Database database;
    private final QueryGateway queries;
    private final History history = History.of("u1");

    PasskeyQueryTest(Database.Kind kind) {
        database = kind.empty();
        SimpleQueryBus bus =
                SimpleQueryBus.builder().transactionManager(database).build();
        new AnnotationQueryHandlerAdapter<>(ReadModel.PASSKEYS.projection(1, database, Class::getSimpleName))
                .subscribe(bus);
        queries = DefaultQueryGateway.builder().queryBus(bus).build();
    }

    @Test
    void aPasskeyIsListedWithItsDevice() {
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");
        history.then(new PasswordlessTokenUsed(history.userId(), PASSKEY, 7));
        deliver(history, 1);

        assertThat(ofUser("u1")).singleElement().satisfies(passkey -> {
            assertThat(passkey.userId()).isEqualTo(history.userId());
            assertThat(passkey.passkeyId()).isEqualTo(PASSKEY);
            assertThat(passkey.state()).isEqualTo(PasskeyState.READY);
            assertThat(passkey.name()).isEqualTo(new PasskeyName("phone"));
            assertThat(passkey.credentialId())
                    .isEqualTo(History.credential(PASSKEY).id());
            assertThat(passkey.aaguid()).isEqualTo("00000000-0000-0000-0000-000000000000");
            assertThat(passkey.traits()).containsExactlyInAnyOrder(Trait.values());
            assertThat(passkey.transports()).containsExactlyInAnyOrder("usb", "internal", "hybrid");
            assertThat(passkey.lastUsedAt()).isEqualTo(Instant.parse("2026-03-29T01:00:00.123Z"));
            assertThat(passkey.details().sequence()).isEqualTo(3);
        });
    }

    @Test
    void thePasskeysOfAUserAreListedTheOldestFirst() {
        for (String id : List.of("oldest", "middle", "newest")) {
            history.passkeyAdded(new PasskeyId(id));
        }
        for (String id : List.of("newest", "middle", "oldest")) {
            history.passkeyVerified(new PasskeyId(id), id);
        }
        deliver(history, 1);

        assertThat(ofUser("u1"))
                .extracting(passkey -> passkey.passkeyId().value())
                .containsExactly("oldest", "middle", "newest");
    }

    @Test
    void onlyWhatCanBeSignedInWithIsListed() {
        History other = History.of("u2");
        other.passkeyAdded(PASSKEY);
        other.passkeyVerified(PASSKEY, "phone");
        deliver(other, 1);
        history.passkeyAdded(new PasskeyId("begun"));
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");
        history.then(new PasswordlessTokenRemoved(history.userId(), PASSKEY));
        deliver(history, 1);

        assertThat(ofUser("u1")).isEmpty();
    }

    @Test
    void atMostTwoHundredPasskeysAreListed() {
        IntStream.range(0, 201).forEach(i -> {
            PasskeyId passkey = new PasskeyId("p" + i);
            history.passkeyAdded(passkey);
            history.passkeyVerified(passkey, "phone");
        });
        deliver(history, 1);

        assertThat(ofUser("u1"))
                .hasSize(200)
                .extracting(passkey -> passkey.passkeyId().value())
                .doesNotContain("p200");
    }

    @Test
    void aCredentialIsFoundByItsIdWithWhatASignInIsVerifiedWith() {
        PasskeyId other = new PasskeyId("p2");
        for (PasskeyId passkey : List.of(PASSKEY, other)) {
            history.passkeyAdded(passkey);
            history.passkeyVerified(passkey, "phone");
        }
        deliver(history, 1);

        assertThat(ofCredential(other))
                .contains(new RegisteredCredential(
                        history.userId(), other, History.HANDLE, "example.org", History.credential(other)));
        assertThat(ofCredential(new PasskeyId("p3"))).isEmpty();
    }

    @Test
    void aCredentialThatWasRemovedIsNotFound() {
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");
        history.then(new PasswordlessTokenRemoved(history.userId(), PASSKEY));
        deliver(history, 1);

        assertThat(ofCredential(PASSKEY)).isEmpty();
    }

    @Test
    void aCredentialThatTwoHaveIsOfWhoHadItFirst() {
        History later = History.of("a-later-user");
        later.added();
        for (History each : List.of(later, history)) {
            each.passkeyAdded(PASSKEY);
            each.passkeyVerified(PASSKEY, "phone");
            deliver(each, 1);
        }

        assertThat(ofCredential(PASSKEY).map(RegisteredCredential::userId)).contains(history.userId());
    }

    @Test
    void queriesSeeTheActiveGenerationOnly() {
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");
        deliver(history, 2);
        assertThat(ofUser("u1")).isEmpty();
        assertThat(ofCredential(PASSKEY)).isEmpty();

        database.executeInTransaction(() -> database.execute("update passlink_projection set active_generation = 2"));

        assertThat(ofUser("u1")).hasSize(1);
        assertThat(ofCredential(PASSKEY)).isPresent();
    }

    @Test
    void ofARemovedUserNoNameIsLeftInAGenerationThatNobodyKeeps() {
        History other = History.of("u2");
        for (History each : List.of(history, other)) {
            each.passkeyAdded(PASSKEY);
            each.passkeyVerified(PASSKEY, "phone");
            deliver(each, 1);
            deliver(each, 2);
        }
        long sequence = history.then(new UserRemoved(history.userId(), null)).getSequenceNumber() + 1;
        history.passkeyAdded(new PasskeyId("of-the-next-life"));
        deliver(history, 3);

        database.executeInTransaction(
                () -> ReadModel.removeUnkept(history.userId(), sequence, database.getEntityManager()));

        assertThat(rows()).containsExactlyInAnyOrder("1 u1 p1", "1 u2 p1", "2 u2 p1", "3 u1 of-the-next-life");
    }

    private List<String> rows() {
        return database.fetchInTransaction(() -> database.getEntityManager()
                .createQuery("select passkey from PasskeyRow passkey", PasskeyRow.class)
                .getResultStream()
                .map(PasskeyRow::key)
                .map(key -> key.generation() + " " + key.userId() + " " + key.passkeyId())
                .toList());
    }

    private void deliver(History delivered, int generation) {
        new Delivery(database, ReadModel.PASSKEYS.projection(generation, database, Class::getSimpleName))
                .batch(delivered.messages());
    }

    private List<PasskeyView> ofUser(String userId) {
        return queries.query(new PasskeyQuery.OfUser(new UserId(userId)), multipleInstancesOf(PasskeyView.class))
                .join();
    }

    private Optional<RegisteredCredential> ofCredential(PasskeyId passkeyId) {
        return queries.query(
                        new PasskeyQuery.OfCredential(
                                History.credential(passkeyId).id()),
                        optionalInstanceOf(RegisteredCredential.class))
                .join();
    }
}
