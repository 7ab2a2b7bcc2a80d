package org.cinemarefund.platform.web;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How much may be sent to a path and how long it may take altogether. Every path has a rule, known or not.
 *
 * @param bytes the longest body
 * @param time from the end of the headers to the last byte
 */
record BodyRule(int bytes, Duration time) {
    static final int JSON = 256 * 1024;
    /** A few short fields: a card, a name and a password. */
    static final int SHORT = 4 * 1024;

    static final int CALLBACK = 64 * 1024;
    /** Forms and queries of the engine's APIs. */
    static final int ENGINE = 64 * 1024;
    /** A table and its clauses in two languages, each as long as a body of JSON may be, and what multipart puts around them. */
    static final int PLAN = 3 * JSON + 16 * 1024;
    /** A picture of 5 MB and what multipart puts around it; the exact limit of the picture is the multipart configuration's. */
    static final int UPLOAD = 5 * 1024 * 1024 + 64 * 1024;

    /** A phone may need a while for a picture, WeChat's servers need no time at all. */
    private static final Duration USUAL_TIME = Duration.ofSeconds(30);

    private static final Duration LOG_IN_TIME = Duration.ofSeconds(10);
    private static final Duration CALLBACK_TIME = Duration.ofSeconds(5);
    private static final Duration UPLOAD_TIME = Duration.ofMinutes(2);

    private static final Pattern CARD = Pattern.compile("/api/(?:desk/refunds|refund-applications)/[^/]+/payee-card");
    private static final Pattern STAFF_LOG_IN = Pattern.compile("/camunda/api/admin/auth/.+");
    private static final Pattern ENGINE_API = Pattern.compile("(?:/engine-rest|/camunda)(?:/.*)?");

    /** @param path as the container mapped it: decoded and without dots, so that no spelling of a path has another rule */
    static BodyRule of(String path) {
        return switch (path) {
            case "/api/session" -> new BodyRule(SHORT, LOG_IN_TIME);
            case "/api/wechat/refund-notifications" -> new BodyRule(CALLBACK, CALLBACK_TIME);
            case "/api/desk/plans/check" -> new BodyRule(PLAN, USUAL_TIME);
            case "/api/evidence" -> new BodyRule(UPLOAD, UPLOAD_TIME);
            default -> ofKind(path);
        };
    }

    private static BodyRule ofKind(String path) {
        if (CARD.matcher(path).matches()) {
            return new BodyRule(SHORT, USUAL_TIME);
        }
        if (STAFF_LOG_IN.matcher(path).matches()) {
            return new BodyRule(SHORT, LOG_IN_TIME);
        }
        return new BodyRule(ENGINE_API.matcher(path).matches() ? ENGINE : JSON, USUAL_TIME);
    }
}
