package dev.passlink.server.wire;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingOptions;
import dev.passlink.api.Audit;
import dev.passlink.api.Passkeys;
import dev.passlink.api.RegistrationLinks;
import dev.passlink.api.Users;
import dev.passlink.server.auth.BearerTokens;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.netty.util.AttributeKey;
import java.util.Objects;

/** All operations, in all protocols. */
public final class Operations {

    private final RegistrationLinks links;
    private final Users users;
    private final Passkeys passkeys;
    private final Audit audit;
    private static final AttributeKey<Boolean> NAMED = AttributeKey.valueOf(Operations.class, "NAMED");

    private final BearerTokens tokens;
    private final Room room;

    /**
     * @param links    answers about registration links
     * @param users    answers about users
     * @param passkeys answers about passkeys
     * @param audit    answers about what has happened
     * @param tokens   tells who asks
     * @param room     how many requests may be in flight; more are refused as OVERLOADED
     */
    public Operations(
            RegistrationLinks links, Users users, Passkeys passkeys, Audit audit, BearerTokens tokens, int room) {
        this.links = links;
        this.users = users;
        this.passkeys = passkeys;
        this.audit = audit;
        this.tokens = tokens;
        this.room = new Room(room);
    }

    /** Puts the operations on a server. */
    public void addTo(ServerBuilder server) {
        server.service(
                operations(),
                service -> new Gate(new RequestReader(service), tokens)
                        .decorate(room)
                        .decorate(Operations::serveUnderItsName));
    }

    /** In metrics a request has the name of its operation, in whatever protocol it came and however it ends. */
    private static HttpResponse serveUnderItsName(HttpService service, ServiceRequestContext ctx, HttpRequest request)
            throws Exception {
        ServerMethodDefinition<?, ?> operation =
                Objects.requireNonNull(service.as(GrpcService.class)).methodDefinition(ctx);
        if (operation != null) {
            MethodDescriptor<?, ?> method = operation.getMethodDescriptor();
            ctx.setAttr(NAMED, true);
            ctx.logBuilder().name(String.valueOf(method.getServiceName()), String.valueOf(method.getBareMethodName()));
        }
        return service.serve(ctx, request);
    }

    /** Whether the request's name in metrics and logs is that of an operation. */
    static boolean isNamed(ServiceRequestContext ctx) {
        return ctx.hasAttr(NAMED);
    }

    private GrpcService operations() {
        ErrorAnswers errors = new ErrorAnswers();
        return GrpcService.builder()
                .addService(new AuthOperations(links, passkeys))
                .addService(new ManagementOperations(links, users, passkeys))
                .addService(new UserOperations(users, links, passkeys))
                .addService(new LinkOperations(links))
                .addService(new AuditOperations(audit))
                .intercept(new ServedFields(), new Correlation())
                .supportedSerializationFormats(
                        GrpcSerializationFormats.PROTO,
                        GrpcSerializationFormats.PROTO_WEB,
                        GrpcSerializationFormats.PROTO_WEB_TEXT,
                        GrpcSerializationFormats.JSON)
                .jsonMarshallerFactory(service -> Json.FORMAT)
                .enableHttpJsonTranscoding(HttpJsonTranscodingOptions.builder()
                        .errorHandler(errors)
                        .build())
                .exceptionHandler(errors)
                // The server's own time limit holds for everybody; a client keeps its shorter one itself.
                .useClientTimeoutHeader(false)
                .useBlockingTaskExecutor(true)
                .build();
    }
}
