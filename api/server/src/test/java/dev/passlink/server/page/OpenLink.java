package dev.passlink.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.passkey.PasskeyView;
import dev.passlink.server.RunningServer;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.UUID;

/** A link that somebody was given, and what has become of it. */
record OpenLink(RunningServer server, UserId user, URI address) {

    static final Caller OWNER = Caller.of("owner", RunningServer.ORG, Grant.everywhere("IAM_OWNER"));

    /** Of a new user, Ada Lovelace. */
    static OpenLink ofNewUser(RunningServer server) {
        UserId user = new UserId("user-" + UUID.randomUUID());
        Person ada = Person.named("ada", "Ada", "Lovelace", new Email("ada@example.org", true));
        server.passlink().users().add(OWNER, user, ada).join();
        return new OpenLink(
                server, user, server.passlink().links().add(OWNER, user).join().link());
    }

    InitCodeView code() {
        return server.passlink().links().list(OWNER, user).join().get(0);
    }

    List<PasskeyView> passkeys() {
        return server.passlink().passkeys().list(OWNER, user).join();
    }

    /** What a script sends of it. */
    ObjectNode body() {
        ObjectNode body = new ObjectMapper().createObjectNode();
        for (String parameter : address.getRawQuery().split("&")) {
            String[] parts = parameter.split("=");
            body.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
        }
        return body;
    }

    String secret() {
        return body().get("code").asText();
    }
}
