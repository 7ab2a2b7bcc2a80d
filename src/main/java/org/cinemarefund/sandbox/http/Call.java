package org.cinemarefund.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over the wire; signatures cover exactly these bytes.
 *
 * @param path percent-encoded
 * @param query percent-encoded; missing without one
 * @param headers by name, whatever its case; missing for those not sent
 */
record Call(
        String method,
        String path,
        @Nullable String query,
        @Nullable UnaryOperator<String> headers,
        byte[] body) {

    String target() {
        return query == null ? path : path + "?" + query;
    }

    String header(String name) {
        return headers.apply(name);
    }

    boolean has(String header) {
        var value = header(header);
        return value != null && !value.isBlank();
    }

    boolean is(String aMethod, String aPath) {
        return method.equals(aMethod) && path.equals(aPath);
    }

    boolean sendsJson() {
        var type = header("Content-Type");
        return type != null && type.toLowerCase(java.util.Locale.ROOT).startsWith("application/json");
    }

    Map<String, String> parameters() {
        var values = new HashMap<String, String>();
        for (var pair : (query == null ? "" : query).split("&")) {
            var at = pair.indexOf('=');
            if (at > 0) {
                values.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    /** A part of the path; a plus sign there is a plus sign. */
    static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
