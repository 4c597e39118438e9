package dev.passlink.api.mail;

import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.user.UserId;
import org.axonframework.messaging.MetaData;

/** Which kind of person did something to an account, as its event has it on record (behaviour D6). */
enum Actor {
    /** The person, who was signed in. */
    ONESELF("oneself"),
    /** Whoever had a registration link of the person. */
    HOLDER("holder"),
    /** Somebody else: a manager, or whoever runs a part of the system. */
    ADMINISTRATOR("administrator");

    private final String texts;

    Actor(String texts) {
        this.texts = texts;
    }

    /** How its text is called in the files of words. */
    String texts() {
        return texts;
    }

    /**
     * Who did it. An editor by the user's id, but of another organization, was somebody else: the id was removed and added
     * again since (behaviour D7).
     */
    static Actor of(UserId userId, MetaData metaData) {
        boolean sameId = userId.value().equals(metaData.get(EventMetaData.EDITOR));
        Object home = metaData.get(EventMetaData.EDITOR_ORGANIZATION);
        if (!sameId || home == null || !home.equals(metaData.get(ObjectDetails.RESOURCE_OWNER))) {
            return ADMINISTRATOR;
        }
        return Operation.LINK.toString().equals(metaData.get(EventMetaData.OPERATION)) ? HOLDER : ONESELF;
    }
}
