package org.cinemarefund.policy;

import java.util.List;

/**
 * What is wrong, or strange, with a plan.
 *
 * @param code what kind of thing it is; text {@code plan-finding.<code>}
 * @param where file, and where there is one the row or column
 * @param text in English, whole
 * @param details what a text in another language names
 */
public record Finding(Severity severity, String code, String where, String text, List<String> details) {
    public Finding {
        details = List.copyOf(details);
    }

    public enum Severity {
        /** Such a version is not taken. */
        ERROR,
        /** Somebody should have meant it. */
        WARNING
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public String toString() {
        return where + ": " + text;
    }
}
