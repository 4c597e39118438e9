package dev.passlink.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import org.junit.jupiter.api.Test;

/** Looks at one link are bounded, whatever is looked at beside it (behaviour C9). */
class LooksTest {

    private final Looks looks = new Looks();

    @Test
    void looksAtOneLinkAreBoundedWhateverCodeIsTried() {
        for (int i = 0; i < Looks.MOST; i++) {
            looks.allow(link("ada", "1", "guess-" + i));
        }

        assertThatThrownBy(() -> looks.allow(link("ada", "1", "right"))).isInstanceOf(Rejected.class);
    }

    @Test
    void looksAtOtherLinksDoNotCount() {
        for (int i = 0; i < Looks.MOST; i++) {
            looks.allow(link("ada", "1", "code"));
        }

        looks.allow(link("ada", "2", "code"));
        looks.allow(link("bob", "1", "code"));
    }

    @Test
    void idsThatAreTheSameTextWhenJoinedAreOfDifferentLinks() {
        assertThat(Looks.Link.of(link("ada1", "2", "code"))).isNotEqualTo(Looks.Link.of(link("ada", "12", "code")));
    }

    private static LinkAccess link(String userId, String codeId, String code) {
        return new LinkAccess(new UserId(userId), new ResourceOwner("acme"), new CodeId(codeId), code);
    }
}
