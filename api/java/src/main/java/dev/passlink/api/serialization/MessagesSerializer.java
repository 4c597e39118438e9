package dev.passlink.api.serialization;

import static java.util.stream.Collectors.toSet;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Set;
import org.axonframework.serialization.SerializedObject;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads messages. An answer that is a list is written as the array of its elements' class, since the class of
 * the list does not say what is in it, and read as that array.
 */
final class MessagesSerializer extends RegisteredTypesSerializer {

    MessagesSerializer() {
        super(RegisteredTypes.messages(), JsonForm.ofMessages());
    }

    @Override
    public <T> SerializedObject<T> serialize(@Nullable Object object, Class<T> representation) {
        return super.serialize(object instanceof List<?> list ? arrayOf(list) : object, representation);
    }

    /** {@code null} for an empty list, as which Axon takes it where a list is expected; the list itself if it is mixed. */
    private static @Nullable Object arrayOf(List<?> list) {
        Set<Class<?>> classes = list.stream().map(Object::getClass).collect(toSet());
        return switch (classes.size()) {
            case 0 -> null;
            case 1 ->
                list.toArray((Object[]) Array.newInstance(classes.iterator().next(), 0));
            default -> list;
        };
    }
}
