package dev.passlink.domain;

/** What a {@link Roles role} may allow (behaviour O6). */
public enum Permission {
    USER_READ("user.read"),
    USER_WRITE("user.write"),
    USER_DELETE("user.delete"),
    USER_CREDENTIAL_WRITE("user.credential.write"),
    USER_PASSKEY_WRITE("user.passkey.write"),
    AUDIT_READ("audit.read");

    private final String published;

    Permission(String published) {
        this.published = published;
    }

    /** The permission's name in the API documents, such as {@code user.credential.write}. */
    @Override
    public String toString() {
        return published;
    }
}
