package dev.passlink.api;

import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.user.Person;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasslinkTest {
    @TempDir
    Path folder;

    @Test
    void aLinkIsReturned() {
        Caller boss = Caller.of("boss", "acme", Grant.everywhere("IAM_OWNER"));
        try (Passlink passlink = Passlink.builder().dataFolder(folder).build()) {
            AddedUser ann = passlink.users()
                    .importHuman(boss, Person.named("ann", "Ann", "Lee", null))
                    .join();
            RegistrationLink link = passlink.links().add(boss, ann.userId()).join();
            System.out.println(ann + " " + link + " " + link.link());
        }
        try (Passlink passlink = Passlink.builder().inMemory().build()) {
            AddedUserWithLink ann = passlink.users()
                    .importHumanWithLink(boss, Person.named("ann", "Ann", "Lee", null))
                    .join();
            System.out.println(ann + " " + ann.link().link());
        }
    }
}
