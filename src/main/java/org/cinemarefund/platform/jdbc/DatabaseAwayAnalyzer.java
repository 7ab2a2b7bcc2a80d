package org.cinemarefund.platform.jdbc;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A start that ends because there is no connection to the database: which of the usual reasons it is, in a sentence. */
final class DatabaseAwayAnalyzer extends AbstractFailureAnalyzer<SQLException> {
    /** H2 keeps the reason in the state: its file is locked by another process. */
    private static final String LOCKED = "90020";

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SQLException first) {
        for (Throwable cause = first; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException failure) {
                var analysis = analysis(failure);
                if (analysis.isPresent()) {
                    return analysis.get();
                }
            }
        }
        return null;
    }

    private static Optional<FailureAnalysis> analysis(SQLException failure) {
        var state = Optional.ofNullable(failure.getSQLState()).orElse("");
        // The pool hands on the state of what went wrong, but its own words.
        if (failure.getCause() instanceof SQLException) {
            return Optional.empty();
        }
        if (state.equals(LOCKED)) {
            return Optional.of(new FailureAnalysis(
                    "The database file of spring.datasource.url is in use: another cinema-refund runs in this directory.",
                    "Use the one that runs, or end it first; a second one needs a directory of its own, and its own server.port"
                            + " and refund.sandbox.port.",
                    failure));
        }
        // Waited for in vain, no connection, not let in, no such database.
        if (failure instanceof SQLTransientConnectionException
                || Stream.of("08", "28", "3D", "57P").anyMatch(state::startsWith)) {
            return Optional.of(new FailureAnalysis(
                    "There is no connection to the database of spring.datasource.url: " + failure.getMessage(),
                    "Check that it runs, can be reached from here and knows the role, and start again.",
                    failure));
        }
        return Optional.empty();
    }
}
