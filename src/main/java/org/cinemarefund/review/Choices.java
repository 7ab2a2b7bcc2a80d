package org.cinemarefund.review;

import org.cinemarefund.application.ApprovedAs;
import org.cinemarefund.application.Proposal;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplication.Chosen;
import org.cinemarefund.review.ReviewDesk.Answer;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.jspecify.annotations.Nullable;

/** What a yes comes to: the deal of the rules, or something else in its place, and whether somebody else has to say so too. */
final class Choices {
    private static final String AMOUNT = "refundAmount";

    private Choices() {}

    /**
     * @param chosen missing for the deal of the rules
     * @param amount fen that would be paid
     * @param beyond more than the rules give, and nobody said so before: somebody else has to
     */
    record Yes(@Nullable Chosen chosen, long amount, boolean beyond) {}

    /** @throws Problem when it is none of the choices there are */
    static Yes of(RefundApplication application, Answer answer) {
        return switch (answer.decision()) {
            case APPROVE -> approved(application, answer.refundAmount());
            case APPROVE_AS_FAULT -> asFault(application, answer);
            case PROPOSE_AMOUNT -> proposed(application, answer.refundAmount());
            default -> throw new IllegalArgumentException(answer.decision() + " is no yes");
        };
    }

    private static Yes approved(RefundApplication application, @Nullable Long amount) {
        var rules = application.dealOfTheRules().refundAmount();
        var waiting = application.proposal().orElse(null);
        if (waiting != null && (amount == null || amount == waiting.refundAmount())) {
            return confirmed(application, waiting);
        }
        if (amount == null || amount == rules) {
            if (rules == 0) {
                throw new Problem(ProblemCode.ACTION_NOT_ALLOWED);
            }
            return new Yes(null, rules, false);
        }
        if (waiting == null) {
            throw Problem.invalid(AMOUNT, "not-the-rules");
        }
        return proposed(application, amount);
    }

    private static Yes asFault(RefundApplication application, Answer answer) {
        if (!application.reason().blamesTheCinema()) {
            throw new Problem(ProblemCode.ACTION_NOT_ALLOWED);
        }
        var rules = application.dealOfTheRules();
        var deal = rules.confirmed();
        if (answer.refundAmount() != null && answer.refundAmount() != deal.refundAmount()) {
            throw Problem.invalid(AMOUNT, "not-of-this-action");
        }
        var waiting = application.proposal().orElse(null);
        if (isWaiting(waiting, ApprovedAs.FAULT, deal.refundAmount())) {
            return confirmed(application, waiting);
        }
        var beyond = deal.refundAmount() > rules.refundAmount();
        return new Yes(new Chosen(ApprovedAs.FAULT, deal), deal.refundAmount(), beyond);
    }

    private static Yes proposed(RefundApplication application, @Nullable Long amount) {
        var rules = application.dealOfTheRules();
        if (amount == null) {
            throw Problem.invalid(AMOUNT, "required");
        }
        if (amount <= rules.refundAmount() || amount > rules.paidAmount()) {
            throw Problem.invalid(AMOUNT, "not-above-the-rules");
        }
        var waiting = application.proposal().orElse(null);
        if (isWaiting(waiting, ApprovedAs.PROPOSAL, amount)) {
            return confirmed(application, waiting);
        }
        return new Yes(new Chosen(ApprovedAs.PROPOSAL, rules.proposed(amount)), amount, true);
    }

    /** The same choice: a fault is not confirmed by somebody who merely proposes as much. */
    private static boolean isWaiting(@Nullable Proposal waiting, ApprovedAs as, long amount) {
        return waiting != null && waiting.as() == as && waiting.refundAmount() == amount;
    }

    /** Somebody else chose it first. */
    private static Yes confirmed(RefundApplication application, Proposal waiting) {
        var rules = application.dealOfTheRules();
        var deal = waiting.as() == ApprovedAs.FAULT ? rules.confirmed() : rules.proposed(waiting.refundAmount());
        return new Yes(new Chosen(waiting.as(), deal), waiting.refundAmount(), false);
    }
}
