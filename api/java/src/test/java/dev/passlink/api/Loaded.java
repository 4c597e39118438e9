package dev.passlink.api;

import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import java.nio.file.Path;

/**
 * A node under load in a JVM of its own, until it is killed: prints {@code <user> <sequence>} for every answer, once it
 * has it.
 */
final class Loaded {

    private static final int USERS = 8;

    private Loaded() {}

    public static void main(String[] args) {
        Passlink passlink = Passlink.builder().dataFolder(Path.of(args[0])).build();
        for (int i = 0; i < USERS; i++) {
            UserId userId = new UserId(args[1] + "-" + i);
            new Thread(() -> changeForEver(passlink, userId)).start();
        }
    }

    private static void changeForEver(Passlink passlink, UserId userId) {
        AddedUser added = passlink.users()
                .in(EngineContract.ACME)
                .add(EngineContract.MANAGER, userId, Person.named("u", "U", "U", null))
                .join();
        answered(userId, added.details().sequence());
        for (int i = 0; true; i++) {
            Email email = new Email("u" + i + "@example.org", true);
            answered(
                    userId,
                    passlink.users()
                            .changeEmail(EngineContract.MANAGER, userId, email)
                            .join()
                            .sequence());
        }
    }

    private static void answered(UserId userId, long sequence) {
        System.out.println(userId + " " + sequence);
    }
}
