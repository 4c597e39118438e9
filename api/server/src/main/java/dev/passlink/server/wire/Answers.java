package dev.passlink.server.wire;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.stub.StreamObserver;
import io.netty.util.AttributeKey;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import zitadel.object.v2.Details;
import zitadel.v1.ObjectDetails;

/** What the Java API answers, in the words of the protocol. */
final class Answers {

    private static final AttributeKey<CompletableFuture<?>> AWAITED = AttributeKey.valueOf(Answers.class, "AWAITED");

    private Answers() {}

    /** The answer that a request waits for; a completed one if it waits for none. */
    static CompletableFuture<?> awaited(ServiceRequestContext ctx) {
        CompletableFuture<?> answer = ctx.attr(AWAITED);
        return answer == null ? CompletableFuture.completedFuture(null) : answer;
    }

    /** Hands over the one answer, or the refusal, as soon as there is one; a client that is gone misses it. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static <T> void send(CompletableFuture<T> answer, StreamObserver<T> to) {
        ServiceRequestContext.current().setAttr(AWAITED, answer);
        answer.whenComplete((message, refusal) -> {
            if (refusal == null) {
                to.onNext(message);
                to.onCompleted();
            } else {
                to.onError(refusal);
            }
        });
    }

    static ObjectDetails details(dev.passlink.domain.ObjectDetails details) {
        return ObjectDetails.newBuilder()
                .setSequence(details.sequence())
                .setCreationDate(timestamp(details.creationDate()))
                .setChangeDate(timestamp(details.changeDate()))
                .setResourceOwner(details.resourceOwner().value())
                .build();
    }

    static Details detailsV2(dev.passlink.domain.ObjectDetails details) {
        return Details.newBuilder()
                .setSequence(details.sequence())
                .setCreationDate(timestamp(details.creationDate()))
                .setChangeDate(timestamp(details.changeDate()))
                .setResourceOwner(details.resourceOwner().value())
                .build();
    }

    static Duration duration(java.time.Duration duration) {
        return Durations.fromMillis(duration.toMillis());
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamps.fromMillis(instant.toEpochMilli());
    }
}
