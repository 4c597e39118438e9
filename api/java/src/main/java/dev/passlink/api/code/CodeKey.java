package dev.passlink.api.code;

/**
 * One key of a {@link CodeKeyset}, as far as it may be shown: never its material.
 *
 * @param id    the id that seeds name it by; any 32-bit number. Texts for people and the file write it unsigned
 * @param state what the key is good for
 */
public record CodeKey(int id, State state) {

    /** What a key is good for. */
    public enum State {
        /** Makes the new codes, and checks them. There is exactly one. */
        PRIMARY,
        /** Checks older codes. */
        ENABLED,
        /** Switched off by hand in the file: to this node the key is unknown until it is switched on again. */
        DISABLED,
        /** Its material is gone for ever, and its codes are invalid. */
        RETIRED
    }

    /** The id, unsigned, and the state. */
    @Override
    public String toString() {
        return Integer.toUnsignedString(id) + " " + state;
    }
}
