package dev.passlink.server.wire;

import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Gender;
import dev.passlink.domain.user.Person;
import zitadel.management.v1.ImportHumanUserRequest;
import zitadel.user.v2.AddHumanUserRequest;
import zitadel.user.v2.SetHumanProfile;

/** The human a request wants to add; the domain says which field is wrong. */
final class Persons {

    private Persons() {}

    static Person of(ImportHumanUserRequest request) {
        ImportHumanUserRequest.Profile profile = request.getProfile();
        return new Person(
                request.getUserName(),
                profile.getFirstName(),
                profile.getLastName(),
                profile.getNickName(),
                profile.getDisplayName(),
                profile.getPreferredLanguage(),
                gender(profile.getGender()),
                new Email(request.getEmail().getEmail(), request.getEmail().getIsEmailVerified()));
    }

    static Person of(AddHumanUserRequest request) {
        SetHumanProfile profile = request.getProfile();
        Email email =
                new Email(request.getEmail().getEmail(), request.getEmail().getIsVerified());
        return new Person(
                request.hasUsername() ? request.getUsername() : email.address(),
                profile.getGivenName(),
                profile.getFamilyName(),
                profile.getNickName(),
                profile.getDisplayName(),
                profile.getPreferredLanguage(),
                gender(profile.getGender()),
                email);
    }

    /** Both versions have the values of the domain, with the prefix that protobuf asks for. */
    private static Gender gender(Enum<?> gender) {
        return Gender.valueOf(gender.name().substring("GENDER_".length()));
    }
}
