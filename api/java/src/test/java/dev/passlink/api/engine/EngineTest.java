package dev.passlink.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.CodeVerifier;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserCommand.AddPasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.AddUser;
import dev.passlink.domain.user.UserId;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    @TempDir
    Path folder;

    @Test
    void runs() {
        Database database = Database.open(JdbcAccess.h2File(folder), Set.of(), List.of(Database.SCHEMA), 20);
        Engine engine = Engine.on(database)
                .eventsInDatabase()
                .decidesBy(Roles.DEFAULT, InitCodeRules.DEFAULT, (u, c, p) -> CodeVerifier.Answer.RIGHT)
                .start();
        ResourceOwner acme = new ResourceOwner("acme");
        Caller boss = Caller.of("boss", "acme", Grant.in(acme, "ORG_OWNER"));
        UserId ann = new UserId("ann");
        ObjectDetails d = engine.commands()
                .sendAndWait(new AddUser(
                        ann,
                        acme,
                        Person.named("ann", "Ann", "Lee", null),
                        new Authority.Manager(boss, Operation.ADD_HUMAN_USER, null)));
        System.out.println(d);
        for (int i = 0; i < 3; i++) {
            InitCode c = engine.commands()
                    .sendAndWait(new AddPasswordlessInitCode(
                            ann,
                            new CodeId("c" + i),
                            new CodeSeed("00112233445566778899aabbccddeeff", 7),
                            Medium.RETURNED,
                            new Authority.Manager(boss, Operation.ADD_PASSWORDLESS_REGISTRATION, null)));
            System.out.println(c);
        }
        engine.events()
                .readEvents("ann")
                .asStream()
                .forEach(m -> System.out.println(
                        m.getSequenceNumber() + " " + m.getTimestamp() + " " + m.getMetaData() + " " + m.getPayload()));
        assertThat(engine.isRunning()).isTrue();
        engine.close();
        database.close();
    }
}
