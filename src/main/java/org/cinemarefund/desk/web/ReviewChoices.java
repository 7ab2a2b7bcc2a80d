package org.cinemarefund.desk.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cinemarefund.application.ApprovedAs;
import org.cinemarefund.application.Proposal;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.record.RejectReasons;
import org.cinemarefund.review.ReviewDesk.Decision;
import org.cinemarefund.shared.VisibleText;
import org.cinemarefund.shared.Yuan;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** What a reviewer or a supervisor can answer, each with what it pays; whether it is taken is decided when it comes. */
@Component
class ReviewChoices {
    private final RejectReasons reasons;
    private final MessageSource texts;

    ReviewChoices(RejectReasons reasons, MessageSource texts) {
        this.reasons = reasons;
        this.texts = texts;
    }

    /**
     * What can be answered now.
     *
     * @param refundAmount fen that are paid by it; missing where they are typed, or nothing is paid
     * @param answeredWith fen that are sent along; missing for none
     */
    record ChoiceView(
            Decision decision,
            String text,
            @Nullable Long refundAmount,
            @Nullable Long answeredWith,
            boolean commentRequired) {}

    record RejectReasonView(String code, String text, boolean commentRequired) {}

    /**
     * What waits for somebody else's word.
     *
     * @param by who chose it
     * @param comment why
     */
    record ProposalView(
            Decision choice,
            String text,
            long refundAmount,
            @Nullable String by,
            @Nullable String comment) {}

    List<ChoiceView> of(RefundApplication application, Locale locale) {
        var choices = new ArrayList<ChoiceView>();
        if (!application.status().undecided()) {
            return choices;
        }
        var deal = application.dealOfTheRules();
        var rules = deal.refundAmount();
        var waiting = application.proposal().orElse(null);
        if (waiting != null) {
            choices.add(choice(Decision.APPROVE, "confirm." + waiting.as(), waiting.refundAmount(), null, locale));
        }
        if (rules > 0 && (waiting == null || rules != waiting.refundAmount())) {
            choices.add(
                    waiting == null
                            ? choice(Decision.APPROVE, "APPROVE", rules, null, locale)
                            : choice(Decision.APPROVE, "only-rules", rules, rules, locale));
        }
        if (application.reason().blamesTheCinema() && (waiting == null || waiting.as() != ApprovedAs.FAULT)) {
            choices.add(choice(Decision.APPROVE_AS_FAULT, "APPROVE_AS_FAULT", deal.paidAmount(), null, locale));
        }
        if (rules < deal.paidAmount()) {
            choices.add(choice(Decision.PROPOSE_AMOUNT, "PROPOSE_AMOUNT", null, null, locale));
        }
        choices.add(choice(Decision.REJECT, "REJECT", null, null, locale));
        if (!application.evidence().isLast()) {
            choices.add(choice(Decision.ASK_FOR_EVIDENCE, "ASK_FOR_EVIDENCE", null, null, locale));
        }
        return choices;
    }

    private ChoiceView choice(
            Decision decision, String key, @Nullable Long fen, @Nullable Long answeredWith, Locale locale) {
        var text = texts.getMessage("choice." + key, fen == null ? null : new Object[] {Yuan.withSign(fen)}, locale);
        var needsComment = decision != Decision.APPROVE && decision != Decision.REJECT;
        return new ChoiceView(decision, text, fen, answeredWith, needsComment);
    }

    /** Missing where nothing waits. */
    @Nullable
    ProposalView waiting(RefundApplication application, Locale locale) {
        return application
                .proposal()
                .map(proposal -> waiting(application, proposal, locale))
                .orElse(null);
    }

    private ProposalView waiting(RefundApplication application, Proposal proposal, Locale locale) {
        var as = proposal.as() == ApprovedAs.FAULT ? Decision.APPROVE_AS_FAULT : Decision.PROPOSE_AMOUNT;
        return new ProposalView(
                as,
                texts.getMessage(
                        "choice.waiting." + proposal.as(),
                        new Object[] {Yuan.withSign(proposal.refundAmount())},
                        locale),
                proposal.refundAmount(),
                application.answer().firstApprover(),
                VisibleText.of(proposal.comment()));
    }

    /** In words; missing for none. */
    @Nullable
    String rejectReason(@Nullable String code, Locale locale) {
        return reasons.text(code, locale);
    }

    List<RejectReasonView> rejectReasons(Locale locale) {
        return reasons.all().stream()
                .map(reason -> new RejectReasonView(reason.code(), reason.text(locale), reason.needsComment()))
                .toList();
    }
}
