package dev.passlink.server.command.audit;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A kind of event in words and colours for people. */
enum Happening {
    USER_ADDED("user.human.added", "user added", Tone.BEGIN, "person", "{by} added {user}"),
    EMAIL_CHANGED("user.human.email.changed", "email changed", Tone.CHANGE, "at", "{by} changed the address of {user}"),
    DEACTIVATED("user.deactivated", "deactivated", Tone.CHANGE, "pause", "{by} deactivated {user}"),
    REACTIVATED("user.reactivated", "reactivated", Tone.BEGIN, "play", "{by} reactivated {user}"),
    LOCKED("user.locked", "locked", Tone.CHANGE, "lock", "{by} locked {user}"),
    UNLOCKED("user.unlocked", "unlocked", Tone.BEGIN, "unlock", "{by} unlocked {user}"),
    REMOVED("user.removed", "user removed", Tone.END, "bin", "{by} removed {user}"),
    ERASED("user.personal.data.erased", "data erased", Tone.END, "bin", "{by} erased the personal data of {user}"),
    CODE_ADDED(code("added"), "link made", Tone.LINK, "link", "{by} made a registration link for {user}"),
    CODE_SENT(code("sent"), "link delivered", Tone.LINK, "mail", "{by} delivered the registration link of {user}"),
    DELIVERY_FAILED(
            code("delivery.failed"),
            "mail given up",
            Tone.ALARM,
            "mail",
            "{by} could not deliver the registration link of {user}"),
    DELIVERY_RETRIED(
            code("delivery.retried"), "mail retried", Tone.LINK, "mail", "{by} had the mail to {user} tried again"),
    DELIVERY_DROPPED(code("delivery.dropped"), "mail dropped", Tone.END, "mail", "{by} dropped the mail to {user}"),
    CHECK_FAILED(
            code("check.failed"), "wrong code", Tone.ALARM, "warning", "Somebody presented a wrong code of {user}"),
    CHECK_SUCCEEDED(code("check.succeeded"), "link used", Tone.BEGIN, "check", "{user} used a registration link"),
    CEREMONY_FAILED(
            code("ceremony.failed"),
            "ceremony failed",
            Tone.ALARM,
            "warning",
            "A registration with a link of {user} failed"),
    REVOKED(code("revoked"), "link revoked", Tone.END, "ban", "{by} revoked a registration link of {user}"),
    PASSKEY_BEGUN(token("added"), "passkey begun", Tone.LINK, "key", "{by} began to register a passkey for {user}"),
    PASSKEY_VERIFIED(
            token("verified"), "passkey registered", Tone.BEGIN, "key", "{by} registered a passkey for {user}"),
    PASSKEY_FAILED(
            token("verification.failed"),
            "passkey refused",
            Tone.ALARM,
            "warning",
            "What an authenticator of {user} answered was refused"),
    PASSKEY_RENAMED(token("renamed"), "passkey renamed", Tone.CHANGE, "key", "{by} renamed a passkey of {user}"),
    PASSKEY_USED(token("used"), "signed in", Tone.LINK, "key", "{user} signed in with a passkey"),
    PASSKEY_REMOVED(token("removed"), "passkey removed", Tone.END, "bin", "{by} removed a passkey of {user}");

    /** What cannot be told in words of its own. */
    static final String OTHER = "{by} caused this for {user}";

    private static final Map<String, Happening> BY_TYPE =
            Arrays.stream(values()).collect(toUnmodifiableMap(each -> each.type, each -> each));

    final String type;
    final String label;
    final Tone tone;
    final String icon;
    final String sentence;

    Happening(String type, String label, Tone tone, String icon, String sentence) {
        this.type = type;
        this.label = label;
        this.tone = tone;
        this.icon = icon;
        this.sentence = sentence;
    }

    private static String code(String what) {
        return "user.human.passwordless.initialization.code." + what;
    }

    private static String token(String what) {
        return "user.human.passwordless.token." + what;
    }

    /** What an event of this stored name is; empty if this version has no words for it. */
    static Optional<Happening> of(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    /** A few words for an event of this stored name, which is all there is to say about an unknown one. */
    static String label(String type) {
        return of(type).map(known -> known.label).orElse(type);
    }

    /** How an event feels. */
    enum Tone {
        BEGIN,
        LINK,
        CHANGE,
        ALARM,
        END,
        OTHER
    }
}
