package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.ClassPathResource;

/** How the web applications come to a browser, which may be on a phone. */
class WebApplicationFilesTest extends ProcessScenario {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/camunda/" + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    @ParameterizedTest
    @CsvSource({
        "lib/deps.js, text/javascript, max-age=2592000",
        "app/tasklist/camunda-tasklist-bootstrap.js, text/javascript, no-cache",
        "app/tasklist/scripts/desk.js, text/javascript, no-cache",
        "app/cockpit/scripts/refunds.js, text/javascript, no-cache",
        "app/tasklist/locales/zh.json, application/json, no-cache",
        "app/tasklist/styles/pages.css, text/css, no-cache"
    })
    void a_text_travels_packed_and_only_once(String path, String type, String kept) throws Exception {
        var packed = get(path, "Accept-Encoding", "gzip, deflate, br");

        assertThat(packed.statusCode()).isEqualTo(200);
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.headers().firstValue("Vary"))
                .hasValueSatisfying(vary -> assertThat(vary).contains("Accept-Encoding"));
        assertThat(packed.headers().firstValue("Content-Type"))
                .hasValueSatisfying(told -> assertThat(told).startsWith(type));
        assertThat(packed.headers().allValues("Cache-Control")).containsExactly(kept);
        var content = new ClassPathResource("META-INF/resources/webjars/camunda/" + path).getContentAsByteArray();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(content);
        assertThat(packed.body()).hasSizeLessThan(content.length * 6 / 10);

        var tag = packed.headers().firstValue("ETag").orElseThrow();
        var again = get(path, "Accept-Encoding", "gzip", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        // Of another version, though it is the younger one: what was kept is not taken for this.
        var other = get(
                path,
                "Accept-Encoding",
                "gzip",
                "If-None-Match",
                "W/\"another\"",
                "If-Modified-Since",
                "Fri, 01 Jan 2100 00:00:00 GMT");
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void who_cannot_unpack_gets_it_as_it_is() throws Exception {
        var plain = get("app/tasklist/scripts/desk.js");

        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(plain.body())
                .isEqualTo(new ClassPathResource("META-INF/resources/webjars/camunda/app/tasklist/scripts/desk.js")
                        .getContentAsByteArray());
    }

    @Test
    void what_is_no_text_and_what_is_not_there_are_answered_as_before() throws Exception {
        var icon = get("favicon.ico", "Accept-Encoding", "gzip");
        assertThat(icon.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(get("app/tasklist/scripts/nosuch.js", "Accept-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("lib/../app/tasklist/scripts/%2e%2e/config.js", "Accept-Encoding", "gzip")
                        .statusCode())
                .isBetween(400, 404);
    }
}
