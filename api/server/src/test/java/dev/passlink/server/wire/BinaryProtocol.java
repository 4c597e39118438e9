package dev.passlink.server.wire;

import com.google.protobuf.Message;
import dev.passlink.server.RunningServer;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;

/** The protocols that carry messages as protobuf. */
enum BinaryProtocol {
    GRPC {
        @Override
        <I extends Message, O extends Message> O ask(
                RunningServer server, String token, MethodDescriptor<I, O> method, I request) {
            Metadata metadata = new Metadata();
            metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            try {
                return ClientCalls.blockingUnaryCall(
                        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata)),
                        method,
                        CallOptions.DEFAULT,
                        request);
            } finally {
                channel.shutdownNow();
            }
        }
    },
    GRPC_WEB {
        @Override
        <I extends Message, O extends Message> O ask(
                RunningServer server, String token, MethodDescriptor<I, O> method, I request) {
            HttpRequest post = HttpRequest.newBuilder(server.uri("/" + method.getFullMethodName()))
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("authorization", "Bearer " + token)
                    .header("content-type", "application/grpc-web+proto")
                    .POST(BodyPublishers.ofByteArray(framed(request)))
                    .build();
            HttpResponse<byte[]> response = HttpClient.newHttpClient()
                    .sendAsync(post, BodyHandlers.ofByteArray())
                    .join();
            if (response.headers().firstValue("grpc-status").isPresent()) {
                throw new IllegalStateException(response.headers().toString());
            }
            ByteBuffer frame = ByteBuffer.wrap(response.body());
            frame.get();
            byte[] answer = new byte[frame.getInt()];
            frame.get(answer);
            return method.parseResponse(new ByteArrayInputStream(answer));
        }
    };

    /** Asks, and answers what was answered; fails if that is a refusal. */
    abstract <I extends Message, O extends Message> O ask(
            RunningServer server, String token, MethodDescriptor<I, O> method, I request);

    private static byte[] framed(Message message) {
        byte[] bytes = message.toByteArray();
        return ByteBuffer.allocate(5 + bytes.length)
                .put((byte) 0)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }
}
