package dev.passlink.server.page;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;

/**
 * A file of the page, the same for everybody who is shown it.
 *
 * @param headers what it is
 * @param content its bytes
 */
record PageFile(ResponseHeaders headers, byte[] content) {

    /** The page itself, in one of its languages. */
    static PageFile in(Locale language) {
        ResponseHeadersBuilder headers = headers(MediaType.HTML_UTF_8)
                .set(HttpHeaderNames.CONTENT_LANGUAGE, language.toLanguageTag())
                .set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_LANGUAGE.toString());
        return new PageFile(headers.build(), bytes("index." + language.getLanguage() + ".html"));
    }

    /** What the page needs besides. */
    static PageFile of(String name, MediaType type) {
        return new PageFile(headers(type).build(), bytes(name));
    }

    HttpResponse answer() {
        return HttpResponse.of(headers, HttpData.wrap(content));
    }

    private static ResponseHeadersBuilder headers(MediaType type) {
        return ResponseHeaders.builder(HttpStatus.OK).contentType(type);
    }

    private static byte[] bytes(String name) {
        try (InputStream file = Objects.requireNonNull(PageFile.class.getResourceAsStream(name), name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
