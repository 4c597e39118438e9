package dev.passlink.server.command.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.passlink.api.LinkFormat;
import dev.passlink.api.webauthn.RelyingParty;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import dev.passlink.server.Node;
import dev.passlink.server.command.demo.Client.Answer;
import dev.passlink.server.command.demo.MailSink.Mail;
import dev.passlink.server.command.demo.Store.Event;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The main job from beginning to end, over HTTP like any client: somebody is added, gets registration links by all four
 * operations, and registers a passkey with one of them; and what the server answers, mails and stores is shown and held against the API documents.
 */
public final class Demo {

    private static final ResourceOwner ORGANIZATION = new ResourceOwner("demo-organization");
    private static final UserId MANAGER = new UserId("demo-manager");
    private static final String DEVICE = "Software authenticator";
    private static final String ADDRESS = "demo.user@example.org";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Pattern MILLISECONDS =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
    private static final String ADDED = "user.human.passwordless.initialization.code.added";
    private static final String SENT = "user.human.passwordless.initialization.code.sent";

    private final Node node;
    private final MailSink mails;
    private final Transcript transcript;
    private final Client client;
    private final Store store;
    private final List<String> codes = new ArrayList<>();
    private final List<Published> published = new ArrayList<>();

    private String user = "";
    private String usersToken = "";
    private String managersToken = "";

    /**
     * @param scene      where it plays
     * @param transcript where everything is shown
     */
    public Demo(Scene scene, Transcript transcript) {
        this.node = scene.node();
        this.mails = scene.mails();
        this.transcript = transcript;
        this.client = new Client(node.url(), transcript);
        this.store = new Store(node.settings().requireDatabase());
    }

    /**
     * Runs all steps.
     *
     * @throws Deviation if one of them did not go as documented
     */
    public void run() {
        startServer();
        addUser();
        String link = addMyLink();
        sendMyLink();
        String opened = addLinkForUser();
        sendLinkToUser();
        refuseStranger();
        registerPasskey(opened);
        showReadModel();
        showHistory();
        searchForCodes();
        handOver(link);
    }

    private void startServer() {
        transcript.step("A server on the embedded default, nothing configured");
        transcript.say("serving      " + node.url());
        transcript.say("mail sink    smtp://" + mails.host() + ":" + mails.port());
        transcript.say("data folder  " + node.settings().data());
        transcript.say("callers      a manager and, from the next step on, a user, with tokens like those of `token`");
        managersToken = node.token(MANAGER, ORGANIZATION, List.of("ORG_OWNER@" + ORGANIZATION));
    }

    private void addUser() {
        transcript.step("The manager adds a user: ImportHumanUser");
        Answer answer = client.post("/management/v1/users/human/_import", managersToken, """
                {"userName":"demo.user","profile":{"firstName":"Demo","lastName":"User","preferredLanguage":"en"},\
                "email":{"email":"%s","isEmailVerified":true}}""".formatted(ADDRESS));
        checkDetails(answer, 1);
        user = answer.text("userId");
        usersToken = node.token(new UserId(user), ORGANIZATION, List.of());
    }

    private String addMyLink() {
        transcript.step("The user asks for a link: AddMyPasswordlessLink");
        Answer answer = client.post("/auth/v1/users/me/passwordless/_link", usersToken, "");
        checkDetails(answer, 2);
        return checkLink(answer);
    }

    private void sendMyLink() {
        transcript.step("The user has a link mailed: SendMyPasswordlessLink");
        Answer answer = client.post("/auth/v1/users/me/passwordless/_send_link", usersToken, "{}");
        checkDetails(answer, 3);
        checkMail(1);
    }

    private String addLinkForUser() {
        transcript.step("The manager asks for a link for the user: AddPasswordlessRegistration");
        Answer answer = client.post("/management/v1/users/" + user + "/passwordless/_link", managersToken, "");
        checkDetails(answer, 5);
        return checkLink(answer);
    }

    private void sendLinkToUser() {
        transcript.step("The manager has a link mailed to the user: SendPasswordlessRegistration");
        Answer answer = client.post("/management/v1/users/" + user + "/passwordless/_send_link", managersToken, "{}");
        checkDetails(answer, 6);
        checkMail(2);
    }

    private void refuseStranger() {
        transcript.step("The user tries what only a manager may: refused, and nothing is stored");
        int before = store.events().size();
        Answer answer = client.post("/management/v1/users/" + user + "/passwordless/_link", usersToken, "");
        transcript.require("status", 403, answer.status());
        transcript.require("code", "7", answer.text("code"));
        transcript.require("reason", "PERMISSION_DENIED", answer.text("details.0.reason"));
        transcript.confirm("403, code 7 (PERMISSION_DENIED)");
        transcript.require("number of events", before, store.events().size());
        transcript.confirm("no event was added");
    }

    private void registerPasskey(String link) {
        transcript.step("The manager's link is opened, and a passkey registered, by an authenticator in software");
        String origin = RelyingParty.originOf(node.settings().publicUrl());
        ObjectNode access = access(link);
        Answer seen = client.postFromPage(origin, LinkFormat.PATH + "/look", access);
        transcript.require("status", 200, seen.status());
        transcript.require("whom the link is for", "Demo User", seen.text("displayName"));
        transcript.confirm("the page says whom the link is for; nothing has changed");

        Answer started = client.postFromPage(origin, LinkFormat.PATH + "/start", access);
        transcript.require("status", 200, started.status());
        transcript.require("relying party", "localhost", started.text("publicKey.rp.id"));
        transcript.confirm("the browser is told what to ask of an authenticator");

        String credential = new SoftwareAuthenticator(origin)
                .create(started.json().get("publicKey").toString());
        Answer finished = client.postFromPage(
                origin,
                LinkFormat.PATH + "/finish",
                access.deepCopy()
                        .put("passkeyId", started.text("passkeyId"))
                        .put("name", DEVICE)
                        .set("credential", tree(credential)));
        transcript.require("status", 200, finished.status());
        Answer again = client.postFromPage(origin, LinkFormat.PATH + "/look", access);
        transcript.require("reason", "CODE_USED", again.text("details.0.reason"));
        transcript.confirm("the answer was verified: the passkey is registered, and the link is used");
    }

    /** What is in a link, as the page's script sends it. */
    private static ObjectNode access(String link) {
        ObjectNode access = JsonNodeFactory.instance.objectNode();
        for (String pair : URI.create(link).getQuery().split("&")) {
            access.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return access;
    }

    private static JsonNode tree(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void showReadModel() {
        transcript.step("The read models: one row for each code, and one for the passkey");
        await(
                "rows of the read model",
                () -> store.codes().stream()
                                        .filter(code -> code.mail().equals("SENT"))
                                        .count()
                                == 2
                        && store.codes().stream().anyMatch(code -> code.state().equals("USED")));
        List<Store.Code> rows = store.codes();
        transcript.table(
                List.of("CODE ID", "MEDIUM", "STATE", "MAIL", "EXPIRES AT", "SEQUENCE"),
                rows.stream()
                        .map(row -> List.of(
                                row.id(), row.medium(), row.state(), row.mail(), row.expiresAt(), "" + row.sequence()))
                        .toList());
        transcript.require(
                "sequences",
                List.of(2L, 4L, 9L, 7L),
                rows.stream().map(Store.Code::sequence).toList());
        transcript.require(
                "states",
                List.of("OPEN", "OPEN", "USED", "OPEN"),
                rows.stream().map(Store.Code::state).toList());
        transcript.confirm("one code is used, and each row stands at its code's last event: 2, 4, 9, 7");
        await(
                "row of the passkey",
                () -> store.passkeys().stream()
                        .anyMatch(passkey -> passkey.state().equals("READY")));
        List<Store.Passkey> passkeys = store.passkeys();
        transcript.gap();
        transcript.table(
                List.of("PASSKEY ID", "STATE", "NAME", "SEQUENCE"),
                passkeys.stream()
                        .map(row -> List.of(row.id(), row.state(), row.name(), "" + row.sequence()))
                        .toList());
        transcript.require(
                "passkeys",
                List.of(10L),
                passkeys.stream().map(Store.Passkey::sequence).toList());
        transcript.confirm("the passkey can be signed in with, and stands at its last event: 10");
    }

    private void showHistory() {
        transcript.step("The history of the user, which is all that is true");
        List<Event> events = store.events();
        for (Event event : events) {
            transcript.say("%2d  %s  %s".formatted(event.sequence(), event.time(), event.type()));
            transcript.show("    by %s through %s".formatted(event.editor(), event.operation()));
        }
        transcript.require(
                "types",
                List.of(
                        "user.human.added",
                        ADDED,
                        ADDED,
                        SENT,
                        ADDED,
                        ADDED,
                        SENT,
                        "user.human.passwordless.token.added",
                        "user.human.passwordless.initialization.code.check.succeeded",
                        "user.human.passwordless.token.verified"),
                events.stream().map(Event::type).toList());
        transcript.confirm("what was asked is on record, in order, and nothing else");
        for (Published answered : published) {
            Event event = events.get((int) answered.sequence() - 1);
            transcript.require("date of sequence " + answered.sequence(), event.time(), answered.date());
        }
        transcript.confirm("sequence and dates of every answer are those of the event it added");
    }

    private void searchForCodes() {
        transcript.step("The codes themselves are nowhere in the database");
        for (String code : codes) {
            transcript.require("a code is stored", false, store.contains(code));
        }
        transcript.require("the user's id is stored", true, store.contains(user));
        transcript.confirm(codes.size() + " codes were looked for in every table and column; none is there");
    }

    private void handOver(String link) {
        transcript.step("The user's own link, to be opened on the device that makes the next passkey");
        TerminalQrCode.of(link).lines().forEach(transcript::whole);
        transcript.whole("");
        transcript.whole(link);
    }

    /** Details of an object that has just been made: both dates are those of its first event. */
    private void checkDetails(Answer answer, long sequence) {
        transcript.require("status", 200, answer.status());
        transcript.require("details.sequence", Long.toString(sequence), answer.text("details.sequence"));
        String date = answer.text("details.creationDate");
        transcript.require("details.creationDate is ISO 8601, UTC, in milliseconds", true, isDate(date));
        transcript.require("details.changeDate", date, answer.text("details.changeDate"));
        transcript.require("details.resourceOwner", ORGANIZATION.value(), answer.text("details.resourceOwner"));
        transcript.confirm("200; details: sequence " + sequence + ", both dates " + date + ", owner " + ORGANIZATION);
        published.add(new Published(sequence, Instant.parse(date)));
    }

    private static boolean isDate(String date) {
        return MILLISECONDS.matcher(date).matches();
    }

    private String checkLink(Answer answer) {
        String link = answer.text("link");
        Matcher parts = linkIn(link);
        if (!parts.matches()) {
            throw new Deviation("link", linkPattern(), link);
        }
        codes.add(parts.group("code"));
        transcript.require("expiration", "3600s", answer.text("expiration"));
        transcript.confirm("link: user, organization, code id and a code of 12 characters; expiration: 3600s");
        return link;
    }

    private void checkMail(int number) {
        Mail mail =
                mails.mail(number, PATIENCE).orElseThrow(() -> new Deviation("mail within " + PATIENCE, "1", "none"));
        transcript.gap();
        transcript.say("The mail that arrived:");
        transcript.gap();
        transcript.show("From: " + mail.from());
        transcript.show("To: " + mail.to());
        transcript.show("Subject: " + mail.subject());
        transcript.gap();
        transcript.show(mail.text());
        transcript.require(
                "sender", node.settings().mail().delivery().from(), mail.from().getAddress());
        transcript.require("recipient", ADDRESS, mail.to().getAddress());
        Matcher link = linkIn(mail.text());
        if (!link.find()) {
            throw new Deviation("link in the mail", linkPattern(), mail.text());
        }
        codes.add(link.group("code"));
        transcript.confirm("one mail, from and to the right address, with a link of the same form");
        await(
                "event " + SENT,
                () -> store.events().stream()
                                .filter(event -> event.type().equals(SENT))
                                .count()
                        == number);
        transcript.require("number of mails", number, mails.count());
        transcript.confirm("that the mail server took it is on record");
    }

    private Matcher linkIn(String text) {
        return Pattern.compile(linkPattern()).matcher(text);
    }

    private String linkPattern() {
        URI page = node.settings().publicUrl().resolve("/ui/login/login/passwordless/init");
        return Pattern.quote(page + "?userID=" + user + "&orgID=" + ORGANIZATION + "&codeID=")
                + "\\d+&code=(?<code>[A-Za-z0-9]{12})";
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new Deviation(what + " within " + PATIENCE, "there", "not there");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /**
     * What an answer said of an event.
     *
     * @param sequence its sequence
     * @param date     its time
     */
    private record Published(long sequence, Instant date) {}
}
