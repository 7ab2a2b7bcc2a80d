package org.cinemarefund.policy.dmn;

import java.util.ArrayList;
import java.util.List;
import org.cinemarefund.policy.Finding;
import org.cinemarefund.policy.Finding.Severity;

/** All complaints about one plan, not only the first. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    void error(String code, String where, String text, String... details) {
        all.add(new Finding(Severity.ERROR, code, where, text, List.of(details)));
    }

    void warning(String code, String where, String text, String... details) {
        all.add(new Finding(Severity.WARNING, code, where, text, List.of(details)));
    }

    /** @return the condition */
    boolean require(boolean condition, String code, String where, String text, String... details) {
        if (!condition) {
            error(code, where, text, details);
        }
        return condition;
    }

    boolean withoutErrors() {
        return all.stream().noneMatch(Finding::isError);
    }

    List<Finding> list() {
        return List.copyOf(all);
    }
}
