package org.cinemarefund.process;

import java.util.Arrays;
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
import org.cinemarefund.shared.Problem;

/**
 * What a process is started with, by our own desk or by a trusted back end: consumed by the first step, refused when it
 * holds anything else.
 */
final class StartVariables {
    private static final String ORDER_NO = "orderNo";
    private static final String REASON = "reason";
    private static final String DESCRIPTION = "description";
    private static final String APPLICANT = "applicant";
    private static final String EVIDENCE = "evidence";
    private static final String AMOUNT = "amount";
    private static final String QUOTED = "quotedRefundAmount";
    private static final String NOTICES = "acceptedNotices";
    private static final String LOCALE = "locale";
    static final Set<String> ALL =
            Set.of(ORDER_NO, REASON, DESCRIPTION, APPLICANT, EVIDENCE, AMOUNT, QUOTED, NOTICES, LOCALE);

    private StartVariables() {}

    static VariableMap of(Registration it) {
        return Variables.createVariables()
                .putValue(ORDER_NO, it.orderNo())
                .putValue(REASON, it.reason().name())
                .putValue(DESCRIPTION, it.description())
                .putValue(APPLICANT, it.openid())
                .putValue(EVIDENCE, it.evidence().isEmpty() ? null : String.join(",", it.evidence()))
                .putValue(AMOUNT, it.amount())
                .putValue(QUOTED, it.quotedRefundAmount())
                .putValue(NOTICES, it.acceptedNotices().stream().map(Enum::name).collect(Collectors.joining(",")))
                .putValue(LOCALE, it.locale());
    }

    /** Takes them out of the execution. */
    static Registration consume(DelegateExecution execution) {
        var variables = execution.getVariables();
        var strangers = new TreeSet<>(variables.keySet());
        strangers.removeAll(ALL);
        if (!strangers.isEmpty()) {
            throw Problem.invalid(safe(strangers.first()), "unknown-variable");
        }
        execution.removeVariables(variables.keySet());
        return new Registration(
                id(variables, ORDER_NO),
                reason(text(variables, REASON)),
                text(variables, DESCRIPTION),
                id(variables, APPLICANT),
                evidence(text(variables, EVIDENCE)),
                number(variables, AMOUNT),
                number(variables, QUOTED),
                notices(text(variables, NOTICES)),
                "en".equals(text(variables, LOCALE)) ? "en" : "zh-CN");
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
            throw Problem.invalid(REASON, "required");
        }
        return Arrays.stream(RefundReason.values())
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(REASON, "unknown-value"));
    }

    private static List<String> evidence(String ids) {
        return ids == null || ids.isBlank() ? List.of() : List.of(ids.split(","));
    }

    private static Set<NoticeKind> notices(String names) {
        var accepted = EnumSet.noneOf(NoticeKind.class);
        if (names != null && !names.isBlank()) {
            for (var name : names.split(",")) {
                accepted.add(NoticeKind.asked().stream()
                        .filter(it -> it.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> Problem.invalid(NOTICES, "unknown-value")));
            }
        }
        return accepted;
    }
}
