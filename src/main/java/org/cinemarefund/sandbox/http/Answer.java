package org.cinemarefund.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes back, and when.
 *
 * @param contentType missing where there is no body
 * @param hold how long to wait before
 * @param cut closes the connection instead
 */
record Answer(
        int status,
        @Nullable String contentType,
        Map<String, String> headers,
        byte[] body,
        Duration hold,
        boolean cut) {
    static final String JSON = "application/json; charset=utf-8";

    static Answer empty(int status) {
        return new Answer(status, null, Map.of(), new byte[0], Duration.ZERO, false);
    }

    static Answer of(int status, String contentType, String body) {
        return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, Map.of(), body, Duration.ZERO, false);
    }

    static Answer json(int status, Object body) {
        return of(status, JSON, Json.bytes(body));
    }

    static Answer none(Duration hold) {
        return new Answer(0, null, Map.of(), new byte[0], hold, true);
    }

    Answer with(Map<String, String> more) {
        var all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Answer(status, contentType, all, body, hold, cut);
    }

    Answer after(Duration wait) {
        return new Answer(status, contentType, headers, body, wait, cut);
    }
}
