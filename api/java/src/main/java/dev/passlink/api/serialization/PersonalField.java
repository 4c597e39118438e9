package dev.passlink.api.serialization;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableList;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.passlink.api.serialization.PersonalKeys.Reading;
import dev.passlink.api.serialization.PersonalKeys.Use;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.User;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessTokenRenamed;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserEmailChanged;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.axonframework.serialization.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * A field of a stored type that holds personal data (behaviour E3): encrypted, as Base64, where {@code personalKey}
 * names the key; in clear, as an object, where that is {@code null}.
 *
 * @param type     stored name
 * @param revision the first form in which the field may be encrypted
 * @param javaType what it is read into
 * @param owner    the field with the user's id
 * @param name     the field
 * @param erased   what is read once the key is destroyed
 */
record PersonalField(String type, String revision, Class<?> javaType, String owner, String name, Object erased) {

    static final String KEY = "personalKey";

    private static final String TOKEN = "user.human.passwordless.token.";

    /** The one table of what holds personal data. */
    private static final List<PersonalField> ALL = List.of(
            new PersonalField("user.human.added", "2", UserAdded.class, "userId", "person", Person.ERASED),
            new PersonalField("user.human.email.changed", "2", UserEmailChanged.class, "userId", "email", Email.ERASED),
            new PersonalField(
                    TOKEN + "verified", "1", PasswordlessTokenVerified.class, "userId", "name", PasskeyName.ERASED),
            new PersonalField(
                    TOKEN + "renamed", "1", PasswordlessTokenRenamed.class, "userId", "name", PasskeyName.ERASED),
            new PersonalField(User.TYPE, "5", User.class, "id", "person", Person.ERASED),
            new PersonalField(User.TYPE, "5", User.class, "id", "passkeys", Map.of("registered", List.of())));

    private static final Map<String, List<PersonalField>> BY_TYPE =
            ALL.stream().collect(groupingBy(PersonalField::type, toUnmodifiableList()));
    private static final Map<Class<?>, List<PersonalField>> BY_CLASS =
            ALL.stream().collect(groupingBy(PersonalField::javaType, toUnmodifiableList()));

    private static final ObjectMapper JSON = JsonForm.ofEvents();

    /** Those of a stored type; none if it holds no personal data, one if it is an event. */
    static List<PersonalField> of(String type) {
        return BY_TYPE.getOrDefault(type, List.of());
    }

    /** Those of a class; none if it holds no personal data. */
    static List<PersonalField> of(Class<?> javaType) {
        return BY_CLASS.getOrDefault(javaType, List.of());
    }

    /** Whether it was stored in clear before personal data was encrypted. */
    boolean wasClear() {
        return javaType == UserAdded.class || javaType == UserEmailChanged.class;
    }

    /** Whether the field has to be decrypted. */
    boolean isEncrypted(ObjectNode stored) {
        return stored.path(name).isTextual();
    }

    /** Whether the field holds personal data that anybody can read who has the store. */
    boolean isClear(ObjectNode stored) {
        return stored.path(name).isObject();
    }

    /** Encrypts the field, if there is a key and anything to encrypt. */
    void encrypt(ObjectNode tree, PersonalKeys keys) {
        Use use = use(tree);
        if (use != null && isClear(tree)) {
            tree.put(name, Base64.getEncoder().encodeToString(keys.encrypt(use, bytes(tree.get(name)))));
        }
    }

    /**
     * Decrypts the field, if it is encrypted.
     *
     * @return whether it is readable now
     */
    boolean decrypt(ObjectNode stored, PersonalKeys keys) {
        if (!isEncrypted(stored)) {
            return true;
        }
        Use use = use(stored);
        if (use == null) {
            return false;
        }
        Reading reading = keys.decrypt(use, base64(stored.path(name).textValue()));
        if (reading instanceof Reading.Clear clear) {
            stored.set(name, tree(clear.data()));
            return true;
        }
        if (reading instanceof Reading.Erased) {
            stored.set(name, JSON.valueToTree(erased));
            return true;
        }
        return false;
    }

    private @Nullable Use use(ObjectNode tree) {
        JsonNode key = tree.path(KEY);
        JsonNode user = tree.path(owner);
        return key.isTextual() && user.isTextual()
                ? new Use(type, new UserId(user.textValue()), new PersonalKeyId(key.textValue()))
                : null;
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // which is authentic nowhere
        }
    }

    static byte[] bytes(JsonNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new SerializationException("JSON cannot be written"); // without the cause, which may quote it
        }
    }

    static ObjectNode tree(byte[] json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode tree) {
                return tree;
            }
        } catch (IOException e) {
            // as what is no object; without the cause, which may quote it
        }
        throw new SerializationException("what is stored is no JSON object");
    }
}
