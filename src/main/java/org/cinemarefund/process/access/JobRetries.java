package org.cinemarefund.process.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/**
 * Letting steps try again, and no more than that: how often, between once and ten times, and never when. The engine takes a
 * due date with it, by which every timer could be moved; and with no tries left a step is an incident by somebody's hand.
 */
final class JobRetries {
    private static final Pattern CALL = Pattern.compile(
            "job(?:-definition)?(?:/[^/]+)?/retries|process-instance/job-retries(?:-historic-query-based)?");
    private static final int MOST = 10;

    private JobRetries() {}

    static boolean isMeant(EngineCall call) {
        return CALL.matcher(call.path()).matches();
    }

    /** The body as the engine may have it. What a query finds is narrowed to what has failed. */
    static ObjectNode only(ObjectNode sent) {
        var retries = sent.deepCopy();
        retries.remove("dueDate");
        retries.put("retries", Math.max(1, Math.min(MOST, sent.path("retries").asInt(1))));
        if (retries.path("jobQuery") instanceof ObjectNode query) {
            query.put("noRetriesLeft", true);
        }
        return retries;
    }
}
