package org.cinemarefund.desk.web;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.cinemarefund.application.OpenReviews;
import org.cinemarefund.application.OpenReviews.OpenReview;
import org.cinemarefund.application.OpenReviews.Person;
import org.cinemarefund.application.OpenReviews.Which;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.TaskDesk;
import org.cinemarefund.application.TaskDesk.Fate;
import org.cinemarefund.application.web.DealViews;
import org.cinemarefund.application.web.DealViews.RuleView;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.identity.StaffRole;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.record.RejectReasons;
import org.cinemarefund.review.ReviewDesk.Decision;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.UserId;
import org.cinemarefund.shared.VisibleText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The desk of a chain that many share: the reviews that are open, and several of them decided at once. */
@RestController
class SharedDeskController {
    private static final Logger LOG = LoggerFactory.getLogger(SharedDeskController.class);
    /** Far more than anybody works through in a day. */
    private static final int MOST_ROWS = 500;

    private static final String DONE = "DONE";

    private final StaffSession session;
    private final OpenReviews reviews;
    private final RefundApplications applications;
    private final TaskDesk tasks;
    private final ReviewChoices choices;
    private final RejectReasons rejectReasons;
    private final MessageSource texts;
    private final SentJson sent;
    private final Clock clock;

    SharedDeskController(
            StaffSession session,
            OpenReviews reviews,
            RefundApplications applications,
            TaskDesk tasks,
            ReviewChoices choices,
            RejectReasons rejectReasons,
            MessageSource texts,
            SentJson sent,
            Clock clock) {
        this.session = session;
        this.reviews = reviews;
        this.applications = applications;
        this.tasks = tasks;
        this.choices = choices;
        this.rejectReasons = rejectReasons;
        this.texts = texts;
        this.sent = sent;
        this.clock = clock;
    }

    // --- what is open

    /**
     * @param group tasks with the same one have the same rule and the same outcome, and what a yes means is the same for all of them
     * @param refundAmount fen that a yes pays; missing where a plain yes is no choice
     * @param marks what is unusual about it, in words
     * @param mine whether it is the reader's to decide as far as can be told now: nobody else holds it, and they did not say yes before
     */
    record TaskRow(
            String taskId,
            String taskKey,
            String kind,
            String applicationNo,
            String orderNo,
            String cinema,
            String filmTitle,
            OffsetDateTime showTime,
            int seats,
            long paidAmount,
            @Nullable Long refundAmount,
            String reasonText,
            RuleView rule,
            String group,
            String approveText,
            @Nullable OffsetDateTime dueAt,
            boolean late,
            List<String> marks,
            @Nullable Person holder,
            boolean mine) {}

    /** @param more whether there are more than these */
    record OpenTasksView(List<TaskRow> items, boolean more, List<ReviewChoices.RejectReasonView> rejectReasons) {}

    /**
     * The open reviews of the reader's groups, what is due first first; for supervisors also those of all cinemas.
     *
     * @param scope {@code all}, for supervisors: of every cinema
     * @param heldBy only what this person holds
     * @param late only what is late
     */
    @GetMapping("/api/desk/open-tasks")
    OpenTasksView open(
            @RequestParam(name = "scope", required = false) @Nullable String scope,
            @RequestParam(name = "heldBy", required = false) @Nullable String heldBy,
            @RequestParam(name = "late", defaultValue = "false") boolean late,
            HttpServletRequest request,
            Locale locale) {
        var reader = requireReviewer(request);
        if (scope != null && !scope.equals("all")) {
            throw Problem.invalid("scope", "unknown-value");
        }
        var supervisor = StaffRole.SUPERVISOR.has(reader);
        if (scope != null && !supervisor) {
            throw new Problem(ProblemCode.FORBIDDEN);
        }
        if (heldBy != null && !UserId.fits(heldBy)) {
            throw Problem.invalid("heldBy", "user-id");
        }
        var now = clock.instant();
        var found = reviews.list(
                new Which(scope == null ? cinemasOf(reader) : null, supervisor, heldBy, late ? now : null),
                MOST_ROWS + 1);
        var shown = found.subList(0, Math.min(found.size(), MOST_ROWS));
        var byNumber = byNumber(shown.stream().map(OpenReview::applicationNo).collect(Collectors.toSet()));
        return new OpenTasksView(
                shown.stream()
                        .filter(task -> byNumber.containsKey(task.applicationNo()))
                        .map(task -> row(task, byNumber.get(task.applicationNo()), reader, now, locale))
                        .toList(),
                found.size() > MOST_ROWS,
                choices.rejectReasons(locale));
    }

    private static Set<String> cinemasOf(StaffUser reader) {
        return reader.groups().stream()
                .filter(GroupNames::areReviewers)
                .map(GroupNames::cinemaOfReviewers)
                .collect(Collectors.toSet());
    }

    private Map<String, RefundApplication> byNumber(Set<String> numbers) {
        return applications.findAll(numbers).stream()
                .collect(Collectors.toMap(RefundApplication::applicationNo, one -> one));
    }

    private TaskRow row(OpenReview task, RefundApplication application, StaffUser reader, Instant now, Locale locale) {
        var order = application.order();
        var rules = application.dealOfTheRules();
        var yes = choices.of(application, locale).stream()
                .filter(choice -> choice.decision() == Decision.APPROVE && choice.answeredWith() == null)
                .findFirst()
                .orElse(null);
        var due = application.reviewDueAt();
        var holder = task.holder();
        var free = holder == null || holder.userId().equals(reader.id());
        return new TaskRow(
                task.taskId(),
                task.taskKey(),
                text("task." + task.taskKey(), locale),
                application.applicationNo(),
                order.orderNo(),
                VisibleText.of(application.cinema().name()),
                VisibleText.of(order.filmTitle()),
                ChinaTime.of(order.showTime()),
                order.seats().size(),
                rules.paidAmount(),
                yes == null ? null : yes.refundAmount(),
                text("reason." + application.reason(), locale),
                DealViews.rule(application, locale),
                group(task, application, rules),
                yes == null ? "" : yes.text(),
                ChinaTime.orNull(due),
                due != null && due.isBefore(now),
                marks(application, locale),
                holder,
                free && !reader.id().equals(application.answer().firstApprover()));
    }

    /** Whoever blames the cinema is looked at apart, though the rule be the same: there is another answer than yes and no. */
    private static String group(OpenReview task, RefundApplication application, Deal rules) {
        return String.join(
                        " ",
                        task.taskKey(),
                        rules.plan(),
                        rules.ruleId(),
                        rules.outcome().name(),
                        application.deal().reviewForced() ? "FAULT_CLAIMED" : "",
                        application
                                .proposal()
                                .map(waiting -> waiting.as().name())
                                .orElse(""))
                .strip();
    }

    private List<String> marks(RefundApplication application, Locale locale) {
        var marks = new ArrayList<String>();
        application.supervisorReason().ifPresent(why -> marks.add(text("supervisor." + why, locale)));
        var waiting = choices.waiting(application, locale);
        if (waiting != null) {
            marks.add(waiting.text());
        }
        if (application.deal().reviewForced()) {
            marks.add(text("mark.fault-claimed", locale));
        }
        if (application.evidenceUnanswered()) {
            marks.add(text("mark.evidence-unanswered", locale));
        } else if (application.evidence().round() > 0) {
            marks.add(text("mark.evidence-supplied", locale));
        }
        return marks;
    }

    // --- decided at once

    /**
     * @param result DONE, or the code with which its form would be refused
     * @param text the same in words
     * @param by who holds it or decided it, where that is why
     */
    record ResultView(
            String taskId,
            String result,
            String text,
            @Nullable String by) {}

    record ResultsView(List<ResultView> items) {}

    record DecisionBody(String taskId, String decision, String comment, String rejectReason) {}

    record DecisionsBody(List<DecisionBody> items) {}

    @PostMapping("/api/desk/decisions")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = DecisionsBody.class)))
    ResultsView decide(HttpServletRequest request, Locale locale) throws IOException {
        var by = requireReviewer(request);
        session.requireCsrf(request);
        var asked = AskedDecisions.of(sent.of(request), rejectReasons);
        var done = new HashMap<String, String>();
        var refused = new HashMap<String, Problem>();
        for (var item : asked.items()) {
            try {
                done.put(item.taskId(), tasks.answerReview(item.taskId(), by, item.reply()));
            } catch (Problem problem) {
                refused.put(item.taskId(), problem);
            } catch (RuntimeException fault) {
                // The others are decided all the same.
                LOG.error("one of several decisions failed", fault);
                refused.put(item.taskId(), new Problem(ProblemCode.INTERNAL_ERROR));
            }
        }
        var now = byNumber(Set.copyOf(done.values()));
        return new ResultsView(asked.items().stream()
                .map(item -> refused.containsKey(item.taskId())
                        ? refused(item.taskId(), refused.get(item.taskId()), by, locale)
                        : done(item, now.get(done.get(item.taskId())), locale))
                .toList());
    }

    private ResultView done(AskedDecisions.Item item, @Nullable RefundApplication application, Locale locale) {
        var waits = application != null && application.status().undecided();
        var key = waits ? "decided.second-person" : "decided." + item.reply().decision();
        return new ResultView(item.taskId(), DONE, text(key, locale), null);
    }

    private ResultView refused(String taskId, Problem problem, StaffUser by, Locale locale) {
        var fate = tasks.fate(taskId, by).orElse(null);
        var person = fate == null ? null : fate.person();
        var name = person == null || person.userId().equals(by.id()) ? null : person.name();
        return new ResultView(taskId, problem.code().name(), why(problem, fate, name, locale), name);
    }

    /** That somebody was faster says more than what it made impossible. */
    private String why(Problem problem, @Nullable Fate fate, @Nullable String name, Locale locale) {
        if (fate != null && !fate.open()) {
            if (!fate.done()) {
                return text("decided.gone", locale);
            }
            return name == null ? text("decided.before", locale) : text("decided.by", locale, name);
        }
        if (problem.code() == ProblemCode.TASK_NOT_YOURS && name != null) {
            return text("decided.held", locale, name);
        }
        return text("problem." + problem.code(), locale, problem.arguments());
    }

    private StaffUser requireReviewer(HttpServletRequest request) {
        return session.requiredAs(request, StaffRole.REVIEWER, StaffRole.SUPERVISOR);
    }

    private String text(String key, Locale locale, Object... arguments) {
        return texts.getMessage(key, arguments, locale);
    }
}
