package org.cinemarefund.process.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that says how many results it wants at most. The engine refuses people a query without a bound; whoever does
 * not say gets the first so many instead.
 */
final class BoundedQuery extends HttpServletRequestWrapper {
    /** As {@code query-max-results-limit} in the settings. */
    private static final int LIMIT = 2000;
    /** The engine's own, for what it measures of itself. */
    private static final int METRICS_LIMIT = 200;

    BoundedQuery(HttpServletRequest request) {
        super(request);
    }

    @Override
    public String getQueryString() {
        var query = super.getQueryString();
        if (query != null && query.contains("maxResults=")) {
            return query;
        }
        var bound = "maxResults=" + (getRequestURI().endsWith("/metrics") ? METRICS_LIMIT : LIMIT);
        return query == null || query.isEmpty() ? bound : query + "&" + bound;
    }
}
