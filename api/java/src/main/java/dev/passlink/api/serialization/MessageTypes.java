package dev.passlink.api.serialization;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.MailVerdict;
import dev.passlink.domain.user.UserCommand;
import dev.passlink.domain.user.UserWithInitCode;
import dev.passlink.domain.user.Verdict;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditQuery;
import dev.passlink.projection.audit.AuditTotals;
import dev.passlink.projection.audit.AuditedUser;
import dev.passlink.projection.initcode.InitCodeQuery;
import dev.passlink.projection.initcode.InitCodeTally;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.passkey.PasskeyQuery;
import dev.passlink.projection.passkey.PasskeyView;
import dev.passlink.projection.passkey.RegisteredCredential;
import dev.passlink.projection.user.UserQuery;
import dev.passlink.projection.user.UserView;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The one table of all that travels between nodes as a message: commands, queries, their answers and failures. */
final class MessageTypes {

    /** Every record that one of these permits is a message, so that a new one cannot be forgotten. */
    private static final List<Class<?>> SEALED = List.of(
            UserCommand.class,
            MailVerdict.class,
            Verdict.class,
            Failure.class,
            UserQuery.class,
            InitCodeQuery.class,
            PasskeyQuery.class,
            AuditQuery.class);

    /** Answers that come in one form only; those to queries that may have several are arrays. */
    private static final List<Class<?>> ANSWERS = List.of(
            ObjectDetails.class,
            InitCode.class,
            UserWithInitCode.class,
            UserView.class,
            InitCodeView.class,
            InitCodeView[].class,
            InitCodeTally.class,
            PasskeyView.class,
            PasskeyView[].class,
            RegisteredCredential.class,
            AuditEntry.class,
            AuditEntry[].class,
            AuditTotals.class,
            AuditedUser.class,
            AuditedUser[].class);

    /** What occurs within messages as one of several records, so that its JSON has to name which. */
    private static final List<Class<?>> WITHIN = List.of(Authority.class, Failure.class);

    private MessageTypes() {}

    /** The classes of all messages. */
    static Stream<Class<?>> all() {
        return Stream.concat(SEALED.stream().flatMap(MessageTypes::records), ANSWERS.stream());
    }

    /** The sealed types whose records are named where they occur within a message. */
    static List<Class<?>> within() {
        return WITHIN;
    }

    /** All records that a sealed type permits. */
    static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(MessageTypes::records)
                : Stream.of(type);
    }

    /** The name of a message, or of what occurs within one: its Java name without the package, such as {@code UserCommand.AddUser}. */
    static String nameOf(Class<?> type) {
        return type.getCanonicalName().substring(type.getPackageName().length() + 1);
    }
}
