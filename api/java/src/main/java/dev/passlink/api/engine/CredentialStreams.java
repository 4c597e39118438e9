package dev.passlink.api.engine;

import dev.passlink.domain.user.CredentialClaimed;
import dev.passlink.domain.user.CredentialClaims;
import dev.passlink.domain.user.CredentialId;
import dev.passlink.domain.user.UserId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.axonframework.common.lock.Lock;
import org.axonframework.common.lock.LockFactory;
import org.axonframework.common.lock.PessimisticLockFactory;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;

/**
 * One stream for each credential id, of one event: {@code credential:<SHA-256 of the id>}. Who comes second, on whichever
 * node, finds the stream or conflicts with it when it is appended; a conflict is tried again, and then the stream is found.
 * Within a node the second waits for the first, which matters in memory only, where nothing conflicts.
 */
final class CredentialStreams implements CredentialClaims {

    private final Supplier<EventStore> events;
    private final LockFactory locks = PessimisticLockFactory.usingDefaults();

    /** @param events the store, which is there only once everything else is */
    CredentialStreams(Supplier<EventStore> events) {
        this.events = events;
    }

    @Override
    public boolean claim(CredentialId credentialId, UserId claimedBy, MetaData metaData) {
        String stream = CredentialClaimed.STREAM + digest(credentialId);
        Lock lock = locks.obtainLock(stream);
        CurrentUnitOfWork.get().onCleanup(ended -> lock.release());
        EventStore store = events.get();
        if (store.lastSequenceNumberFor(stream).isPresent()) {
            return false;
        }
        store.publish(new GenericDomainEventMessage<>(
                CredentialClaimed.TYPE, stream, 0, new CredentialClaimed(credentialId, claimedBy), metaData));
        return true;
    }

    private static String digest(CredentialId credentialId) {
        try {
            byte[] id = Base64.getUrlDecoder().decode(credentialId.value());
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(id));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
