package org.cinemarefund.process;

import static org.cinemarefund.process.RefundProcessDelegates.applicationNo;
import static org.cinemarefund.process.names.Variable.AGREED;
import static org.cinemarefund.process.names.Variable.CINEMA_ID;
import static org.cinemarefund.process.names.Variable.CLOSED;
import static org.cinemarefund.process.names.Variable.ENDING;
import static org.cinemarefund.process.names.Variable.FOR_SUPERVISOR;
import static org.cinemarefund.process.names.Variable.NEXT;
import static org.cinemarefund.process.names.Variable.SECOND_PERSON;
import static org.cinemarefund.process.names.Variable.SETTLEMENT;
import static org.cinemarefund.process.names.Variable.STEP;
import static org.cinemarefund.process.names.Variable.VERDICT;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.cinemarefund.application.CaseMark;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.finance.FinanceDesk;
import org.cinemarefund.finance.FinanceDesk.Confirmation;
import org.cinemarefund.finance.FinanceDesk.Resolution;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.process.access.TaskRights;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.Words;
import org.cinemarefund.review.ReviewDesk;
import org.cinemarefund.review.ReviewDesk.Answer;
import org.cinemarefund.review.ReviewDesk.Seat;
import org.cinemarefund.shared.Problem;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What happens around gateways and people's tasks; bean name = the listener's name in the diagram. */
@Configuration(proxyBeanMethods = false)
class RefundProcessListeners {
    /** A stored reason leads straight to a supervisor. */
    @Bean
    ExecutionListener lookAtReview(ReviewDesk desk) {
        return execution -> FOR_SUPERVISOR.pass(
                execution,
                desk.find(applicationNo(execution)).supervisorReason().isPresent());
    }

    /** The status turns EVIDENCE_REQUESTED in the transaction that begins the wait. */
    @Bean
    ExecutionListener beginEvidenceWait(ReviewDesk desk) {
        return execution -> desk.awaitEvidence(applicationNo(execution));
    }

    /**
     * Takes the row's lock and keeps it until the wait is committed: no callback can slip in between. What finance just decided to
     * send is sent, whatever else could be done.
     */
    @Bean
    ExecutionListener lookBeforeWaiting(RefundPayments payments) {
        return execution -> {
            var next = payments.next(applicationNo(execution));
            var resent = FinanceDesk.Step.RESEND.name().equals(STEP.passed(execution));
            NEXT.pass(execution, (resent ? RefundPayments.Next.SEND : next).name());
        };
    }

    /** What became of the money, and whether finance ended it another way. */
    @Bean
    ExecutionListener lookAtSettlement(RefundPayments payments, RefundApplications applications) {
        return execution -> {
            var applicationNo = applicationNo(execution);
            var state = payments.newestOf(applicationNo).orElseThrow().state();
            SETTLEMENT.pass(execution, state.name());
            CLOSED.pass(
                    execution,
                    state != RefundState.SUCCESS
                            && applications
                                    .find(applicationNo)
                                    .flatMap(RefundApplication::ending)
                                    .isPresent());
        };
    }

    @Bean
    ExecutionListener lookAtEnding(RefundApplications applications) {
        return execution -> {
            var applicationNo = applicationNo(execution);
            var ending = applications
                    .read(applicationNo)
                    .ending()
                    .orElseThrow(() -> new IllegalStateException(applicationNo + " has not ended"));
            ENDING.pass(execution, ending.name());
        };
    }

    /** The marks by which lists choose it, and word to the staff. */
    @Bean
    TaskListener describeTask(ReviewDesk desk, MessageSource texts) {
        return task -> {
            var application = desk.find(applicationNo(task.getExecution()));
            describe(task, application, texts);
            desk.announce(
                    application.applicationNo(), RefundProcess.FINANCE_TASKS.contains(task.getTaskDefinitionKey()));
        };
    }

    /** In the row that is written anyway, and instead of what the diagram says to those who read it. */
    static void describe(DelegateTask task, RefundApplication application, MessageSource texts) {
        var marks = CaseMark.of(application).stream()
                .map(mark -> texts.getMessage("mark." + mark, null, Locale.SIMPLIFIED_CHINESE))
                .collect(Collectors.joining("、"));
        task.setDescription(marks.isEmpty() ? null : marks);
    }

    /** The only check of a decision, whichever API it came by. */
    @Bean
    TaskListener recordDecision(ReviewDesk desk, TaskRights rights) {
        return task -> rights.decide(task, () -> {
            requireNothingElse(task, desk.find(applicationNo(task.getExecution())));
            var answer = Answer.of(
                    take(task, Words.DECISION),
                    take(task, Words.COMMENT),
                    take(task, Words.REFUND_AMOUNT),
                    take(task, Words.REJECT_REASON));
            var key = task.getTaskDefinitionKey();
            var seat = new Seat(key, key.equals(Task.supervisorReview.name()));
            var verdict = desk.decide(applicationNo(task.getExecution()), seat, answer, task.getAssignee());
            VERDICT.pass(task.getExecution(), verdict.name());
        });
    }

    @Bean
    TaskListener recordResolution(FinanceDesk desk, ReviewDesk review, TaskRights rights) {
        return task -> rights.decide(task, () -> {
            requireNothingElse(task, review.find(applicationNo(task.getExecution())));
            var choice = Resolution.of(
                    take(task, Words.ACTION),
                    take(task, Words.COMMENT),
                    take(task, Words.PROOF),
                    take(task, Words.REST));
            SECOND_PERSON.pass(
                    task.getExecution(), desk.choose(applicationNo(task.getExecution()), choice, task.getAssignee()));
        });
    }

    @Bean
    TaskListener recordConfirmation(FinanceDesk desk, ReviewDesk review, TaskRights rights) {
        return task -> rights.decide(task, () -> {
            requireNothingElse(task, review.find(applicationNo(task.getExecution())));
            var word = Confirmation.of(take(task, Words.DECISION), take(task, Words.COMMENT));
            AGREED.pass(
                    task.getExecution(), desk.confirm(applicationNo(task.getExecution()), word, task.getAssignee()));
        });
    }

    /** A task is completed with its own words alone; the engine would keep everything else, and take it for ours. */
    private static void requireNothingElse(DelegateTask task, RefundApplication application) {
        var ours = copiesOn(task);
        if (application.cinema().cinemaId().equals(task.getVariable(CINEMA_ID.name()))) {
            ours.add(CINEMA_ID.name());
        }
        requireOnly(task, Words.ofAnswer(task.getTaskDefinitionKey()), ours);
    }

    /** Earlier versions copied what a card shows to the task itself. */
    static Set<String> copiesOn(DelegateTask task) {
        var copies = new HashSet<>(Words.CARD);
        copies.retainAll(task.getVariableNamesLocal());
        return copies;
    }

    /** The same for any task: the words it is completed with, and what is ours beside them. */
    static void requireOnly(DelegateTask task, Set<String> words, Set<String> ours) {
        for (var name : task.getVariableNames()) {
            if (!ours.contains(name) && !words.contains(name)) {
                throw Problem.invalid(name.matches("[0-9A-Za-z_]{1,64}") ? name : "variables", "unknown-variable");
            }
        }
    }

    /** What was submitted lives in our tables, not in the process. */
    static Object take(DelegateTask task, String name) {
        var value = task.getVariable(name);
        if (value != null || task.hasVariable(name)) {
            task.getExecution().removeVariable(name);
        }
        return value;
    }
}
