package dev.passlink.api;

import dev.passlink.api.code.CodeKeysetFile;
import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.domain.user.User;
import dev.passlink.domain.user.UserId;
import io.axoniq.axonserver.connector.AxonServerConnectionFactory;
import io.axoniq.axonserver.connector.impl.ServerAddress;
import io.axoniq.axonserver.grpc.SerializedObject;
import io.axoniq.axonserver.grpc.event.Event;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;

/** Events in a live Axon Server, which holds those of other tests as well; rows, tokens and jobs in PostgreSQL. */
@LiveAxonServer
class AxonServerEngineTest extends PostgresEngineTest {

    private final AxonServerAccess server = AxonServerAccess.inClear(LiveAxonServer.Named.server());

    @BeforeEach
    @Override
    void start() {
        ann = new UserId("ann-" + UUID.randomUUID());
        new CodeKeysetFile(folder.resolve("keyset.json")).readOrCreate(); // never beside a store with events
        super.start();
    }

    @Override
    Passlink.Builder node() {
        return super.node().axonServer(server);
    }

    /** What is in Axon Server cannot be changed; so one more is added. */
    @Override
    void makeNewestUnreadable() {
        AxonServerConnectionFactory client = AxonServerConnectionFactory.forClient("test")
                .routingServers(new ServerAddress("localhost", LiveAxonServer.Named.port()))
                .build();
        try {
            client.connect(server.context())
                    .eventChannel()
                    .appendEvents(Event.newBuilder()
                            .setAggregateIdentifier(ann.value())
                            .setAggregateType(User.TYPE)
                            .setAggregateSequenceNumber(eventsOfAnn().size())
                            .setMessageIdentifier(UUID.randomUUID().toString())
                            .setTimestamp(System.currentTimeMillis())
                            .setPayload(SerializedObject.newBuilder()
                                    .setType("user.of.the.future")
                                    .setRevision("1"))
                            .build())
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        } finally {
            client.shutdown();
        }
    }

    @Override
    String tokens() {
        return "passlink_token";
    }
}
