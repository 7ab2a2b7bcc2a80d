package org.cinemarefund.process.access;

import java.util.Map;
import java.util.Set;

/** The words each form may bring along: whatever else comes with a request was not written by our forms. */
final class TaskVocabulary {
    static final Set<String> START = Set.of("orderNo", "reason", "description", "applicant", "evidence");

    private static final Set<String> DECISION = Set.of("decision", "comment");
    private static final Map<String, Set<String>> BY_TASK = Map.of(
            "reviewRefund", DECISION,
            "supervisorReview", DECISION,
            "resolveRefund", Set.of("action", "comment", "proofReference", "restAmount"),
            "confirmResolution", DECISION,
            "topUpMerchantAccount", DECISION,
            "examineAlarm", Set.of("comment", "proofReference"));

    /** Sums in fen: whole numbers, or their digits as text. */
    static final Set<String> SUMS = Set.of("restAmount");

    private TaskVocabulary() {}

    /** Nothing for a task we do not know. */
    static Set<String> of(String taskDefinitionKey) {
        return BY_TASK.getOrDefault(taskDefinitionKey, Set.of());
    }
}
