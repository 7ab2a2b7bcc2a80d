package org.cinemarefund.process;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.application.OpenReviews.Person;
import org.cinemarefund.application.TaskDesk;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.process.access.TaskHands;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.Words;
import org.cinemarefund.shared.VisibleText;
import org.springframework.stereotype.Component;

/** Our own pages' way to the engine's tasks. */
@Component
class EngineTaskDesk implements TaskDesk {
    private final TaskHands hands;

    EngineTaskDesk(TaskHands hands) {
        this.hands = hands;
    }

    @Override
    public String answerReview(String taskId, StaffUser by, Reply reply) {
        return hands.answer(taskId, by, RefundProcess.REVIEW_TASKS, words(reply));
    }

    private static Map<String, Object> words(Reply reply) {
        var words = new HashMap<String, Object>();
        words.put(Words.DECISION, reply.decision());
        if (reply.comment() != null) {
            words.put(Words.COMMENT, reply.comment());
        }
        if (reply.rejectReason() != null) {
            words.put(Words.REJECT_REASON, reply.rejectReason());
        }
        return words;
    }

    @Override
    public void handOver(String taskId, StaffUser by, String to) {
        hands.handOver(taskId, by, to);
    }

    @Override
    public List<Colleague> colleagues(String taskId, StaffUser by) {
        return hands.colleagues(taskId, by).stream()
                .map(member -> new Colleague(person(member.id(), member.first(), member.last()), member.tasks()))
                .toList();
    }

    @Override
    public Optional<Fate> fate(String taskId, StaffUser by) {
        return hands.past(taskId, by)
                .map(task -> new Fate(
                        task.open(),
                        task.done(),
                        task.assignee() == null ? null : person(task.assignee(), task.first(), task.last())));
    }

    /** The family name comes first where people are called so in China. */
    static Person person(String id, String first, String last) {
        var name = last == null ? "" : last.strip();
        var given = first == null ? "" : first.strip();
        var chinese = (name + given).codePoints().anyMatch(Character::isIdeographic);
        var whole = chinese ? name + given : (given + " " + name).strip();
        return new Person(id, whole.isEmpty() ? id : VisibleText.of(whole));
    }
}
