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
    private final FinanceDesk finance;
    private final PayeeCardDesk cards;
    private final CardTexts cardTexts;
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
            FinanceDesk finance,
            PayeeCardDesk cards,
            CardTexts cardTexts,
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
        this.finance = finance;
        this.cards = cards;
        this.cardTexts = cardTexts;
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
     * The money, for finance.
     *
     * @param refundedElsewhere fen of the payment that signed notifications say went back under numbers that are not ours
     * @param mostOfTheRest fen that may be paid where less than the refund is left of the payment; missing where that is no choice
     */
    record MoneyView(
            String outRefundNo,
            String transactionId,
            long refundedElsewhere,
            @Nullable Long mostOfTheRest,
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
            MoneyView money,
            ResolutionView resolution,
            List<HistoryLine> history) {}

    @GetMapping("/api/desk/tasks/{taskId}")
    CaseView one(@PathVariable String taskId, HttpServletRequest request, Locale locale) {
        var user = session.required(request);
        var task = tasks.visible(taskId, user).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        var application = review.find(task.applicationNo());
        var money = payments.newestOf(task.applicationNo())
                .map(refund -> money(refund, locale))
                .orElse(null);
        return view(task, application, money, desk.events(task.applicationNo()), locale);
    }

    private CaseView view(
            StaffTask task, RefundApplication application, MoneyView money, List<RefundEvent> events, Locale locale) {
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
                timeLefts.of(review.timeLeft(application), locale),
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
                money,
                resolution(application, locale),
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

    private ResolutionView resolution(RefundApplication application, Locale locale) {
        return application
                .resolution()
                .map(action -> new ResolutionView(
                        action,
                        coded("action.", action, locale),
                        application.choice().by(),
                        VisibleText.of(application.choice().comment()),
                        VisibleText.of(application.choice().proofReference()),
                        application.choice().rest(),
                        cards.given(application.applicationNo())
                                .filter(card -> application
                                        .choice()
                                        .toCard()
                                        .filter(card.card()::equals)
                                        .isPresent())
                                .map(card -> onFile(card, locale))
                                .orElse(null)))
                .orElse(null);
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
        var told = text("timeline." + event.kind(), locale);
        return new HistoryLine(
                ChinaTime.of(event.at()),
                event.kind(),
                texts.getMessage("history." + event.kind(), null, told, locale),
                texts.getMessage("actor." + event.actor(), null, event.actor(), locale),
                VisibleText.of(records.detail(event, locale)));
    }

    private String coded(String prefix, String code, Locale locale) {
        return code == null ? null : texts.getMessage(prefix + code, null, code, locale);
    }

    private MoneyView money(RefundTransaction refund, Locale locale) {
        var rest = finance.mostOfTheRest(refund);
        return new MoneyView(
                refund.outRefundNo(),
                refund.transactionId(),
                payments.refundedElsewhere(refund.transactionId()),
                rest > 0 ? rest : null,
                refund.told().refundId(),
                refund.state(),
                text("state." + refund.state(), locale),
                refund.refusal().code(),
                VisibleText.of(refund.cause()),
                refund.calls().sends(),
                ChinaTime.orNull(refund.calls().firstSentAt()),
                ChinaTime.orNull(refund.calls().lastPolledAt()),
                refund.told().account(),
                finance.allowed(refund).stream()
                        .sorted()
                        .map(action -> new ActionView(action, coded("action.", action.name(), locale)))
                        .toList(),
                cards.given(refund.applicationNo())
                        .map(card -> onFile(card, locale))
                        .orElse(null));
    }

    private CardOnFile onFile(PayeeCards.Given given, Locale locale) {
        return new CardOnFile(
                cardTexts.bank(given.card().bankType(), locale),
                given.card().lastDigits(),
                texts.getMessage("actor." + given.by(), null, given.by(), locale),
                given.by().equals(RefundApplication.MOVIEGOER),
                ChinaTime.of(given.at()),
                VisibleText.of(given.note()));
    }

    private String text(String key, Locale locale, Object... arguments) {
        return texts.getMessage(key, arguments, locale);
    }
}
