package dev.passlink.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UrlTemplate;
import dev.passlink.domain.user.UserId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTemplatesTest {

    private final UrlTemplates templates =
            new UrlTemplates(Set.of("app.example.org", "LOGIN.example.org", "localhost"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.org/{{.Code}}",
                "https://app.example.org?{{.Code}}",
                "https://app.example.org:8443/join?u={{.UserID}}&o={{.OrgID}}&i={{.CodeID}}&c={{.Code}}",
                "https://App.Example.org/#/join/{{.Code}}",
                "https://login.example.org/%C3%BC/{{.Code}}/{{.Code}}",
                "http://localhost:3000/{{.Code}}"
            })
    void whatLeadsToAnAllowedHostIsAccepted(String template) {
        UrlTemplate accepted = new UrlTemplate(template);

        assertThat(templates.accepted(accepted)).isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.org/join", // no code
                "https://app.example.org/{{.CodeID}}",
                "https://app.example.org/{{ .Code }}",
                "https://app.example.org/{{.code}}",
                "https://app.example.org/{{.Code}}/{{.Email}}", // unknown fields
                "https://app.example.org/{{.Code}}/{{.}}",
                "https://app.example.org/{{.Code}}/{{",
                "http://app.example.org/{{.Code}}", // readable on the way
                "ftp://app.example.org/{{.Code}}",
                "javascript://app.example.org/{{.Code}}",
                "https://elsewhere.example.org/{{.Code}}", // other hosts
                "https://app.example.org.evil.example/{{.Code}}",
                "https://app.example.org./{{.Code}}",
                "https://evil.example/app.example.org/{{.Code}}",
                "https://evil.example\\@app.example.org/{{.Code}}",
                "https://evil.example#@app.example.org/{{.Code}}",
                "https://app.example.org@evil.example/{{.Code}}",
                "https://evil.example@app.example.org/{{.Code}}", // a user
                "https://{{.Code}}@app.example.org/",
                "https://{{.Code}}.app.example.org/",
                "https://app.example.org{{.OrgID}}/{{.Code}}",
                "https://app.example.org:{{.Code}}/",
                "https:{{.OrgID}}//app.example.org/{{.Code}}",
                "{{.OrgID}}://app.example.org/{{.Code}}",
                "//app.example.org/{{.Code}}",
                "/join/{{.Code}}",
                "https:/app.example.org/{{.Code}}",
                "https:///{{.Code}}",
                " https://app.example.org/{{.Code}}",
                "https://app.example.org/ {{.Code}}", // no addresses
                "https://app.example.org/ü{{.Code}}",
                "https://app.example.org/%{{.Code}}",
                "https://app.example.org/%2{{.Code}}",
                "https://app.example.org/\"{{.Code}}"
            })
    void whatMightLeadElsewhereOrBreakIsRefused(String template) {
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> templates.accepted(new UrlTemplate(template)))
                .satisfies(refusal -> assertThat(refusal.failure()).isInstanceOf(Failure.RequestInvalid.class));
    }

    @Test
    void fieldsAreFilledInPercentEncoded() {
        assertThat(UrlTemplates.link(
                        new UrlTemplate("https://app.example.org/{{.UserID}}?o={{.OrgID}}#{{.CodeID}}={{.Code}}"),
                        new UserId("a b/ü?{{.Code}}$1"),
                        new ResourceOwner("acme&co"),
                        new CodeId("1"),
                        "AbCdEfGhIjKl"))
                .hasToString(
                        "https://app.example.org/a%20b%2F%C3%BC%3F%7B%7B.Code%7D%7D%241?o=acme%26co#1=AbCdEfGhIjKl");
    }
}
