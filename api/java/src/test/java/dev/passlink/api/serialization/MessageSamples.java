package dev.passlink.api.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.RequestFingerprint;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.Ceremony;
import dev.passlink.domain.user.Challenge;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeProof;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.CodeState;
import dev.passlink.domain.user.Credential;
import dev.passlink.domain.user.Credential.Trait;
import dev.passlink.domain.user.CredentialId;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Gender;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.MailFailure;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.MailVerdict;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PasskeyState;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.PresentedCode;
import dev.passlink.domain.user.UrlTemplate;
import dev.passlink.domain.user.UserCommand;
import dev.passlink.domain.user.UserHandle;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.UserWithInitCode;
import dev.passlink.domain.user.Verdict;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditFilter;
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
import dev.passlink.projection.user.UserState;
import dev.passlink.projection.user.UserView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** One message of each kind with all its values filled, and the file that pins how each travels. */
final class MessageSamples {

    private static final UserId USER = new UserId("user-1");
    private static final PersonalKeyId KEY = new PersonalKeyId("00112233445566778899aabbccddeeff");
    private static final CodeId CODE = new CodeId("649182736450192837");
    private static final ResourceOwner ORGANIZATION = new ResourceOwner("org-1");
    private static final Email EMAIL = new Email("zoë@example.org", true);
    private static final Person PERSON =
            new Person("zoe", "Zoë", "Müller", "Zo", "Zoë M.", "de-CH", Gender.FEMALE, EMAIL);
    private static final CodeSeed SEED = new CodeSeed("000102030405060708090a0b0c0d0e0f", -1842501683);
    private static final Instant TIME = Instant.parse("2031-05-06T07:08:09.123Z");
    private static final ObjectDetails DETAILS = new ObjectDetails(7, TIME.minusSeconds(60), TIME, ORGANIZATION);
    private static final Caller CALLER = Caller.of("manager-1", "org-2", Grant.in(ORGANIZATION, "ORG_OWNER"));
    private static final InitCode INIT_CODE = new InitCode(
            CODE,
            SEED,
            12,
            Medium.MAIL,
            null,
            TIME.plusSeconds(3600),
            3,
            10,
            CodeState.LOCKED,
            MailState.FAILED,
            new MailFailure("SMTP 550 5.1.1", TIME),
            3,
            0,
            TIME,
            DETAILS);

    private static final PresentedCode PRESENTED =
            new PresentedCode(CODE, new CodeProof(Map.of(-1842501683, "00ff", 7, "0123")));
    private static final PasskeyId PASSKEY_ID = new PasskeyId("649182736450192999");
    private static final PasskeyName NAME = new PasskeyName("Zoë's phone");
    private static final Challenge CHALLENGE = new Challenge("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    private static final UserHandle HANDLE = new UserHandle("AAECAwQFBgcICQoLDA0ODw");
    private static final UrlTemplate TEMPLATE = new UrlTemplate("https://example.org/enrol?code={{.Code}}");
    private static final Credential CREDENTIAL = new Credential(
            new CredentialId("AAEC"),
            "pQECAyYgASFYIA",
            7,
            "00010203-0405-0607-0809-0a0b0c0d0e0f",
            Set.of(Trait.USER_VERIFIED),
            Set.of("internal"),
            "none");
    private static final Passkey PASSKEY =
            new Passkey(PASSKEY_ID, "example.org", HANDLE, CODE, PasskeyState.READY, CREDENTIAL, NAME, TIME, DETAILS);

    private static final Authority ONESELF = new Authority.Oneself(CALLER, Operation.SEND_MY_PASSWORDLESS_LINK);
    private static final Authority MANAGER =
            new Authority.Manager(CALLER, Operation.IMPORT_HUMAN_USER_WITH_LINK, ORGANIZATION);
    private static final Authority MANAGER_ANYWHERE = new Authority.Manager(CALLER, Operation.LOCK_USER, null);
    private static final Authority HOLDER = new Authority.Holder(ORGANIZATION);
    private static final Authority ERASER = new Authority.Part("eraser", Operation.ERASE_PERSONAL_DATA);
    private static final Authority AT_HOME = new Authority.ManagerAtHome(CALLER, Operation.REMOVE_PASSKEY);
    private static final Authority SIGN_IN = new Authority.Part("sign-in", Operation.SIGN_IN);
    private static final Authority MAILER = new Authority.Part("mailer", Operation.DELIVER_LINK);

    static final InitCodeView VIEW = new InitCodeView(
            USER,
            CODE,
            Medium.MAIL,
            CodeState.LOCKED,
            MailState.FAILED,
            new MailFailure("SMTP 550 5.1.1", TIME),
            3,
            3,
            2,
            10,
            TIME.plusSeconds(3600),
            TIME,
            DETAILS);

    private static final AuditFilter FILTER =
            new AuditFilter(USER, CODE, ORGANIZATION, "manager-1", TIME, TIME.plusSeconds(60));

    static final List<UserCommand> COMMANDS = List.of(
            new UserCommand.AddUser(USER, KEY, ORGANIZATION, PERSON, MANAGER),
            new UserCommand.AddUserWithInitCode(USER, KEY, ORGANIZATION, PERSON, CODE, SEED, MANAGER_ANYWHERE),
            new UserCommand.ChangeUserEmail(USER, EMAIL, MANAGER),
            new UserCommand.DeactivateUser(USER, MANAGER),
            new UserCommand.ReactivateUser(USER, MANAGER),
            new UserCommand.LockUser(USER, MANAGER),
            new UserCommand.UnlockUser(USER, MANAGER),
            new UserCommand.RemoveUser(USER, MANAGER),
            new UserCommand.RecordPersonalDataErased(USER, KEY, ERASER),
            new UserCommand.AddPasswordlessInitCode(
                    USER, CODE, SEED, Medium.RETURNED, new RequestFingerprint("0f1e2d3c".repeat(8)), TEMPLATE, ONESELF),
            new UserCommand.ReviewPasswordlessInitCodeMail(USER, CODE, 42L, MAILER),
            new UserCommand.MarkPasswordlessInitCodeSent(USER, CODE, MAILER),
            new UserCommand.MarkPasswordlessInitCodeDeliveryFailed(USER, CODE, "SMTP 550 5.1.1", MAILER),
            new UserCommand.RetryPasswordlessInitCodeDelivery(USER, CODE, MANAGER),
            new UserCommand.DropPasswordlessInitCodeDelivery(USER, CODE, MANAGER),
            new UserCommand.RevokePasswordlessInitCode(USER, CODE, MANAGER),
            new UserCommand.RevokeAllPasswordlessInitCodes(USER, MANAGER),
            new UserCommand.LookAtPasswordlessInitCode(USER, PRESENTED, HOLDER),
            new UserCommand.StartPasskeyRegistration(
                    USER, PASSKEY_ID, CHALLENGE, "example.org", HANDLE, PRESENTED, ONESELF),
            new UserCommand.FinishPasskeyRegistration(USER, PASSKEY_ID, NAME, "{}", PRESENTED, AT_HOME),
            new UserCommand.RenamePasskey(USER, PASSKEY_ID, NAME, AT_HOME),
            new UserCommand.RecordPasskeyUse(USER, PASSKEY_ID, 4_294_967_295L, SIGN_IN),
            new UserCommand.RemovePasskey(USER, PASSKEY_ID, AT_HOME));

    static final List<Failure> FAILURES = List.of(
            new Failure.Unauthenticated("Who are you?"),
            new Failure.PermissionDenied(),
            new Failure.RequestInvalid("user id must not be empty"),
            new Failure.UserNotFound(),
            new Failure.UserAlreadyExists(),
            new Failure.UserNotActive(),
            new Failure.EmailMissing(),
            new Failure.CodeInvalid(),
            new Failure.CodeExpired(),
            new Failure.CodeUsed(),
            new Failure.CodeRevoked(),
            new Failure.TooManyOpenCodes(10, Duration.ofMinutes(3)),
            new Failure.TooManyMails(Duration.ofMillis(61_001)),
            new Failure.CodeNotFound(),
            new Failure.PasskeyNotFound(),
            new Failure.PasskeyAlreadyExists(),
            new Failure.CeremonyFailed("Begin again."),
            new Failure.TooLarge(),
            new Failure.NotFound(),
            new Failure.MethodNotAllowed(),
            new Failure.Overloaded(),
            new Failure.Unavailable("The database is away."),
            new Failure.Timeout(),
            new Failure.Internal("0f1e2d3c"));

    static final List<Object> ANSWERS_TO_COMMANDS = List.of(
            DETAILS,
            INIT_CODE,
            new UserWithInitCode(DETAILS, INIT_CODE),
            new MailVerdict.Due(INIT_CODE, PERSON, EMAIL),
            new MailVerdict.Postponed(),
            new MailVerdict.NotDue(),
            new Verdict.Seen(INIT_CODE, PERSON),
            new Verdict.Started(new Ceremony(PASSKEY, CHALLENGE, TIME), PERSON, List.of(CREDENTIAL)),
            new Verdict.Registered(PASSKEY),
            new Verdict.Refused(new Failure.CodeInvalid()));

    static final List<Object> QUERIES = List.of(
            new UserQuery.One(USER),
            new InitCodeQuery.One(USER, CODE),
            new InitCodeQuery.Recent(TIME),
            new InitCodeQuery.OfUser(USER, 100, 50),
            new InitCodeQuery.Undelivered(USER, ORGANIZATION, TIME, 0, 1000),
            new PasskeyQuery.OfUser(USER),
            new PasskeyQuery.OfCredential(CREDENTIAL.id()),
            new AuditQuery.Page(FILTER, 4711, 1000),
            new AuditQuery.Totals(FILTER),
            new AuditQuery.Users(FILTER, USER, 1000));

    static final List<Object> ANSWERS_TO_QUERIES = List.of(
            new UserView(USER, PERSON, UserState.LOCKED, DETAILS),
            VIEW,
            new InitCodeTally(1, 2, 3, 4, 5),
            PasskeyView.of(USER, PASSKEY),
            new RegisteredCredential(USER, PASSKEY_ID, HANDLE, "example.org", CREDENTIAL),
            new AuditEntry(
                    4711,
                    USER,
                    7,
                    "0f1e2d3c",
                    "user.locked",
                    TIME,
                    CODE,
                    "org-1",
                    "manager-1",
                    "org-2",
                    "LockUser",
                    "request-1",
                    "command-1"),
            new AuditTotals(
                    3,
                    4711,
                    2,
                    1,
                    List.of(new AuditTotals.Count("user.locked", 3)),
                    List.of(new AuditTotals.Count("2031-05-06", 3))),
            new AuditedUser(USER));

    /** Messages of callers with several grants, whose order is not that of the text, or none. */
    static final List<Object> WITH_MANY = List.of(
            new UserCommand.LockUser(
                    USER,
                    new Authority.Manager(
                            Caller.of(
                                    "manager-1",
                                    "org-2",
                                    Grant.in(ORGANIZATION, "ORG_OWNER"),
                                    Grant.in(ORGANIZATION, "ORG_USER_MANAGER"),
                                    Grant.everywhere("IAM_OWNER")),
                            Operation.LOCK_USER,
                            null)),
            new UserCommand.UnlockUser(
                    USER, new Authority.Oneself(Caller.of("user-1", "org-1"), Operation.UNLOCK_USER)),
            new UserCommand.LookAtPasswordlessInitCode(USER, new PresentedCode(CODE, new CodeProof(Map.of())), HOLDER));

    /** Messages whose values that may be {@code null} are. */
    static final List<Object> WITH_NULLS = List.of(
            new UserCommand.AddUser(USER, KEY, ORGANIZATION, Person.named("zoe", "Zoë", "Müller", null), MANAGER),
            new UserCommand.AddPasswordlessInitCode(USER, CODE, SEED, Medium.MAIL, null, null, ONESELF),
            new UserCommand.ReviewPasswordlessInitCodeMail(USER, CODE, null, MAILER),
            new UserCommand.LockUser(USER, MANAGER_ANYWHERE),
            new InitCode(
                    CODE,
                    SEED,
                    12,
                    Medium.RETURNED,
                    null,
                    TIME,
                    3,
                    10,
                    CodeState.OPEN,
                    MailState.NONE,
                    null,
                    0,
                    0,
                    null,
                    DETAILS),
            new InitCodeView(
                    USER,
                    CODE,
                    Medium.RETURNED,
                    CodeState.OPEN,
                    MailState.NONE,
                    null,
                    0,
                    3,
                    0,
                    10,
                    TIME,
                    null,
                    DETAILS),
            new InitCodeQuery.Undelivered(null, null, TIME, 0, 1000),
            new AuditQuery.Page(AuditFilter.ALL, -1, 1),
            new AuditQuery.Users(AuditFilter.ALL, null, 1),
            new AuditEntry(
                    0, USER, 1, "0f1e2d3c", "user.of.the.future", TIME, null, null, null, null, null, null, null));

    private MessageSamples() {}

    /** How each of {@link #all()} travels, in that order: a line with its name and its JSON. */
    static List<String> golden() {
        try (InputStream lines = MessageSamples.class.getResourceAsStream("/golden/messages.txt")) {
            return new String(requireNonNull(lines).readAllBytes(), UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of each kind. */
    static List<Object> all() {
        return Stream.of(COMMANDS, ANSWERS_TO_COMMANDS, FAILURES, QUERIES, ANSWERS_TO_QUERIES)
                .<Object>flatMap(List::stream)
                .toList();
    }
}
