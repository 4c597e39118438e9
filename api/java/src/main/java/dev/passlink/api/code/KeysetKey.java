package dev.passlink.api.code;

/**
 * One key of a {@link Keyset}, as far as it may be shown: never its material.
 *
 * @param id    the id that what it made names it by; any 32-bit number. Texts for people and the file write it unsigned
 * @param state what the key is good for
 */
public record KeysetKey(int id, State state) {

    /** What a key is good for. */
    public enum State {
        /** Makes what is new, such as codes, and is good for that. There is exactly one. */
        PRIMARY,
        /** Good for what it made, such as older codes. */
        ENABLED,
        /** Switched off by hand in the file: to this node the key is unknown until it is switched on again. */
        DISABLED,
        /** Its secret is gone for ever: its codes are invalid, but what it signed can still be checked. */
        RETIRED
    }

    /** The id, unsigned, and the state. */
    @Override
    public String toString() {
        return Integer.toUnsignedString(id) + " " + state;
    }
}
