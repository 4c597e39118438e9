package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Text;

/**
 * How the link of one code is written, where it is not to lead to the usual page: an address with the fields
 * <code>{{.UserID}} {{.OrgID}} {{.CodeID}} {{.Code}}</code>. Where it may lead is checked before it gets here.
 *
 * @param value 1 to 200 code points without control characters
 */
public record UrlTemplate(String value) {

    /** @throws Rejected {@link Failure.RequestInvalid} if it is empty, too long or contains control characters */
    public UrlTemplate {
        Text.required("url template", value, 200);
    }

    @Override
    public String toString() {
        return value;
    }
}
