package dev.passlink.api.code;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.CodeState;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Medium;
import java.time.Instant;

/** Codes as the aggregate remembers them. */
final class SampleCodes {

    static final ResourceOwner OWNER = new ResourceOwner("org-1");

    private static final Instant ADDED = Instant.parse("2026-01-01T10:00:00Z");

    private SampleCodes() {}

    static InitCode code(CodeId codeId, CodeSeed seed) {
        return code(codeId, seed, 12, OWNER);
    }

    static InitCode code(CodeId codeId, CodeSeed seed, int length, ResourceOwner owner) {
        return new InitCode(
                codeId,
                seed,
                length,
                Medium.RETURNED,
                null,
                ADDED.plusSeconds(3600),
                3,
                10,
                CodeState.OPEN,
                MailState.NONE,
                null,
                0,
                0,
                null,
                new ObjectDetails(2, ADDED, ADDED, owner));
    }
}
