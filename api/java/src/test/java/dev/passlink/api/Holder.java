package dev.passlink.api;

import static java.util.stream.Collectors.toMap;

import dev.passlink.domain.Authority;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserCommand.RedeemPasswordlessInitCode;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Whoever holds a registration link and presents its code, or a guess. */
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

    CompletableFuture<Verdict> presents(String code) {
        return presents(code, passlink);
    }

    CompletableFuture<Verdict> presents(String code, Passlink node) {
        UserId userId = new UserId(query.get("userID"));
        CodeId codeId = new CodeId(query.get("codeID"));
        return node.gate()
                .give(new RedeemPasswordlessInitCode(
                        userId,
                        codeId,
                        node.codes().prove(userId, codeId, code),
                        new Authority.Holder(new ResourceOwner(query.get("orgID")))));
    }
}
