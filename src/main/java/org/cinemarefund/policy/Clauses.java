package org.cinemarefund.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Texts by rule id, in the two languages we speak. */
public record Clauses(Map<String, String> chinese, Map<String, String> english) {
    public Clauses {
        chinese = Map.copyOf(chinese);
        english = Map.copyOf(english);
    }

    public Optional<String> text(String ruleId, Locale locale) {
        return Optional.ofNullable(in(locale).get(ruleId));
    }

    /** The texts of these rules, in this order; every one of them exists. */
    public List<PolicyText.Clause> texts(List<String> ruleIds, Locale locale) {
        return ruleIds.stream()
                .map(ruleId -> new PolicyText.Clause(ruleId, in(locale).get(ruleId)))
                .toList();
    }

    private Map<String, String> in(Locale locale) {
        return locale.getLanguage().equals("en") ? english : chinese;
    }
}
