package dev.passlink.api.mail;

import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.Person;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a security notice tells, and whom. It never has a code or a link in it.
 *
 * @param eventId  identifier of the event it tells of
 * @param occasion what happened
 * @param at       when
 * @param actor    who did it
 * @param medium   how the link reaches somebody; {@code null} if it is about a passkey
 * @param device   what the person called the passkey's device; {@code null} if it is about a link
 * @param person   whom it is for, as they were when it happened
 * @param email    where to, as it was when it happened
 */
record Notice(
        String eventId,
        Occasion occasion,
        Instant at,
        Actor actor,
        @Nullable Medium medium,
        @Nullable PasskeyName device,
        Person person,
        Email email) {}
