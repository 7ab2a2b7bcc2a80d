package org.cinemarefund.desk.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.cinemarefund.application.TaskDesk.Reply;
import org.cinemarefund.record.RejectReasons;
import org.cinemarefund.review.ReviewDesk.Answer;
import org.cinemarefund.review.ReviewDesk.Decision;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * Decisions about several tasks as they came in, checked for form and nothing else. What is wrong with the form of one refuses all of them,
 * before anything is decided.
 */
record AskedDecisions(List<Item> items) {
    static final int MOST = 50;

    private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");

    record Item(String taskId, Reply reply) {}

    /** @throws Problem INVALID_REQUEST with the field */
    static AskedDecisions of(@Nullable JsonNode body, RejectReasons reasons) {
        if (body == null || !body.isObject()) {
            throw Problem.invalid("body", "object");
        }
        var sent = body.path("items");
        if (sent.isMissingNode() || sent.isNull()) {
            throw Problem.invalid("items", "required");
        }
        if (!sent.isArray() || sent.isEmpty() || sent.size() > MOST) {
            throw Problem.invalid("items", "up-to-fifty");
        }
        var items = new ArrayList<Item>();
        var seen = new HashSet<String>();
        for (var i = 0; i < sent.size(); i++) {
            var at = "items[" + i + "]";
            var item = item(at, sent.get(i), reasons);
            if (!seen.add(item.taskId())) {
                throw Problem.invalid(at + ".taskId", "twice");
            }
            items.add(item);
        }
        return new AskedDecisions(items);
    }

    private static Item item(String at, JsonNode sent, RejectReasons reasons) {
        if (!sent.isObject()) {
            throw Problem.invalid(at, "object");
        }
        var taskId = text(at, sent, "taskId");
        if (taskId == null || !ID.matcher(taskId).matches()) {
            throw Problem.invalid(at + ".taskId", taskId == null ? "required" : "id");
        }
        var decision = text(at, sent, "decision");
        if (decision == null) {
            throw Problem.invalid(at + ".decision", "required");
        }
        if (!decision.equals(Decision.APPROVE.name()) && !decision.equals(Decision.REJECT.name())) {
            throw Problem.invalid(at + ".decision", "unknown-value");
        }
        var reason = text(at, sent, "rejectReason");
        if (reason != null && reasons.find(reason).isEmpty()) {
            throw Problem.invalid(at + ".rejectReason", "unknown-value");
        }
        var comment = text(at, sent, "comment");
        try {
            var answer = Answer.of(decision, comment, null, reason);
            return new Item(taskId, new Reply(decision, answer.comment(), answer.rejectReason()));
        } catch (Problem problem) {
            throw problem.code() == ProblemCode.INVALID_REQUEST
                    ? Problem.invalid(
                            at + "." + problem.properties().get("field"),
                            String.valueOf(problem.properties().get("hint")))
                    : problem;
        }
    }

    /** Missing where it was left out. */
    private static @Nullable String text(String at, JsonNode sent, String name) {
        var value = sent.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw Problem.invalid(at + "." + name, "wrong-type");
        }
        return value.textValue();
    }
}
