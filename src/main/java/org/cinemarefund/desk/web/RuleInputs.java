package org.cinemarefund.desk.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.policy.PlanFacts;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.shared.VisibleText;
import org.cinemarefund.shared.Yuan;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** What the rules looked at, as people read it. */
@Component
class RuleInputs {
    private static final Set<String> SUMS = Set.of("paidAmount", "serviceFee", "couponAmount");
    private static final Map<String, String> CODES =
            Map.of("ticketKind", "ticket-kind.", "ticketState", "ticket-state.");

    private final RefundPolicy policy;
    private final MessageSource texts;

    RuleInputs(RefundPolicy policy, MessageSource texts) {
        this.policy = policy;
        this.texts = texts;
    }

    record InputView(String name, String text, String value) {}

    /** @param application that the rules were asked about: of an appeal the first */
    List<InputView> of(RefundApplication application, Locale locale) {
        var decision = application.agreed().decision();
        var refunds = decision == null ? 0 : decision.history().refundsThisMonth();
        var facts = PlanFacts.of(application.order(), application.cinema(), application.appliedAt(), refunds);
        return of(policy.inputs(application.dealOfTheRules(), facts), locale);
    }

    private List<InputView> of(Map<String, Object> facts, Locale locale) {
        return facts.entrySet().stream()
                .map(fact -> new InputView(
                        fact.getKey(),
                        texts.getMessage("fact." + fact.getKey(), null, fact.getKey(), locale),
                        VisibleText.of(value(fact.getKey(), fact.getValue(), locale))))
                .toList();
    }

    private String value(String name, Object value, Locale locale) {
        if (value instanceof Long fen && SUMS.contains(name)) {
            return Yuan.withSign(fen);
        }
        if (value instanceof Boolean flag) {
            return texts.getMessage(flag ? "fact.yes" : "fact.no", null, locale);
        }
        var prefix = CODES.get(name);
        return prefix == null ? String.valueOf(value) : texts.getMessage(prefix + value, null, locale);
    }
}
