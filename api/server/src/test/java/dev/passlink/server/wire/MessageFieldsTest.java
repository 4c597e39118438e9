package dev.passlink.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zitadel.auth.v1.RemoveMyPasswordlessRequest;
import zitadel.management.v1.RemoveHumanPasswordlessRequest;
import zitadel.object.v2.Details;
import zitadel.user.v1.WebAuthNToken;
import zitadel.user.v2.CreatePasskeyRegistrationLinkRequest;

/** The numbers by which existing clients know the fields of messages, whatever the fields are called here. */
class MessageFieldsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Details                 | 1 sequence uint64, 2 change_date Timestamp, 3 resource_owner string, 4 creation_date Timestamp
            ListDetails             | 1 total_result uint64, 2 processed_sequence uint64, 3 timestamp Timestamp
            """)
    void objectsOfTheSecondVersion(String message, String fields) {
        assertThat(fields(Details.getDescriptor().getFile().findMessageTypeByName(message)))
                .isEqualTo(fields);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CreatePasskeyRegistrationLinkRequest  | 1 user_id string, 2 send_link SendPasskeyRegistrationLink, 3 return_code ReturnPasskeyRegistrationCode
            CreatePasskeyRegistrationLinkResponse | 1 details Details, 2 code PasskeyRegistrationCode
            SendPasskeyRegistrationLink           | 1 url_template string
            PasskeyRegistrationCode               | 1 id string, 2 code string
            RegisterPasskeyRequest                | 1 user_id string, 2 code PasskeyRegistrationCode, 3 authenticator PasskeyAuthenticator, 4 domain string
            RegisterPasskeyResponse               | 1 details Details, 2 passkey_id string, 3 public_key_credential_creation_options Struct
            VerifyPasskeyRegistrationRequest      | 1 user_id string, 2 passkey_id string, 3 public_key_credential Struct, 4 passkey_name string
            VerifyPasskeyRegistrationResponse     | 1 details Details
            ListPasskeysRequest                   | 1 user_id string
            ListPasskeysResponse                  | 1 details ListDetails, 2 repeated result Passkey
            Passkey                               | 1 id string, 2 state AuthFactorState, 3 name string
            RemovePasskeyRequest                  | 1 user_id string, 2 passkey_id string
            RemovePasskeyResponse                 | 1 details Details
            """)
    void passkeysOfTheSecondVersion(String message, String fields) {
        assertThat(fields(CreatePasskeyRegistrationLinkRequest.getDescriptor()
                        .getFile()
                        .findMessageTypeByName(message)))
                .isEqualTo(fields);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ListHumanPasswordlessRequest    | 1 user_id string
            ListHumanPasswordlessResponse   | 1 repeated result WebAuthNToken
            RemoveHumanPasswordlessRequest  | 1 user_id string, 2 token_id string
            RemoveHumanPasswordlessResponse | 1 details ObjectDetails
            """)
    void passkeysInTheHandsOfManagers(String message, String fields) {
        assertThat(fields(
                        RemoveHumanPasswordlessRequest.getDescriptor().getFile().findMessageTypeByName(message)))
                .isEqualTo(fields);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ListMyPasswordlessResponse   | 1 repeated result WebAuthNToken
            RemoveMyPasswordlessRequest  | 1 token_id string
            RemoveMyPasswordlessResponse | 1 details ObjectDetails
            """)
    void onesOwnPasskeys(String message, String fields) {
        assertThat(fields(RemoveMyPasswordlessRequest.getDescriptor().getFile().findMessageTypeByName(message)))
                .isEqualTo(fields);
    }

    @Test
    void statesAndAuthenticators() {
        assertThat(fields(WebAuthNToken.getDescriptor()))
                .isEqualTo("1 id string, 2 state AuthFactorState, 3 name string");
        assertThat(zitadel.user.v1.AuthFactorState.AUTH_FACTOR_STATE_READY.getNumber())
                .isEqualTo(2);
        assertThat(zitadel.user.v2.AuthFactorState.AUTH_FACTOR_STATE_READY.getNumber())
                .isEqualTo(2);
        assertThat(zitadel.user.v2.PasskeyAuthenticator.forNumber(2))
                .isEqualTo(zitadel.user.v2.PasskeyAuthenticator.PASSKEY_AUTHENTICATOR_CROSS_PLATFORM);
    }

    private static String fields(Descriptor message) {
        return message.getFields().stream()
                .map(field -> Stream.of(
                                String.valueOf(field.getNumber()),
                                field.isRepeated() ? "repeated" : "",
                                field.getName(),
                                type(field))
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(", "));
    }

    private static String type(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getName();
            case ENUM -> field.getEnumType().getName();
            default ->
                field.toProto().getType().name().substring("TYPE_".length()).toLowerCase(java.util.Locale.ROOT);
        };
    }
}
