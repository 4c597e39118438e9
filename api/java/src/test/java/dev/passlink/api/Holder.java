package dev.passlink.api;

import static java.util.stream.Collectors.toMap;

import dev.passlink.api.webauthn.Authenticators;
import dev.passlink.api.webauthn.Ceremonies;
import dev.passlink.domain.Authority;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PresentedCode;
import dev.passlink.domain.user.UserCommand.FinishPasskeyRegistration;
import dev.passlink.domain.user.UserCommand.StartPasskeyRegistration;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Whoever holds a registration link and registers a passkey with its code, or with a guess. */
record Holder(Passlink passlink, Map<String, String> query) {

    static Holder of(Passlink passlink, RegistrationLink link) {
        return of(passlink, link.link());
    }

    static Holder of(Passlink passlink, URI link) {
        return new Holder(
                passlink,
                Arrays.stream(link.getQuery().split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(toMap(pair -> pair[0], pair -> pair[1])));
    }

    String code() {
        return query.get("code");
    }

    /** What the page knows. */
    LinkAccess access() {
        return access(code());
    }

    LinkAccess access(String code) {
        return new LinkAccess(userId(), new ResourceOwner(query.get("orgID")), codeId(), code);
    }

    /** Begins to register a passkey, and finishes on a device of its own if the code is taken. */
    CompletableFuture<Verdict> presents(String code) {
        return presents(code, passlink);
    }

    CompletableFuture<Verdict> presents(String code, Passlink node) {
        return starts(code, node)
                .thenCompose(verdict -> verdict instanceof Verdict.Started started
                        ? finishes(started, new Device().create(options(started, node)), code, node)
                        : CompletableFuture.completedFuture(verdict));
    }

    CompletableFuture<Verdict> starts(String code, Passlink node) {
        Ceremonies ceremonies = node.ceremonies();
        return node.gate()
                .give(new StartPasskeyRegistration(
                        userId(),
                        ceremonies.newPasskeyId(),
                        ceremonies.newChallenge(),
                        ceremonies.relyingParty().id(),
                        ceremonies.newUserHandle(),
                        presented(code, node),
                        authority()));
    }

    static String options(Verdict.Started started, Passlink node) {
        return node.ceremonies().creationOptions(started, Authenticators.ANY);
    }

    CompletableFuture<Verdict> finishes(Verdict.Started started, String credential, String code, Passlink node) {
        return node.gate()
                .give(new FinishPasskeyRegistration(
                        userId(),
                        started.ceremony().passkey().passkeyId(),
                        new PasskeyName("Test device"),
                        credential,
                        presented(code, node),
                        authority()));
    }

    private PresentedCode presented(String code, Passlink node) {
        return new PresentedCode(codeId(), node.codes().prove(userId(), codeId(), code));
    }

    private Authority authority() {
        return new Authority.Holder(new ResourceOwner(query.get("orgID")));
    }

    private UserId userId() {
        return new UserId(query.get("userID"));
    }

    private CodeId codeId() {
        return new CodeId(query.get("codeID"));
    }
}
