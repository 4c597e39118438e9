package dev.passlink.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.api.LinkFormat;
import dev.passlink.server.RunningServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Everything the page can show: at 390 and 1280 pixels, light and dark, in both languages, with its picture in
 * {@code target/screens}. What the server and the authenticator would say is said in their place.
 */
class PageStatesTest {

    private static final Path SCREENS = Path.of("target", "screens");

    /** A server and an authenticator that answer what the name of the window says. */
    private static final String STAND_INS = """
            const scene = JSON.parse(window.name || '{}');
            const silence = new Promise(() => {});
            const answers = {
              look: { relyingParty: 'Passlink', displayName: 'Ada Lovelace', userName: 'ada@example.org',
                      expiresAt: '2026-11-24T12:00:00Z' },
              start: { passkeyId: '1', publicKey: { challenge: 'AAAA', user: { id: 'AAAA' } } },
              finish: {},
            };
            window.fetch = async (address) => {
              const question = new URL(address).pathname.split('/').pop();
              const said = scene[question];
              if (said === 'silence') return silence;
              if (said === 'away') throw new TypeError('away');
              return said ? new Response(JSON.stringify({ details: [{ reason: said }] }), { status: 400 })
                          : new Response(JSON.stringify(answers[question]));
            };
            if (navigator.credentials) navigator.credentials.create = async () => {
              if (scene.create === 'silence') return silence;
              if (scene.create) throw new DOMException('', scene.create);
              const bytes = new Uint8Array([1]).buffer;
              return { id: 'AQ', rawId: bytes, type: 'public-key', getClientExtensionResults: () => ({}),
                       response: { clientDataJSON: bytes, attestationObject: bytes } };
            };
            if (scene.browser === 'old') delete window.PublicKeyCredential;
            """;

    private static RunningServer server;
    private static Browser english;
    private static Browser german;

    @BeforeAll
    static void start() {
        english = Browser.of("en-GB");
        german = Browser.of("de-DE");
        english.before(STAND_INS);
        german.before(STAND_INS);
        server = RunningServer.startUnderItsOwnLinks();
    }

    @AfterAll
    static void stop() {
        if (german != null) {
            german.close();
        }
        if (english != null) {
            english.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "loading,     look,    silence",
        "ready,       look,    ''",
        "working,     create,  silence",
        "saving,      finish,  silence",
        "done,        finish,  ''",
        "cancelled,   create,  NotAllowedError",
        "failed,      finish,  CEREMONY_FAILED",
        "known,       create,  InvalidStateError",
        "misplaced,   look,    PERMISSION_DENIED",
        "unsupported, browser, old",
        "reopen,      query,   ''",
        "invalid,     look,    CODE_INVALID",
        "expired,     look,    CODE_EXPIRED",
        "used,        look,    CODE_USED",
        "revoked,     look,    CODE_REVOKED",
        "inactive,    look,    USER_NOT_ACTIVE",
        "trouble,     look,    away"
    })
    void everybodyCanUseEveryState(String state, String who, String says) throws Exception {
        for (Browser browser : List.of(english, german)) {
            play(browser, state, who, says);
            assertThat(browser.focused())
                    .as("the heading has the focus")
                    .isEqualTo(browser.driver().getTitle());
            assertUsable(browser, state);
        }
    }

    @Test
    void whoForgetsTheNameCanSeeAndHearIt() throws Exception {
        for (Browser browser : List.of(english, german)) {
            play(browser, "ready", "look", "");
            browser.find("#name").clear();
            browser.click("#naming button");
            assertThat(browser.find("#name-missing").isDisplayed()).isTrue();
            assertUsable(browser, "nameless");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cancelled, create, AbortError",
        "failed,    create, ConstraintError",
        "failed,    finish, REQUEST_INVALID",
        "failed,    finish, PASSKEY_ALREADY_EXISTS",
        "misplaced, create, SecurityError",
        "invalid,   look,   REQUEST_INVALID",
        "invalid,   start,  CODE_INVALID",
        "expired,   finish, CODE_EXPIRED",
        "used,      finish, CODE_USED",
        "inactive,  start,  USER_NOT_ACTIVE",
        "trouble,   look,   OVERLOADED",
        "trouble,   finish, UNAVAILABLE"
    })
    void whateverStopsSomebodyIsExplained(String state, String who, String says) throws Exception {
        play(english, state, who, says);
    }

    private static void assertUsable(Browser browser, String state) {
        for (String colours : List.of("light", "dark")) {
            for (int width : List.of(390, 1280)) {
                browser.looks(width, 844, colours);
                String language = (String) browser.run("return document.documentElement.lang");
                String name = String.join("-", state, language, "" + width, colours);
                browser.photograph(SCREENS.resolve(name + ".png"));
                assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                        .as(name)
                        .isLessThanOrEqualTo(width);
            }
            assertThat(browser.barriers()).as(state + " " + colours).isEmpty();
        }
    }

    private static void play(Browser browser, String state, String who, String says) throws JsonProcessingException {
        String address =
                server.passlink().passkeys().relyingParty().origins().iterator().next() + LinkFormat.PATH;
        browser.open(address);
        browser.run("window.name = arguments[0]", new ObjectMapper().writeValueAsString(Map.of(who, says)));
        browser.open("query".equals(who) ? address + "?" : address + "?userID=u&orgID=o&codeID=c&code=s3cret");
        boolean isInTheWay = !"look".equals(who) && !"query".equals(who) && !"browser".equals(who);
        if (isInTheWay) {
            browser.await("ready");
            browser.click("#naming button");
        }
        browser.await(state);
    }
}
