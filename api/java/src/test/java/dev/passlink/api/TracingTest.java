package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.ANN;
import static dev.passlink.api.EngineContract.MANAGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.Outbox;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.tracing.SpanFactory;
import org.axonframework.tracing.attributes.AggregateIdentifierSpanAttributesProvider;
import org.axonframework.tracing.attributes.MessageIdSpanAttributesProvider;
import org.axonframework.tracing.attributes.MessageNameSpanAttributesProvider;
import org.axonframework.tracing.attributes.MessageTypeSpanAttributesProvider;
import org.axonframework.tracing.attributes.MetadataSpanAttributesProvider;
import org.axonframework.tracing.attributes.PayloadTypeSpanAttributesProvider;
import org.axonframework.tracing.opentelemetry.OpenTelemetrySpanFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces by OpenTelemetry, for whoever wants them. */
class TracingTest {

    private static final String ADDRESS = "ann@example.org";

    @TempDir
    Path outbox;

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exported))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    private final Tracer tracer = telemetry.getTracer("test");

    @Test
    void aCommandIsPartOfItsCallersTraceAndNoSpanHoldsASecret() {
        String code;
        Span request = tracer.spanBuilder("request").startSpan();
        try (Passlink passlink = Passlink.builder()
                .inMemory()
                .mail(MailSettings.of("login.example.org", new Outbox(outbox)))
                .tracing(spans())
                .build()) {
            passlink.users()
                    .in(ACME)
                    .add(MANAGER, ANN, Person.named("ann", "Ann", "Lee", new Email(ADDRESS, true)))
                    .join();
            try (Scope current = request.makeCurrent()) {
                code = Holder.of(passlink, passlink.links().add(MANAGER, ANN).join())
                        .code();
            } finally {
                request.end();
            }
            passlink.links().send(MANAGER, ANN).join();
            await("MarkPasswordlessInitCodeSent");
        }

        assertThat(exported.getFinishedSpanItems())
                .filteredOn(span ->
                        span.getTraceId().equals(request.getSpanContext().getTraceId()))
                .extracting(SpanData::getName)
                .anyMatch(name -> name.contains("handleCommand(AddPasswordlessInitCode)"))
                .anyMatch(name -> name.contains("publishEvent(PasswordlessInitCodeAdded)"));
        assertThat(exported.getFinishedSpanItems())
                .hasSizeGreaterThan(5)
                .noneMatch(span -> span.toString().contains(code))
                .noneMatch(span -> span.toString().contains(ADDRESS));
    }

    /** With every attribute that Axon can add. */
    private SpanFactory spans() {
        return OpenTelemetrySpanFactory.builder()
                .tracer(tracer)
                .contextPropagators(telemetry.getPropagators().getTextMapPropagator())
                .addSpanAttributeProviders(List.of(
                        new AggregateIdentifierSpanAttributesProvider(),
                        new MessageIdSpanAttributesProvider(),
                        new MessageNameSpanAttributesProvider(),
                        new MessageTypeSpanAttributesProvider(),
                        new MetadataSpanAttributesProvider(),
                        new PayloadTypeSpanAttributesProvider()))
                .build();
    }

    private void await(String command) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (exported.getFinishedSpanItems().stream()
                .noneMatch(span -> span.getName().contains(command))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
