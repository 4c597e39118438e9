package dev.passlink.server.page;

import static dev.passlink.server.page.Browser.Unlocking.FAILS;
import static dev.passlink.server.page.Browser.Unlocking.SUCCEEDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.LinkFormat;
import dev.passlink.projection.initcode.InitCodeView.Standing;
import dev.passlink.server.RunningServer;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;

/** People register passkeys with the page: a real browser, a virtual authenticator, a real server. */
class PageInBrowserTest {

    private static final String SET_UP = "#naming button";

    private static Browser browser;
    private static RunningServer server;

    private OpenLink link;

    @BeforeAll
    static void start() {
        browser = Browser.of("en-GB");
        server = RunningServer.startUnderItsOwnLinks();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void newLink() {
        browser.open("about:blank");
        link = OpenLink.ofNewUser(server);
    }

    @Test
    void aPasskeyIsRegisteredUnderTheNameThePersonGives() {
        VirtualAuthenticator device = browser.device(SUCCEEDS);
        browser.open(link.address());
        browser.await("ready");
        assertThat(browser.find("#ready").getText()).contains("Passlink", "Ada Lovelace", "ada");
        assertThat(browser.find("#name").getDomProperty("value")).isEqualTo("Chrome on Linux");

        browser.find("#name").clear();
        browser.find("#name").sendKeys("  Ada’s desk ");
        browser.click(SET_UP);

        browser.await("done");
        assertThat(browser.find("#done").getText()).contains("Ada’s desk", "What to do next");
        assertThat(link.passkeys())
                .singleElement()
                .extracting(passkey -> passkey.name().name())
                .isEqualTo("Ada’s desk");
        assertThat(standing()).isEqualTo(Standing.USED);
        assertThat(device.getCredentials()).hasSize(1);
        browser.driver().removeVirtualAuthenticator(device);
    }

    @Test
    void whoCancelsTriesAgainWithTheSameLink() {
        VirtualAuthenticator device = browser.device(FAILS);
        browser.open(link.address());
        browser.await("ready");
        browser.click(SET_UP);
        browser.await("cancelled");
        assertThat(standing()).isEqualTo(Standing.OPEN);

        device.setUserVerified(true);
        browser.click("#cancelled button");

        browser.await("done");
        assertThat(link.passkeys()).hasSize(1);
        browser.driver().removeVirtualAuthenticator(device);
    }

    @Test
    void aUsedLinkRegistersNothingMore() {
        register();
        VirtualAuthenticator another = browser.device(SUCCEEDS);

        browser.open(link.address());

        browser.await("used");
        assertThat(link.passkeys()).hasSize(1);
        assertThat(another.getCredentials()).isEmpty();
        browser.driver().removeVirtualAuthenticator(another);
    }

    @Test
    void aTabThatWasOpenBeforeTheLinkWasUsedCannotFinishAfter() {
        browser.open(link.address());
        browser.await("ready");
        String early = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        register();
        browser.driver().close();
        browser.driver().switchTo().window(early);
        VirtualAuthenticator device = browser.device(SUCCEEDS);

        browser.click(SET_UP);

        browser.await("used");
        assertThat(link.passkeys()).hasSize(1);
        browser.driver().removeVirtualAuthenticator(device);
    }

    @Test
    void aVisitWithoutAClickLeavesTheLinkAsItIs() {
        var before = link.code();

        browser.open(link.address());
        browser.await("ready");

        assertThat(link.code()).isEqualTo(before);
        assertThat(link.passkeys()).isEmpty();
    }

    @Test
    void theCodeLeavesTheAddressBarAtOnceAndIsNotKept() {
        browser.open(link.address());
        browser.await("ready");

        assertThat(browser.driver().getCurrentUrl())
                .isEqualTo(server.passlink()
                                .passkeys()
                                .relyingParty()
                                .origins()
                                .iterator()
                                .next()
                        + LinkFormat.PATH);
        assertThat((String) browser.run("return document.documentElement.outerHTML + JSON.stringify(localStorage)"
                        + " + JSON.stringify(sessionStorage) + JSON.stringify(history.state) + document.cookie"))
                .doesNotContain(link.secret());
        browser.driver().navigate().refresh();
        browser.await("reopen");
        browser.driver().navigate().back();
        assertThat(browser.driver().getCurrentUrl()).doesNotContain(link.secret());
    }

    @Test
    void theCodeIdMayBeSpelledInBothWays() {
        browser.open(link.address().toString().replace("codeID=", "codeId="));

        browser.await("ready");
    }

    @Test
    void aWrongLinkAndAnUnknownOneAreExplainedAlike() {
        browser.open(link.address().toString().replaceAll("&code=.*", "&code=wrongwrong12"));
        browser.await("invalid");
        browser.open(link.address().toString().replaceAll("userID=[^&]*", "userID=nobody"));
        browser.await("invalid");
        browser.open(link.address().toString().replaceAll("&code=.*", ""));
        browser.await("invalid");
        assertThat(link.code().failedChecks()).isZero();
    }

    @Test
    void aRevokedLinkIsExplained() {
        server.passlink().links().revokeAll(OpenLink.OWNER, link.user()).join();

        browser.open(link.address());

        browser.await("revoked");
    }

    @Test
    void anAccountThatIsNotActiveIsExplained() {
        server.passlink().users().deactivate(OpenLink.OWNER, link.user()).join();

        browser.open(link.address());

        browser.await("inactive");
    }

    @Test
    void theKeyboardIsEnough() {
        VirtualAuthenticator device = browser.device(SUCCEEDS);
        browser.open(link.address());
        browser.await("ready");
        assertThat(browser.focused()).isEqualTo("Set up your passkey");

        press(Keys.TAB);
        assertThat(browser.driver().switchTo().activeElement().getDomAttribute("id"))
                .isEqualTo("name");
        press(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE, Keys.ENTER);
        assertThat(browser.find("#name-missing").isDisplayed()).isTrue();
        assertThat(browser.driver().switchTo().activeElement().getDomAttribute("id"))
                .isEqualTo("name");
        press("Phone", Keys.TAB);
        assertThat(browser.focused()).isEqualTo("Set up passkey");
        press(Keys.ENTER);

        browser.await("done");
        assertThat(browser.focused()).isEqualTo("Your passkey is ready");
        assertThat(browser.driver().getTitle()).isEqualTo("Your passkey is ready");
        browser.driver().removeVirtualAuthenticator(device);
    }

    private void register() {
        VirtualAuthenticator device = browser.device(SUCCEEDS);
        browser.open(link.address());
        browser.await("ready");
        browser.click(SET_UP);
        browser.await("done");
        browser.driver().removeVirtualAuthenticator(device);
    }

    private Standing standing() {
        return link.code().standingAt(Instant.now());
    }

    private static void press(CharSequence... keys) {
        for (CharSequence key : keys) {
            new Actions(browser.driver()).sendKeys(key).perform();
        }
    }
}
