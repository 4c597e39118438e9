package dev.passlink.api.mail;

import jakarta.mail.internet.MimeMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A transport that keeps what it took, and can be told how to answer first. */
final class Mailbox implements MailTransport {

    private final List<Received> mails = new CopyOnWriteArrayList<>();
    private final Deque<Supplier<Outcome>> answers = new ArrayDeque<>();

    synchronized Mailbox firstAnswering(Supplier<Outcome> answer) {
        answers.add(answer);
        return this;
    }

    List<Received> mails() {
        return mails;
    }

    @Override
    public Outcome deliver(MimeMessage mail) {
        Outcome outcome = next().get();
        if (outcome instanceof Outcome.Accepted) {
            mails.add(Received.of(mail));
        }
        return outcome;
    }

    private synchronized Supplier<Outcome> next() {
        return answers.isEmpty() ? Outcome.Accepted::new : answers.removeFirst();
    }
}
