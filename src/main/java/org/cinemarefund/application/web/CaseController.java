package org.cinemarefund.application.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.cinemarefund.application.FinanceDesk;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundDesk;
import org.cinemarefund.application.RefundEvent;
import org.cinemarefund.application.RefundStatus;
import org.cinemarefund.application.ReviewDesk;
import org.cinemarefund.application.StaffTasks;
import org.cinemarefund.application.StaffTasks.StaffTask;
import org.cinemarefund.application.web.RefundViews.LineView;
import org.cinemarefund.application.web.RefundViews.RuleView;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
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
    private final FinanceDesk finance;
    private final RefundViews views;
    private final MessageSource messages;

    CaseController(
            StaffSession session,
            StaffTasks tasks,
            ReviewDesk review,
            RefundDesk desk,
            RefundPayments payments,
            FinanceDesk finance,
            RefundViews views,
            MessageSource messages) {
        this.session = session;
        this.tasks = tasks;
        this.review = review;
        this.desk = desk;
        this.payments = payments;
        this.finance = finance;
        this.views = views;
        this.messages = messages;
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

    /** The money, for finance. */
    record MoneyView(
            String outRefundNo,
            String refundId,
            RefundState state,
            String stateText,
            String refusal,
            String cause,
            int sends,
            OffsetDateTime firstSentAt,
            OffsetDateTime lastAskedAt,
            String receivedAccount,
            Set<FinanceDesk.Action> actions) {}

    record CaseView(
            String taskId,
            String taskKey,
            String applicationNo,
            RefundStatus status,
            String cinema,
            OrderFacts order,
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
            String supervisorReason,
            String firstApprover,
            int evidenceRounds,
            boolean evidenceUnanswered,
            String evidenceNote,
            MoneyView money,
            List<HistoryLine> history) {}

    @GetMapping("/api/desk/tasks/{taskId}")
    CaseView one(@PathVariable String taskId, HttpServletRequest request, Locale locale) {
        var user = session.current(request).orElseThrow(() -> new Problem(ProblemCode.UNAUTHENTICATED));
        var task = tasks.visible(taskId, user).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        var application = review.find(task.applicationNo());
        var money = payments.newestOf(task.applicationNo())
                .map(it -> money(it, locale))
                .orElse(null);
        return view(task, application, money, desk.events(task.applicationNo()), locale);
    }

    private CaseView view(
            StaffTask task, RefundApplication it, MoneyView money, List<RefundEvent> events, Locale locale) {
        var deal = it.deal();
        return new CaseView(
                task.taskId(),
                task.taskKey(),
                it.applicationNo(),
                it.status(),
                it.cinema().name(),
                facts(it, locale),
                deal.paidAmount(),
                deal.fee(),
                deal.refundAmount(),
                views.lines(deal, locale),
                new RuleView(
                        deal.plan(),
                        deal.ruleId(),
                        deal.version(),
                        it.clause(locale.getLanguage().equals("en"))),
                it.reason().name(),
                text("reason." + it.reason(), locale),
                deal.reviewForced(),
                it.description(),
                ChinaTime.of(it.appliedAt()),
                RefundViews.time(it.reviewDueAt()),
                it.reviewDueProvisional(),
                it.supervisorReason()
                        .map(why -> text("supervisor." + why, locale))
                        .orElse(null),
                it.firstApprover(),
                it.evidenceRounds(),
                it.evidenceUnanswered(),
                it.evidenceNote(),
                money,
                events.stream().map(event -> line(event, locale)).toList());
    }

    private OrderFacts facts(RefundApplication it, Locale locale) {
        var order = it.order();
        return new OrderFacts(
                order.orderNo(),
                order.filmTitle(),
                order.hall(),
                ChinaTime.of(order.showTime()),
                order.seats(),
                text("ticket-kind." + order.ticketKind(), locale),
                text("ticket-state." + order.ticketState(), locale),
                text("screening." + order.screeningStatus(), locale),
                order.salesChannel(),
                ChinaTime.of(order.paidAt()),
                order.couponAmount(),
                order.invoiced());
    }

    private HistoryLine line(RefundEvent it, Locale locale) {
        return new HistoryLine(
                ChinaTime.of(it.at()), it.kind(), text("timeline." + it.kind(), locale), it.actor(), it.detail());
    }

    private MoneyView money(RefundTransaction it, Locale locale) {
        return new MoneyView(
                it.outRefundNo(),
                it.refundId(),
                it.state(),
                text("state." + it.state(), locale),
                it.refusal(),
                it.cause(),
                it.sends(),
                RefundViews.time(it.firstSentAt()),
                RefundViews.time(it.lastPolledAt()),
                it.userReceivedAccount(),
                new TreeSet<>(finance.allowed(it)));
    }

    private String text(String key, Locale locale) {
        return messages.getMessage(key, null, locale);
    }
}
