package dev.passlink.server.command;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times and sequences, as they are typed. */
final class Moments {

    private Moments() {}

    /** A moment in the life of a user. */
    sealed interface Moment {

        /** A time, or a sequence if it is digits only. */
        final class Converter implements ITypeConverter<Moment> {
            @Override
            public Moment convert(String value) {
                if (!value.matches("[0-9]+")) {
                    return new Time(time(value, "must be a time or a sequence"));
                }
                if (!value.matches("0*[1-9][0-9]{0,17}")) {
                    throw new TypeConversionException("a sequence is a number of at least 1, not " + value);
                }
                return new Sequence(Long.parseLong(value));
            }
        }
    }

    /**
     * A time.
     *
     * @param at the time
     */
    record Time(Instant at) implements Moment {
        @Override
        public String toString() {
            return at.toString();
        }
    }

    /**
     * Just after an event of a user.
     *
     * @param number the event's sequence, at least 1
     */
    record Sequence(long number) implements Moment {
        @Override
        public String toString() {
            return "sequence " + number;
        }
    }

    /** Times: instants, dates with time and offset, and dates. */
    static final class Times implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String value) {
            return time(value, "must be a time");
        }
    }

    private static Instant time(String value, String otherwise) {
        try {
            Instant time = value.contains("T") || value.contains("t")
                    ? OffsetDateTime.parse(value).toInstant()
                    : LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
            int year = time.atOffset(ZoneOffset.UTC).getYear();
            if (year < 1 || year > 9999) {
                throw new TypeConversionException("years are from 1 to 9999");
            }
            return time;
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(
                    otherwise + ", such as 2026-11-21T14:30:00Z, 2026-11-21T14:30+01:00 or 2026-11-21, not " + value);
        }
    }
}
