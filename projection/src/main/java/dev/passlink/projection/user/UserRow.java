package dev.passlink.projection.user;

import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Gender;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.fold.Row;
import dev.passlink.projection.fold.StoredDetails;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A user as a row. */
@Entity
@Table(name = "passlink_user")
class UserRow implements Row<UserRow.Key, UserView> {

    @Embeddable
    record Key(
            @Column(name = "generation") int generation,
            @Column(name = "user_id", length = 512) String userId) implements Serializable {}

    @EmbeddedId
    private Key key;

    @Column(name = "user_name", nullable = false, length = 512)
    private String userName;

    @Column(name = "first_name", nullable = false, length = 512)
    private String firstName;

    @Column(name = "last_name", nullable = false, length = 512)
    private String lastName;

    @Column(name = "nick_name", nullable = false, length = 512)
    private String nickName;

    @Column(name = "display_name", nullable = false, length = 512)
    private String displayName;

    @Column(name = "preferred_language", nullable = false, length = 32)
    private String preferredLanguage;

    @Enumerated(EnumType.STRING)
    @Column(name = "gender", nullable = false, length = 32)
    private Gender gender;

    @Column(name = "email", length = 512)
    private @Nullable String email;

    @Column(name = "email_verified", nullable = false)
    private boolean emailVerified;

    @Enumerated(EnumType.STRING)
    @Column(name = "state", nullable = false, length = 32)
    private UserState state;

    @Embedded
    private StoredDetails details;

    /** For Hibernate, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    protected UserRow() {}

    @SuppressWarnings("NullAway.Init") // show() fills the rest
    UserRow(Key key, UserView user) {
        this.key = key;
        show(user);
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public UserView state() {
        Person person = new Person(
                userName,
                firstName,
                lastName,
                nickName,
                displayName,
                preferredLanguage,
                gender,
                email == null ? null : new Email(email, emailVerified));
        return new UserView(new UserId(key.userId()), person, state, details.details());
    }

    @Override
    public final void show(UserView user) {
        Person person = user.person();
        userName = person.userName();
        firstName = person.firstName();
        lastName = person.lastName();
        nickName = person.nickName();
        displayName = person.displayName();
        preferredLanguage = person.preferredLanguage();
        gender = person.gender();
        Email address = person.email();
        email = address == null ? null : address.address();
        emailVerified = address != null && address.verified();
        state = user.state();
        details = StoredDetails.of(user.details());
    }
}
