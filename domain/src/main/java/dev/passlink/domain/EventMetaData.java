package dev.passlink.domain;

import dev.passlink.domain.user.UserId;
import org.axonframework.messaging.MetaData;

/** The keys every event carries in its MetaData (behaviour D6); the correlation ids are added by the message bus. */
public final class EventMetaData {

    /** Who did it: a user's id or {@code system:<part>}. */
    public static final String EDITOR = "editor";
    /** The editor's organization. */
    public static final String EDITOR_ORGANIZATION = "editorOrganization";
    /** By which operation, see {@link Operation}. */
    public static final String OPERATION = "operation";
    /** What belongs to the same request has the same correlation id. */
    public static final String CORRELATION_ID = "correlationId";
    /** Id of the message that caused this one. */
    public static final String CAUSATION_ID = "causationId";

    private EventMetaData() {}

    /** The metadata of an event about this user, who is owned by this organization. */
    public static MetaData of(Authority authority, UserId target, ResourceOwner owner) {
        Editor editor = authority.editor(target, owner);
        return MetaData.with(ObjectDetails.RESOURCE_OWNER, owner.value())
                .and(EDITOR, editor.id())
                .and(EDITOR_ORGANIZATION, editor.organization().value())
                .and(OPERATION, authority.operation().toString());
    }
}
