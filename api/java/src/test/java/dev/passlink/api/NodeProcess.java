package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.MANAGER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static java.util.stream.Collectors.joining;

import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.MailTransport;
import dev.passlink.domain.IdempotencyKey;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.UserEmailChanged;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.axonframework.eventhandling.DomainEventMessage;

/**
 * A node in a JVM of its own, which obeys lines: {@code <id> <what to do>} on the standard input is answered by
 * {@code <id> <answer>} on the standard output, as soon as there is one; a refusal by its reason. Each mail is told, as
 * {@code mail <code id>}, before it is accepted. Without anybody at the other end it goes.
 */
final class NodeProcess {

    private static final Duration CONSISTENCY_WAIT = Duration.ofMinutes(1);
    private static final Pattern CODE_ID = Pattern.compile("codeID=([^&\\s]+)");

    private final Passlink passlink;
    private final Set<CompletableFuture<?>> inFlight = ConcurrentHashMap.newKeySet();

    private NodeProcess(Passlink passlink) {
        this.passlink = passlink;
    }

    /** Whoever takes the mails, and may keep those who bring them waiting for ever. */
    private static final class Letterbox implements MailTransport {

        private volatile CountDownLatch open = new CountDownLatch(0);

        @Override
        public Outcome deliver(MimeMessage mail) {
            System.out.println("mail " + codeId(mail));
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Outcome.Accepted();
        }

        void hold() {
            open = new CountDownLatch(1);
        }

        private static String codeId(MimeMessage mail) {
            try {
                Matcher link = CODE_ID.matcher(((Multipart) mail.getContent())
                        .getBodyPart(0)
                        .getContent()
                        .toString());
                return link.find() ? link.group(1) : "unknown";
            } catch (IOException | MessagingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final Letterbox LETTERBOX = new Letterbox();

    /** @param args JDBC URL, keyset, and Axon Server's {@code host:port} if events are there */
    public static void main(String[] args) throws IOException {
        Passlink.Builder node = Passlink.builder()
                .jdbc(new JdbcAccess(args[0], "postgres", ""))
                .keyset(Path.of(args[1]))
                .consistencyWait(CONSISTENCY_WAIT)
                .mail(MailSettings.of("acme.example", LETTERBOX).withoutNotices());
        if (args.length > 2) {
            node.axonServer(AxonServerAccess.inClear(args[2]));
        }
        new NodeProcess(node.build()).obey();
        System.exit(0);
    }

    private void obey() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] asked = line.split(" ", 2);
                CompletableFuture<?> answer = CompletableFuture.completedFuture(asked[1].split(" "))
                        .thenCompose(this::answer)
                        .handle((said, refusal) -> refusal == null ? said : reason(refusal))
                        .thenAccept(said -> System.out.println(asked[0] + " " + said));
                inFlight.add(answer);
                answer.whenComplete((said, never) -> inFlight.remove(answer));
            }
        }
    }

    private CompletableFuture<?> answer(String... words) {
        return switch (words[0]) {
            case "add" ->
                passlink.users()
                        .in(ACME)
                        .add(MANAGER, user(words), Person.named("u", "U", "U", email(words[1])))
                        .thenApply(AddedUser::details);
            case "email" -> passlink.users().changeEmail(MANAGER, user(words), email(words[2]));
            case "get" -> passlink.users().get(MANAGER, user(words)).thenApply(user -> user.details());
            case "link" -> links(words).add(MANAGER, user(words)).thenApply(link -> link.link() + " " + link.details());
            case "send" -> links(words).send(MANAGER, user(words));
            case "revokeAll" -> passlink.links().revokeAll(MANAGER, user(words));
            case "present" -> present(Holder.of(passlink, URI.create(words[1])), words);
            case "stored" -> supplyAsync(() -> stored(words[1]));
            case "ready" -> supplyAsync(passlink::isReady);
            case "keeps" ->
                supplyAsync(() ->
                        String.join(" ", new TreeSet<>(passlink.engine().lags().keySet())));
            case "hold" -> CompletableFuture.runAsync(LETTERBOX::hold).thenApply(held -> "held");
            case "stop" -> supplyAsync(this::stop);
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static UserId user(String... words) {
        return new UserId(words[1]);
    }

    private static Email email(String localPart) {
        return new Email(localPart + "@example.org", true);
    }

    private RegistrationLinks links(String... words) {
        return words.length < 3 ? passlink.links() : passlink.links().repeatable(IdempotencyKey.of(words[2]));
    }

    private static CompletableFuture<String> present(Holder holder, String... words) {
        return holder.presents(words.length < 3 ? holder.code() : words[2])
                .thenApply(verdict -> verdict instanceof Verdict.Refused refused
                        ? refused.failure().reason()
                        : verdict.getClass().getSimpleName());
    }

    private String stored(String userId) {
        return passlink.engine()
                .events()
                .readEvents(userId, 0)
                .asStream()
                .map(NodeProcess::inAWord)
                .collect(joining(" "));
    }

    private static String inAWord(DomainEventMessage<?> event) {
        String word =
                event.getSequenceNumber() + 1 + ":" + event.getPayloadType().getSimpleName();
        if (event.getPayload() instanceof InitCodeEvent code) {
            return word + ":" + code.codeId();
        }
        return event.getPayload() instanceof UserEmailChanged changed
                ? word + ":" + changed.email().address().replaceFirst("@.*", "")
                : word;
    }

    /** Ends the process with 0 if everything that was asked before is answered, with 1 otherwise. */
    private String stop() {
        passlink.close();
        new Thread(() -> {
                    try {
                        CompletableFuture.allOf(inFlight.toArray(CompletableFuture[]::new))
                                .get(10, TimeUnit.SECONDS);
                        System.exit(0);
                    } catch (Exception unanswered) {
                        System.exit(1);
                    }
                })
                .start();
        return "stopped";
    }

    private static String reason(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        return cause instanceof Rejected refused ? refused.failure().reason() : String.valueOf(cause);
    }
}
