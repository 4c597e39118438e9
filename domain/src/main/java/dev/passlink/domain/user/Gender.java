package dev.passlink.domain.user;

/** A person's gender as the API documents enumerate it. */
public enum Gender {
    UNSPECIFIED,
    FEMALE,
    MALE,
    DIVERSE
}
