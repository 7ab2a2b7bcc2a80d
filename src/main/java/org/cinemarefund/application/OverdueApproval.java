package org.cinemarefund.application;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cinemarefund.record.RefundEvent;

/**
 * What the record says of an approval that nobody made: the cinema's setting, the deadline that passed and the rule that says
 * how much.
 */
public record OverdueApproval(Instant dueAt, String plan, String ruleId) {
    private static final Pattern DETAIL =
            Pattern.compile("onOverdue=APPROVE, review was due (\\S+), rule (\\S+) (\\S+)");

    static String detail(RefundApplication it) {
        return "onOverdue=APPROVE, review was due " + it.reviewDueAt + ", rule " + it.deal.plan() + " "
                + it.deal.ruleId();
    }

    /** Empty for everything else that is recorded. */
    public static Optional<OverdueApproval> of(RefundEvent event) {
        var known = event.actor().equals(RefundApplication.SYSTEM) && event.detail() != null
                ? DETAIL.matcher(event.detail())
                : null;
        return known != null && known.matches()
                ? Optional.of(new OverdueApproval(Instant.parse(known.group(1)), known.group(2), known.group(3)))
                : Optional.empty();
    }
}
