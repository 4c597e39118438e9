package dev.passlink.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.passlink.api.LinkAccess;
import dev.passlink.api.Passkeys;
import dev.passlink.api.webauthn.Authenticators;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.UserId;
import dev.passlink.server.wire.Json;
import java.util.concurrent.CompletableFuture;

/**
 * What the script of the page asks, and is answered, in JSON. All that is asked contains {@code userID}, {@code orgID},
 * {@code codeID} and {@code code}, as the link does.
 *
 * @param passkeys where the answers come from
 */
record Enrolment(Passkeys passkeys) {

    /** Answers {@code relyingParty}, {@code displayName}, {@code userName} and {@code expiresAt}; changes nothing. */
    CompletableFuture<ObjectNode> look(ObjectNode asked) {
        return passkeys.look(link(asked))
                .thenApply(seen -> answer().put(
                                "relyingParty", passkeys.relyingParty().name())
                        .put("displayName", seen.displayName())
                        .put("userName", seen.userName())
                        .put("expiresAt", seen.expiresAt().toString()));
    }

    /**
     * Is also told {@code requestPlatformType}: {@code platform}, {@code crossPlatform}, or nothing. Answers
     * {@code passkeyId} and {@code publicKey}, the {@code PublicKeyCredentialCreationOptionsJSON}.
     */
    CompletableFuture<ObjectNode> start(ObjectNode asked) {
        Authenticators wanted = switch (asked.path("requestPlatformType").asText()) {
            case "platform" -> Authenticators.PLATFORM;
            case "crossPlatform" -> Authenticators.CROSS_PLATFORM;
            default -> Authenticators.ANY;
        };
        return passkeys.startRegistration(link(asked), wanted)
                .thenApply(started -> answer().put(
                                "passkeyId", started.passkeyId().value())
                        .set(
                                "publicKey",
                                Json.FORMAT.readObject(started.publicKey().getBytes(UTF_8))));
    }

    /**
     * Is also told {@code passkeyId}, the {@code name} of the device, and {@code credential}, a
     * {@code RegistrationResponseJSON}. Answers nothing but that it is done.
     */
    CompletableFuture<ObjectNode> finish(ObjectNode asked) {
        JsonNode credential = asked.path("credential");
        if (!credential.isObject()) {
            throw invalid("credential must be an object");
        }
        return passkeys.finishRegistration(
                        link(asked),
                        new PasskeyId(text(asked, "passkeyId")),
                        new PasskeyName(text(asked, "name")),
                        credential.toString())
                .thenApply(details -> answer());
    }

    private static LinkAccess link(ObjectNode asked) {
        return new LinkAccess(
                new UserId(text(asked, "userID")),
                new ResourceOwner(text(asked, "orgID")),
                new CodeId(text(asked, "codeID")),
                text(asked, "code"));
    }

    private static String text(ObjectNode asked, String name) {
        JsonNode value = asked.path(name);
        if (!value.isTextual()) {
            throw invalid(name + " must be a text");
        }
        return value.textValue();
    }

    private static ObjectNode answer() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static Rejected invalid(String message) {
        return new Rejected(new Failure.RequestInvalid(message));
    }
}
