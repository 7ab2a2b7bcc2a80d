package org.cinemarefund.desk.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.StaffTasks;
import org.cinemarefund.application.StaffTasks.StaffTask;
import org.cinemarefund.application.web.DealViews;
import org.cinemarefund.application.web.DealViews.LineView;
import org.cinemarefund.application.web.DealViews.RuleView;
import org.cinemarefund.application.web.OrderNow;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.moviegoer.RefundDesk;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.record.web.RecordTexts;
import org.cinemarefund.review.ReviewDesk;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.VisibleText;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Everything a person needs to decide about one open task, read by the forms with the web applications' session. It never
 * holds who the moviegoer is.
 */
@RestController
class CaseController {
    private final StaffSession session;
    private final StaffTasks tasks;
    private final ReviewDesk review;
    private final RefundDesk desk;
    private final RefundPayments payments;
    private final MoneyViews money;
    private final DealViews deals;
    private final RecordTexts records;
    private final OrderNow orderNow;
    private final ReviewChoices choices;
    private final ReadyComments readyComments;
    private final TimeLefts timeLefts;
    private final RuleInputs ruleInputs;
    private final MessageSource texts;

    CaseController(
            StaffSession session,
            StaffTasks tasks,
            ReviewDesk review,
            RefundDesk desk,
            RefundPayments payments,
            MoneyViews money,
            DealViews deals,
            RecordTexts records,
            OrderNow orderNow,
            ReviewChoices choices,
            ReadyComments readyComments,
            TimeLefts timeLefts,
            RuleInputs ruleInputs,
            MessageSource texts) {
        this.session = session;
        this.tasks = tasks;
        this.review = review;
        this.desk = desk;
        this.payments = payments;
        this.money = money;
        this.deals = deals;
        this.records = records;
        this.orderNow = orderNow;
        this.choices = choices;
        this.readyComments = readyComments;
        this.timeLefts = timeLefts;
        this.ruleInputs = ruleInputs;
        this.texts = texts;
    }

    record OrderFacts(
            String orderNo,
            String filmTitle,
            String hall,
            OffsetDateTime showTime,
            List<String> seats,
            String ticketKind,
            String ticketState,
            String screeningStatus,
            String salesChannel,
            OffsetDateTime paidAt,
            long couponAmount,
            boolean invoiced) {}

    record HistoryLine(OffsetDateTime at, RefundEvent.Kind event, String text, String actor, String detail) {}

    /**
     * What the moviegoer does not accept.
     *
     * @param by null where the rules refused, like the reason
     */
    record AppealedView(String applicationNo, String description, String by, String reason, String comment) {}

    /** @param assignee who claimed the task; missing when it is free */
    record CaseView(
            String taskId,
            String taskKey,
            @Nullable String assignee,
            String applicationNo,
            RefundStatus status,
            String cinema,
            OrderFacts order,
            List<OrderNow.Fact> orderNow,
            long paidAmount,
            long fee,
            long refundAmount,
            List<LineView> lines,
            RuleView rule,
            String reason,
            String reasonText,
            boolean reasonUnconfirmed,
            String description,
            OffsetDateTime appliedAt,
            OffsetDateTime reviewDueAt,
            boolean reviewDueProvisional,
            TimeLefts.@Nullable TimeLeft timeLeft,
            String supervisorReason,
            String firstApprover,
            ReviewChoices.ProposalView proposal,
            List<ReviewChoices.ChoiceView> choices,
            List<ReviewChoices.RejectReasonView> rejectReasons,
            List<ReadyComments.ReadyComment> readyComments,
            RefundApplications.Past moviegoer,
            List<RuleInputs.InputView> ruleInputs,
            AppealedView appealed,
            int evidenceRounds,
            boolean evidenceUnanswered,
            String evidenceNote,
            List<String> evidence,
            MoneyViews.@Nullable MoneyView money,
            MoneyViews.@Nullable ResolutionView resolution,
            List<HistoryLine> history) {}

    @GetMapping("/api/desk/tasks/{taskId}")
    CaseView one(@PathVariable String taskId, HttpServletRequest request, Locale locale) {
        var user = session.required(request);
        var task = tasks.visible(taskId, user).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        var application = review.find(task.applicationNo());
        var refund = payments.newestOf(task.applicationNo()).orElse(null);
        return view(task, application, refund, desk.events(task.applicationNo()), locale);
    }

    private CaseView view(
            StaffTask task,
            RefundApplication application,
            @Nullable RefundTransaction refund,
            List<RefundEvent> events,
            Locale locale) {
        var deal = application.deal();
        var first = application.appealOf().map(review::find).orElse(null);
        return new CaseView(
                task.taskId(),
                task.taskKey(),
                task.assignee(),
                application.applicationNo(),
                application.status(),
                VisibleText.of(application.cinema().name()),
                facts(application, locale),
                orderNow.facts(application, locale),
                deal.paidAmount(),
                deal.fee(),
                deal.refundAmount(),
                deals.lines(deal, locale),
                DealViews.rule(application, locale),
                application.reason().name(),
                text("reason." + application.reason(), locale),
                deal.reviewForced(),
                VisibleText.of(application.applied().description()),
                ChinaTime.of(application.appliedAt()),
                ChinaTime.orNull(application.reviewDueAt()),
                application.review().provisional(),
                timeLefts.orNull(review.timeLeft(application), locale),
                application
                        .supervisorReason()
                        .map(why -> text("supervisor." + why, locale))
                        .orElse(null),
                application.answer().firstApprover(),
                choices.waiting(application, locale),
                choices.of(application, locale),
                choices.rejectReasons(locale),
                readyComments.of(application, locale),
                review.pastOf(application),
                ruleInputs.of(first == null ? application : first, locale),
                first == null ? null : appealed(first, locale),
                application.evidence().round(),
                application.evidenceUnanswered(),
                VisibleText.of(application.evidence().note()),
                desk.pictures(application.applicationNo(), events),
                refund == null ? null : money.of(refund, locale),
                money.resolution(application, refund, locale),
                events.stream().map(event -> line(event, locale)).toList());
    }

    private AppealedView appealed(RefundApplication first, Locale locale) {
        var refusal = desk.events(first.applicationNo()).stream()
                .filter(event -> event.kind() == RefundEvent.Kind.REJECTED)
                .findFirst()
                .orElse(null);
        return new AppealedView(
                first.applicationNo(),
                VisibleText.of(first.applied().description()),
                refusal == null ? null : refusal.actor(),
                choices.rejectReason(first.answer().rejectReason(), locale),
                VisibleText.of(first.answer().comment()));
    }

    private OrderFacts facts(RefundApplication application, Locale locale) {
        var order = application.order();
        return new OrderFacts(
                order.orderNo(),
                VisibleText.of(order.filmTitle()),
                VisibleText.of(order.hall()),
                ChinaTime.of(order.showTime()),
                order.seats().stream().map(VisibleText::of).toList(),
                text("ticket-kind." + order.ticketKind(), locale),
                text("ticket-state." + order.ticketState(), locale),
                text("screening." + order.screeningStatus(), locale),
                order.salesChannel(),
                ChinaTime.of(order.paidAt()),
                order.couponAmount(),
                order.invoiced());
    }

    private HistoryLine line(RefundEvent event, Locale locale) {
        return new HistoryLine(
                ChinaTime.of(event.at()),
                event.kind(),
                records.happened(event, locale),
                texts.getMessage("actor." + event.actor(), null, event.actor(), locale),
                VisibleText.of(records.detail(event, locale)));
    }

    private String text(String key, Locale locale, Object... arguments) {
        return texts.getMessage(key, arguments, locale);
    }
}
