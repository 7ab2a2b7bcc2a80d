package org.cinemarefund.desk.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.StaffTasks;
import org.cinemarefund.application.StaffTasks.StaffTask;
import org.cinemarefund.application.web.DealViews;
import org.cinemarefund.application.web.DealViews.LineView;
import org.cinemarefund.application.web.DealViews.RuleView;
import org.cinemarefund.application.web.OrderNow;
import org.cinemarefund.finance.FinanceDesk;
import org.cinemarefund.finance.PayeeCardDesk;
import org.cinemarefund.finance.web.CardTexts;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.moviegoer.RefundDesk;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.payment.card.PayeeCards;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.record.web.RecordTexts;
import org.cinemarefund.review.ReviewDesk;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.VisibleText;
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
    private final PayeeCardDesk cards;
    private final CardTexts cardTexts;
    private final DealViews deals;
    private final RecordTexts records;
    private final OrderNow orderNow;
    private final MessageSource texts;

    CaseController(
            StaffSession session,
            StaffTasks tasks,
            ReviewDesk review,
            RefundDesk desk,
            RefundPayments payments,
            FinanceDesk finance,
            PayeeCardDesk cards,
            CardTexts cardTexts,
            DealViews deals,
            RecordTexts records,
            OrderNow orderNow,
            MessageSource texts) {
        this.session = session;
        this.tasks = tasks;
        this.review = review;
        this.desk = desk;
        this.payments = payments;
        this.finance = finance;
        this.cards = cards;
        this.cardTexts = cardTexts;
        this.deals = deals;
        this.records = records;
        this.orderNow = orderNow;
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
     * The money, for finance.
     *
     * @param refundedElsewhere fen of the payment that signed notifications say went back under numbers that are not ours
     * @param mostOfTheRest fen that may be paid where less than the refund is left of the payment; null where that is no choice
     */
    record MoneyView(
            String outRefundNo,
            String transactionId,
            long refundedElsewhere,
            Long mostOfTheRest,
            String refundId,
            RefundState state,
            String stateText,
            String refusal,
            String cause,
            int sends,
            OffsetDateTime firstSentAt,
            OffsetDateTime lastAskedAt,
            String receivedAccount,
            List<ActionView> actions,
            CardOnFile payeeCard) {}

    /**
     * The card given for an abnormal refund, as far as anybody can still say.
     *
     * @param own whether the moviegoer gave it
     * @param comment how finance got it otherwise
     */
    record CardOnFile(
            String bank, String lastDigits, String givenBy, boolean own, OffsetDateTime givenAt, String comment) {}

    record ActionView(FinanceDesk.Action code, String text) {}

    /** What a colleague of finance chose, for the second person. */
    record ResolutionView(
            String action,
            String actionText,
            String by,
            String comment,
            String proofReference,
            Long restAmount,
            CardOnFile card) {}

    record CaseView(
            String taskId,
            String taskKey,
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
            String supervisorReason,
            String firstApprover,
            int evidenceRounds,
            boolean evidenceUnanswered,
            String evidenceNote,
            List<String> evidence,
            MoneyView money,
            ResolutionView resolution,
            List<HistoryLine> history) {}

    @GetMapping("/api/desk/tasks/{taskId}")
    CaseView one(@PathVariable String taskId, HttpServletRequest request, Locale locale) {
        var user = session.required(request);
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
                VisibleText.of(it.cinema().name()),
                facts(it, locale),
                orderNow.facts(it, locale),
                deal.paidAmount(),
                deal.fee(),
                deal.refundAmount(),
                deals.lines(deal, locale),
                DealViews.rule(it, locale),
                it.reason().name(),
                text("reason." + it.reason(), locale),
                deal.reviewForced(),
                VisibleText.of(it.applied().description()),
                ChinaTime.of(it.appliedAt()),
                ChinaTime.orNull(it.reviewDueAt()),
                it.review().provisional(),
                it.supervisorReason()
                        .map(why -> text("supervisor." + why, locale))
                        .orElse(null),
                it.answer().firstApprover(),
                it.evidence().round(),
                it.evidenceUnanswered(),
                VisibleText.of(it.evidence().note()),
                desk.pictures(it.applicationNo(), events),
                money,
                resolution(it, locale),
                events.stream().map(event -> line(event, locale)).toList());
    }

    private ResolutionView resolution(RefundApplication it, Locale locale) {
        return it.resolution()
                .map(action -> new ResolutionView(
                        action,
                        coded("action.", action, locale),
                        it.choice().by(),
                        VisibleText.of(it.choice().comment()),
                        VisibleText.of(it.choice().proofReference()),
                        it.choice().rest(),
                        cards.given(it.applicationNo())
                                .filter(card -> it.choice()
                                        .toCard()
                                        .filter(card.card()::equals)
                                        .isPresent())
                                .map(card -> onFile(card, locale))
                                .orElse(null)))
                .orElse(null);
    }

    private OrderFacts facts(RefundApplication it, Locale locale) {
        var order = it.order();
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

    private HistoryLine line(RefundEvent it, Locale locale) {
        var told = text("timeline." + it.kind(), locale);
        return new HistoryLine(
                ChinaTime.of(it.at()),
                it.kind(),
                texts.getMessage("history." + it.kind(), null, told, locale),
                texts.getMessage("actor." + it.actor(), null, it.actor(), locale),
                VisibleText.of(records.detail(it, locale)));
    }

    private String coded(String prefix, String code, Locale locale) {
        return code == null ? null : texts.getMessage(prefix + code, null, code, locale);
    }

    private MoneyView money(RefundTransaction it, Locale locale) {
        var rest = finance.mostOfTheRest(it);
        return new MoneyView(
                it.outRefundNo(),
                it.transactionId(),
                payments.refundedElsewhere(it.transactionId()),
                rest > 0 ? rest : null,
                it.told().refundId(),
                it.state(),
                text("state." + it.state(), locale),
                it.refusal().code(),
                VisibleText.of(it.cause()),
                it.calls().sends(),
                ChinaTime.orNull(it.calls().firstSentAt()),
                ChinaTime.orNull(it.calls().lastPolledAt()),
                it.told().account(),
                finance.allowed(it).stream()
                        .sorted()
                        .map(action -> new ActionView(action, coded("action.", action.name(), locale)))
                        .toList(),
                cards.given(it.applicationNo())
                        .map(card -> onFile(card, locale))
                        .orElse(null));
    }

    private CardOnFile onFile(PayeeCards.Given it, Locale locale) {
        return new CardOnFile(
                cardTexts.bank(it.card().bankType(), locale),
                it.card().lastDigits(),
                texts.getMessage("actor." + it.by(), null, it.by(), locale),
                it.by().equals(RefundApplication.MOVIEGOER),
                ChinaTime.of(it.at()),
                VisibleText.of(it.note()));
    }

    private String text(String key, Locale locale, Object... arguments) {
        return texts.getMessage(key, arguments, locale);
    }
}
