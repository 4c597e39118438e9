package dev.passlink.bench;

/**
 * What came of a measurement.
 *
 * @param things  how many of the unit were done
 * @param unit    events or rows
 * @param seconds how long it took, without the start of the process
 * @param remark  what else is to be said, may be empty
 */
record Measurement(long things, String unit, double seconds, String remark) {

    double rate() {
        return things / seconds;
    }

    /** The same, of something that was measured before in the same process. */
    Measurement after(Measurement first) {
        return new Measurement(
                things,
                unit,
                seconds,
                "%s%sthe first time %.1f s".formatted(remark, remark.isEmpty() ? "" : "; ", first.seconds()));
    }
}
