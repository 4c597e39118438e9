package dev.passlink.api;

import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.personal.DataKeys;
import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.PersonalKeys;
import dev.passlink.api.serialization.StoredForms;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserCommand.RemoveUser;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.ReadModel;

/** What a node does before it is killed: commands are handled, but whatever should follow does not. */
final class DyingNode implements AutoCloseable {

    private static final Authority CLI = new Authority.Part("cli", Operation.REMOVE_USER);

    private final EventPlace place;
    private final Database database;
    private final Engine engine;

    private DyingNode(EventPlace place, Database database) {
        this.place = place;
        this.database = database;
        this.engine = place.chosenFor(Engine.on(database))
                .onItsOwn()
                .storedAs(
                        PasslinkSerializers.events(PersonalKeys.NONE),
                        PasslinkSerializers.general(PersonalKeys.NONE),
                        StoredForms.upcasters(PersonalKeys.NONE))
                .decidesWithoutCodes(Roles.DEFAULT, InitCodeRules.DEFAULT)
                .start();
    }

    static DyingNode on(StoreAccess store) {
        EventPlace place = EventPlace.of(store);
        return new DyingNode(place, Database.open(store.database(), ReadModel.entities(), place.schemas(), 2));
    }

    /** Stores the removal of a user. */
    void removes(UserId userId) {
        engine.commands().sendAndWait(new RemoveUser(userId, CLI));
    }

    /** Destroys a key, as the event processor does when it comes by the removal. */
    void destroys(UserId userId, PersonalKeyId key) {
        new DataKeys(database.entityManagers(), database.transactions()).destroy(userId, key);
    }

    @Override
    public void close() {
        engine.close();
        place.close();
        database.close();
    }
}
