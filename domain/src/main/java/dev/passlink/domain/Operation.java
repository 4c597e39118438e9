package dev.passlink.domain;

import static dev.passlink.domain.Permission.USER_CREDENTIAL_WRITE;
import static dev.passlink.domain.Permission.USER_DELETE;
import static dev.passlink.domain.Permission.USER_PASSKEY_WRITE;
import static dev.passlink.domain.Permission.USER_WRITE;

import java.util.Set;

/**
 * By which operation something is asked; its published name is on record with every event (behaviour D6). The
 * permissions are what somebody else than the user needs, see the wire contract of each operation.
 */
public enum Operation {
    ADD_MY_PASSWORDLESS_LINK("AddMyPasswordlessLink"),
    SEND_MY_PASSWORDLESS_LINK("SendMyPasswordlessLink"),
    ADD_PASSWORDLESS_REGISTRATION("AddPasswordlessRegistration", USER_CREDENTIAL_WRITE),
    SEND_PASSWORDLESS_REGISTRATION("SendPasswordlessRegistration", USER_WRITE),
    ADD_HUMAN_USER("AddHumanUser", USER_WRITE),
    IMPORT_HUMAN_USER("ImportHumanUser", USER_WRITE),
    IMPORT_HUMAN_USER_WITH_LINK("ImportHumanUser", USER_WRITE, USER_CREDENTIAL_WRITE),
    UPDATE_HUMAN_EMAIL("UpdateHumanEmail", USER_WRITE),
    DEACTIVATE_USER("DeactivateUser", USER_WRITE),
    REACTIVATE_USER("ReactivateUser", USER_WRITE),
    LOCK_USER("LockUser", USER_WRITE),
    UNLOCK_USER("UnlockUser", USER_WRITE),
    REMOVE_USER("RemoveUser", USER_DELETE),
    GET_USER("GetUser", Permission.USER_READ),
    LIST_LINKS("ListLinks", Permission.USER_READ),
    REVOKE_LINKS("RevokeLinks", USER_WRITE),
    LIST_DEAD_LETTERS("ListDeadLetters", Permission.USER_READ),
    RETRY_DEAD_LETTERS("RetryDeadLetters", USER_WRITE),
    DROP_DEAD_LETTERS("DropDeadLetters", USER_WRITE),
    LIST_EVENTS("ListEvents", Permission.AUDIT_READ),
    CREATE_PASSKEY_REGISTRATION_LINK("CreatePasskeyRegistrationLink", USER_PASSKEY_WRITE),
    REGISTER_PASSKEY("RegisterPasskey", USER_PASSKEY_WRITE),
    VERIFY_PASSKEY_REGISTRATION("VerifyPasskeyRegistration", USER_PASSKEY_WRITE),
    LIST_PASSKEYS("ListPasskeys", Permission.USER_READ),
    RENAME_PASSKEY("RenamePasskey", USER_WRITE),
    REMOVE_PASSKEY("RemovePasskey", USER_WRITE),
    LIST_HUMAN_PASSWORDLESS("ListHumanPasswordless", Permission.USER_READ),
    REMOVE_HUMAN_PASSWORDLESS("RemoveHumanPasswordless", USER_WRITE),
    LIST_MY_PASSWORDLESS("ListMyPasswordless"),
    REMOVE_MY_PASSWORDLESS("RemoveMyPasswordless"),
    /** What the sign-in of the application does with a passkey. */
    SIGN_IN("SignIn"),
    /** What the holder of a registration link does with it. */
    LINK("link"),
    /** What the mailer does to deliver a registration link. */
    DELIVER_LINK("DeliverLink"),
    /** What the eraser does once the personal data of a removed user is unreadable. */
    ERASE_PERSONAL_DATA("ErasePersonalData");

    private final String published;
    private final Set<Permission> permissions;

    Operation(String published, Permission... permissions) {
        this.published = published;
        this.permissions = Set.of(permissions);
    }

    /** What a manager needs, all of it; empty where nobody but the user or the system may ask. */
    public Set<Permission> permissions() {
        return permissions;
    }

    /** The operation's published name, such as {@code AddMyPasswordlessLink}. */
    @Override
    public String toString() {
        return published;
    }
}
