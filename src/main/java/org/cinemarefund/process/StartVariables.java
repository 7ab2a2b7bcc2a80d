package org.cinemarefund.process;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.cinemarefund.application.Registration;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.process.names.Words;
import org.cinemarefund.shared.OneOf;
import org.cinemarefund.shared.Problem;

/**
 * What a process is started with, by our own desk or by a trusted back end: consumed by the first step, refused when it
 * holds anything else.
 */
final class StartVariables {
    private StartVariables() {}

    static VariableMap of(Registration registration) {
        return Variables.createVariables()
                .putValue(Words.ORDER_NO, registration.orderNo())
                .putValue(Words.REASON, registration.reason().name())
                .putValue(Words.DESCRIPTION, registration.description())
                .putValue(Words.APPLICANT, registration.openid())
                .putValue(
                        Words.EVIDENCE,
                        registration.evidence().isEmpty() ? null : String.join(",", registration.evidence()))
                .putValue(Words.AMOUNT, registration.amount())
                .putValue(Words.QUOTED, registration.quotedRefundAmount())
                .putValue(
                        Words.NOTICES,
                        registration.acceptedNotices().stream().map(Enum::name).collect(Collectors.joining(",")))
                .putValue(Words.LOCALE, registration.locale())
                .putValue(Words.APPEAL_OF, registration.appealOf());
    }

    /** Takes them out of the execution. */
    static Registration consume(DelegateExecution execution) {
        var variables = execution.getVariables();
        var strangers = new TreeSet<>(variables.keySet());
        strangers.removeAll(Words.START);
        if (!strangers.isEmpty()) {
            throw Problem.invalid(safe(strangers.first()), "unknown-variable");
        }
        execution.removeVariables(variables.keySet());
        return new Registration(
                id(variables, Words.ORDER_NO),
                reason(text(variables, Words.REASON)),
                text(variables, Words.DESCRIPTION),
                id(variables, Words.APPLICANT),
                evidence(text(variables, Words.EVIDENCE)),
                number(variables, Words.AMOUNT),
                number(variables, Words.QUOTED),
                notices(text(variables, Words.NOTICES)),
                "en".equals(text(variables, Words.LOCALE)) ? "en" : "zh-CN",
                text(variables, Words.APPEAL_OF));
    }

    private static String safe(String name) {
        return name.matches("[0-9A-Za-z_]{1,64}") ? name : "variables";
    }

    private static String id(Map<String, Object> variables, String name) {
        var value = text(variables, name);
        if (value == null) {
            throw Problem.invalid(name, "required");
        }
        if (!value.matches("[0-9A-Za-z_-]{1,64}")) {
            throw Problem.invalid(name, "malformed-id");
        }
        return value;
    }

    private static String text(Map<String, Object> variables, String name) {
        var value = variables.get(name);
        if (value != null && !(value instanceof String)) {
            throw Problem.invalid(name, "wrong-type");
        }
        return (String) value;
    }

    private static Long number(Map<String, Object> variables, String name) {
        var value = variables.get(name);
        if (value != null && !(value instanceof Long)) {
            throw Problem.invalid(name, "wrong-type");
        }
        return (Long) value;
    }

    private static RefundReason reason(String name) {
        if (name == null) {
            throw Problem.invalid(Words.REASON, "required");
        }
        return OneOf.of(Words.REASON, name, RefundReason.class);
    }

    private static List<String> evidence(String ids) {
        return ids == null || ids.isBlank() ? List.of() : List.of(ids.split(","));
    }

    private static Set<NoticeKind> notices(String names) {
        var accepted = EnumSet.noneOf(NoticeKind.class);
        if (names != null && !names.isBlank()) {
            for (var name : names.split(",")) {
                accepted.add(NoticeKind.asked().stream()
                        .filter(kind -> kind.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> Problem.invalid(Words.NOTICES, "unknown-value")));
            }
        }
        return accepted;
    }
}
