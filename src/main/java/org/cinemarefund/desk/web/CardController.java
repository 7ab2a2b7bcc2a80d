package org.cinemarefund.desk.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cinemarefund.application.CaseMark;
import org.cinemarefund.application.ListedTasks;
import org.cinemarefund.application.ListedTasks.Listed;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.deadline.ReviewSla;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.VisibleText;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What stands on the cards of a list of tasks, for a whole page of them at once. */
@RestController
class CardController {
    /** More than a page of Tasklist has. */
    private static final int MOST = 50;

    private static final String OVERDUE = "OVERDUE";

    private final StaffSession session;
    private final ListedTasks tasks;
    private final RefundApplications applications;
    private final ReviewSla sla;
    private final TimeLefts timeLefts;
    private final MessageSource texts;
    private final Clock clock;

    CardController(
            StaffSession session,
            ListedTasks tasks,
            RefundApplications applications,
            ReviewSla sla,
            TimeLefts timeLefts,
            MessageSource texts,
            Clock clock) {
        this.session = session;
        this.tasks = tasks;
        this.applications = applications;
        this.sla = sla;
        this.timeLefts = timeLefts;
        this.texts = texts;
        this.clock = clock;
    }

    record MarkView(String code, String text) {}

    /** What is said about the refund; missing on a card of a task that is about no single one. */
    record RefundView(
            String applicationNo,
            String orderNo,
            String cinema,
            String filmTitle,
            OffsetDateTime showTime,
            long refundAmount,
            String reason,
            String reasonText) {}

    /** @param text how much working time is left, or how long it is over, in words */
    record DeadlineView(OffsetDateTime at, boolean overdue, String text) {}

    record CardView(
            String taskId,
            String taskKey,
            @Nullable RefundView refund,
            @Nullable DeadlineView deadline,
            List<MarkView> marks) {}

    /** @param now by the clock that counts the deadlines */
    record CardsView(OffsetDateTime now, List<CardView> items) {}

    /** Of tasks this person may not see, or that are gone, there is no card. */
    @GetMapping("/api/desk/cards")
    CardsView cards(
            @RequestParam(required = false, defaultValue = "") List<String> tasks,
            HttpServletRequest request,
            Locale locale) {
        var user = session.required(request);
        var asked = new LinkedHashSet<>(tasks);
        if (asked.size() > MOST) {
            throw Problem.invalid("tasks", "too-many-cards");
        }
        var listed = this.tasks.visible(asked, user);
        var refunds = applications
                .findAll(listed.stream()
                        .map(Listed::applicationNo)
                        .filter(number -> number != null)
                        .distinct()
                        .toList())
                .stream()
                .collect(Collectors.toMap(RefundApplication::applicationNo, Function.identity()));
        var now = clock.instant();
        return new CardsView(
                ChinaTime.of(now),
                listed.stream().map(task -> card(task, refunds, now, locale)).toList());
    }

    private CardView card(Listed task, Map<String, RefundApplication> refunds, Instant now, Locale locale) {
        var refund = task.applicationNo() == null ? null : refunds.get(task.applicationNo());
        var deadline = task.dueAt() == null ? null : deadline(task.dueAt(), now, locale);
        var marks = new ArrayList<MarkView>();
        if (deadline != null && deadline.overdue()) {
            marks.add(mark(OVERDUE, locale));
        }
        if (refund != null) {
            CaseMark.of(refund).forEach(each -> marks.add(mark(each.name(), locale)));
        }
        return new CardView(
                task.taskId(), task.taskKey(), refund == null ? null : refund(refund, locale), deadline, marks);
    }

    private DeadlineView deadline(Instant at, Instant now, Locale locale) {
        var left = timeLefts.of(sla.left(now, at), locale);
        return new DeadlineView(ChinaTime.of(at), left.overdue(), left.text());
    }

    private RefundView refund(RefundApplication application, Locale locale) {
        var order = application.order();
        return new RefundView(
                application.applicationNo(),
                order.orderNo(),
                VisibleText.of(application.cinema().name()),
                VisibleText.of(order.filmTitle()),
                ChinaTime.of(order.showTime()),
                application.sum(),
                application.reason().name(),
                texts.getMessage("reason." + application.reason(), null, locale));
    }

    private MarkView mark(String code, Locale locale) {
        return new MarkView(code, texts.getMessage("mark." + code, null, locale));
    }
}
