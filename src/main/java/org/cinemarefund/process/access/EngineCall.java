package org.cinemarefund.process.access;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.util.UriUtils;

/**
 * A call of the engine's API, whichever of the two doors it comes by: the path below the engine, decoded, without a slash
 * at the end. Calls of the web applications' own endpoints keep their first segment ({@code admin}, {@code cockpit} ...).
 */
record EngineCall(Door door, String method, String path) {

    enum Door {
        ENGINE_REST,
        WEB_APPLICATIONS
    }

    private static final Pattern ENGINE_REST = Pattern.compile("/engine-rest(?:/engine/[^/]+)?(?:/(.*))?");
    private static final Pattern WEB_ENGINE = Pattern.compile("/camunda/api/engine(?:/engine/[^/]+)?(?:/(.*))?");
    private static final Pattern WEB_OTHER = Pattern.compile("/camunda/api(?:/(.*))?");

    private static final List<String> DOORS = List.of("/engine-rest", "/camunda/api");

    /** What two readers of one address could read differently. */
    private static final List<String> AMBIGUOUS =
            List.of(";", "//", "\\", "/./", "/../", "%2f", "%5c", "%2e", "%25", "%3b", "%00");

    /** Empty for an address that is spelled so that servlet, filter and engine might not agree on it. */
    static Optional<EngineCall> of(HttpServletRequest request) {
        return path(request).map(path -> {
            var method = request.getMethod().toUpperCase(Locale.ROOT);
            var rest = ENGINE_REST.matcher(path);
            if (rest.matches()) {
                return new EngineCall(Door.ENGINE_REST, method, below(rest.group(1)));
            }
            var engine = WEB_ENGINE.matcher(path);
            if (engine.matches()) {
                return new EngineCall(Door.WEB_APPLICATIONS, method, below(engine.group(1)));
            }
            var other = WEB_OTHER.matcher(path);
            return new EngineCall(
                    Door.WEB_APPLICATIONS, method, "web:" + below(other.matches() ? other.group(1) : null));
        });
    }

    boolean is(String aMethod, Pattern aPath) {
        return method.equals(aMethod) && aPath.matcher(path).matches();
    }

    /** Reading changes nothing and is the engine's authorization's business. */
    boolean isReading() {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    static boolean isAmbiguous(HttpServletRequest request) {
        return path(request).isEmpty();
    }

    private static Optional<String> path(HttpServletRequest request) {
        var raw = request.getRequestURI().substring(request.getContextPath().length());
        var lower = raw.toLowerCase(Locale.ROOT);
        if (AMBIGUOUS.stream().anyMatch(lower::contains) || lower.endsWith("/..") || lower.endsWith("/.")) {
            return Optional.empty();
        }
        try {
            var decoded = UriUtils.decode(raw, StandardCharsets.UTF_8);
            var disguised = DOORS.stream().anyMatch(door -> decoded.startsWith(door) && !raw.startsWith(door));
            return disguised || decoded.chars().anyMatch(Character::isISOControl)
                    ? Optional.empty()
                    : Optional.of(decoded);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String below(String path) {
        if (path == null) {
            return "";
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
