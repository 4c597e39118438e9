package dev.passlink.projection.fold;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Table;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a row as its mapping names them, key first, so that rows can be compared and written as they are in the
 * database: also those that the mapping itself could not read any more.
 *
 * @param table   the table
 * @param keys    how many of the columns are the key; the first of them is the generation, the second the user
 * @param columns all of them
 */
record Columns(String table, int keys, List<Path> columns) {

    /** The columns of an entity with an embedded key that has a generation and a user, in this order. */
    static Columns of(Class<?> entity) {
        List<Path> keys = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        for (Field field : fieldsOf(entity)) {
            if (field.isAnnotationPresent(EmbeddedId.class)) {
                fieldsOf(field.getType()).forEach(part -> keys.add(Path.of(field, part)));
            } else if (field.isAnnotationPresent(Embedded.class)) {
                fieldsOf(field.getType()).forEach(part -> others.add(Path.of(field, part)));
            } else {
                others.add(Path.of(field));
            }
        }
        List<Path> all = new ArrayList<>(keys);
        all.addAll(others);
        return new Columns(entity.getAnnotation(Table.class).name(), keys.size(), List.copyOf(all));
    }

    private static List<Field> fieldsOf(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .toList();
    }

    List<String> names() {
        return columns.stream().map(Path::name).toList();
    }

    /** The values of a row that is to be. */
    @Nullable
    Object[] of(Object row) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns.get(i).in(row);
        }
        return values;
    }

    /** The values of a row that is there. */
    @Nullable
    Object[] of(ResultSet row) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns.get(i).in(row, i + 1);
        }
        return values;
    }

    static void set(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
        }
    }

    /**
     * The way from an entity to what is in one column.
     *
     * @param name   the column's name
     * @param type   of the value
     * @param fields from the entity on
     */
    record Path(String name, Class<?> type, List<Field> fields) {

        static Path of(Field... fields) {
            Arrays.stream(fields).forEach(field -> field.setAccessible(true));
            Field last = fields[fields.length - 1];
            Column column = last.getAnnotation(Column.class);
            return new Path(column.name(), last.getType(), List.of(fields));
        }

        @Nullable
        Object in(Object row) {
            Object value = row;
            try {
                for (Field field : fields) {
                    value = value == null ? null : field.get(value);
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
            return value instanceof Enum<?> constant ? constant.name() : value;
        }

        @Nullable
        Object in(ResultSet row, int index) throws SQLException {
            if (type == Instant.class) {
                OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
                return time == null ? null : time.toInstant();
            }
            Object value = type == int.class || type == Integer.class
                    ? (Object) row.getInt(index)
                    : type == long.class || type == Long.class
                            ? (Object) row.getLong(index)
                            : type == boolean.class ? (Object) row.getBoolean(index) : row.getString(index);
            return row.wasNull() ? null : value;
        }
    }
}
