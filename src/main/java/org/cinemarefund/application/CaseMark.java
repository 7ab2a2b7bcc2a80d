package org.cinemarefund.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.cinemarefund.application.RefundApplication.SupervisorReason;

/** What makes a case another one than most: shown on its card, and what the lists of the staff choose by. */
public enum CaseMark {
    /** A refusal that is not accepted. */
    APPEAL,
    /** The moviegoer blames the cinema, and only a person can confirm it. */
    CLAIM,
    /** Somebody said yes, and somebody else has to. */
    SECOND_PERSON,
    /** Its reviewers let the deadline pass. */
    ESCALATED,
    /** The order is another one than when they applied. */
    CHANGED,
    /** What was asked for has come. */
    EVIDENCE,
    /** It was asked for and has not come. */
    NO_EVIDENCE;

    private static final Set<SupervisorReason> FOR_A_SECOND_PERSON =
            Set.of(SupervisorReason.LARGE_AMOUNT, SupervisorReason.PERSON_LIMIT, SupervisorReason.PROPOSAL);
    private static final Set<SupervisorReason> FOR_A_CHANGE =
            Set.of(SupervisorReason.ORDER_CHANGED, SupervisorReason.TICKETS_USED, SupervisorReason.PAYMENT_NUMBER);

    /** Those of an application, in the order in which they are shown. */
    public static List<CaseMark> of(RefundApplication application) {
        var marks = new ArrayList<CaseMark>();
        if (application.appealOf().isPresent()) {
            marks.add(APPEAL);
        }
        if (application.reason().blamesTheCinema() || application.deal().reviewForced()) {
            marks.add(CLAIM);
        }
        application.supervisorReason().ifPresent(reason -> {
            if (FOR_A_SECOND_PERSON.contains(reason)) {
                marks.add(SECOND_PERSON);
            } else if (reason == SupervisorReason.OVERDUE) {
                marks.add(ESCALATED);
            } else if (FOR_A_CHANGE.contains(reason)) {
                marks.add(CHANGED);
            }
        });
        if (application.evidence().round() > 0 && application.evidence().answeredAt() != null) {
            marks.add(EVIDENCE);
        } else if (application.evidenceUnanswered()) {
            marks.add(NO_EVIDENCE);
        }
        return List.copyOf(marks);
    }
}
