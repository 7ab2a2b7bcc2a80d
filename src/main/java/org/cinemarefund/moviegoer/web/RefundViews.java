package org.cinemarefund.moviegoer.web;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.web.DealViews;
import org.cinemarefund.application.web.DealViews.ConfirmedView;
import org.cinemarefund.application.web.DealViews.LineView;
import org.cinemarefund.application.web.DealViews.RuleView;
import org.cinemarefund.application.web.ExpectedCredit;
import org.cinemarefund.finance.PayeeCardDesk;
import org.cinemarefund.finance.web.CardTexts;
import org.cinemarefund.finance.web.CardTexts.BankView;
import org.cinemarefund.moviegoer.RefundDesk.Quote;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.record.RejectReasons;
import org.cinemarefund.record.web.RecordTexts;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Cinemas;
import org.cinemarefund.ticketing.Order;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Applications and quotes as the mini-program reads them: texts in the asked language, times in +08:00, fen. */
@Component
class RefundViews {
    private final MessageSource messages;
    private final RefundPolicy policy;
    private final ExpectedCredit expected;
    private final PayeeCardDesk cards;
    private final CardTexts cardTexts;
    private final RecordTexts records;
    private final DealViews deals;
    private final Cinemas cinemas;
    private final RejectReasons rejectReasons;

    RefundViews(
            MessageSource messages,
            RefundPolicy policy,
            ExpectedCredit expected,
            PayeeCardDesk cards,
            CardTexts cardTexts,
            RecordTexts records,
            DealViews deals,
            Cinemas cinemas,
            RejectReasons rejectReasons) {
        this.messages = messages;
        this.policy = policy;
        this.expected = expected;
        this.cards = cards;
        this.cardTexts = cardTexts;
        this.records = records;
        this.deals = deals;
        this.cinemas = cinemas;
        this.rejectReasons = rejectReasons;
    }

    /**
     * The card an application asks for while the way back is closed.
     *
     * @param text what is asked, or what happens to the card given, for the moviegoer
     */
    record PayeeCardView(boolean wanted, List<BankView> banks, String bank, String lastDigits, String text) {}

    record TimelineView(OffsetDateTime at, RefundEvent.Kind event, String text) {}

    record NextChangeView(OffsetDateTime at, long fee) {}

    record QuoteView(
            Deal.Outcome outcome,
            long paidAmount,
            long fee,
            long refundAmount,
            List<LineView> lines,
            ConfirmedView ifConfirmed,
            boolean returnsCoupon,
            RuleView rule,
            NextChangeView nextChange,
            boolean reviewNeeded,
            OffsetDateTime expectedReviewBy,
            ContactView contact) {}

    record ApplicationView(
            String applicationNo,
            String orderNo,
            RefundStatus status,
            String reason,
            String description,
            long paidAmount,
            long fee,
            long refundAmount,
            List<LineView> lines,
            ConfirmedView ifConfirmed,
            boolean returnsCoupon,
            RuleView rule,
            OffsetDateTime appliedAt,
            OffsetDateTime reviewDueAt,
            String reviewComment,
            RejectReasonView rejectReason,
            String appealOf,
            OffsetDateTime appealableUntil,
            PayeeCardView payeeCard,
            OffsetDateTime expectedCreditBy,
            OffsetDateTime creditedAt,
            Long receivedAmount,
            Long couponReturned,
            String receivedAccount,
            CinemaView cinema,
            List<String> evidence,
            ContactView contact,
            List<TimelineView> timeline) {}

    /** Why a person refused, of the cinema's list. */
    record RejectReasonView(String code, String text) {}

    QuoteView quote(Quote quote, Locale locale) {
        var deal = quote.deal();
        var next = quote.nextChange();
        var clause = policy.clause(deal, locale);
        return new QuoteView(
                deal.outcome(),
                deal.paidAmount(),
                deal.fee(),
                deal.refundAmount(),
                deals.lines(deal, locale),
                deals.ifConfirmed(deal, locale),
                deal.returnsCoupon(),
                DealViews.rule(deal, clause),
                next == null ? null : new NextChangeView(ChinaTime.of(next.at()), next.fee()),
                deal.outcome() == Deal.Outcome.REVIEW,
                ChinaTime.orNull(quote.expectedReviewBy()),
                CinemaView.of(quote.cinema()).contact());
    }

    /** Whom to call about an order that cannot be refunded. */
    ContactView contact(Order order) {
        return CinemaView.of(cinemas.find(order.cinemaId()).orElseThrow()).contact();
    }

    /**
     * @param pictures ids of its pictures
     * @param appealableUntil missing where it cannot be appealed
     */
    ApplicationView application(
            RefundApplication application,
            List<RefundEvent> events,
            List<String> pictures,
            @Nullable Instant appealableUntil,
            Locale locale) {
        var cinema = cinemas.find(application.order().cinemaId()).orElse(application.cinema());
        return application(
                application,
                events,
                pictures,
                appealableUntil,
                cards.wish(application).orElse(null),
                cinema,
                locale);
    }

    /** How each of these is seen; asks no more than for one. */
    Function<RefundApplication, ApplicationView> applications(
            List<RefundApplication> all,
            Map<String, List<RefundEvent>> events,
            Map<String, List<String>> pictures,
            Map<String, Instant> appealableUntil,
            Locale locale) {
        var wishes = cards.wishes(all);
        var now = cinemas.find(all.stream().map(each -> each.order().cinemaId()).collect(Collectors.toSet()));
        return application -> application(
                application,
                events.getOrDefault(application.applicationNo(), List.of()),
                pictures.getOrDefault(application.applicationNo(), List.of()),
                appealableUntil.get(application.applicationNo()),
                wishes.get(application.applicationNo()),
                now.getOrDefault(application.order().cinemaId(), application.cinema()),
                locale);
    }

    /** @param now how the cinema is reached today, whatever application was when they applied */
    private ApplicationView application(
            RefundApplication application,
            List<RefundEvent> events,
            List<String> pictures,
            Instant appealableUntil,
            PayeeCardDesk.Wish wish,
            Cinema now,
            Locale locale) {
        var deal = application.deal();
        var cinema = CinemaView.of(now);
        return new ApplicationView(
                application.applicationNo(),
                application.order().orderNo(),
                application.status(),
                application.reason().name(),
                application.applied().description(),
                deal.paidAmount(),
                deal.fee(),
                deal.refundAmount(),
                deals.lines(deal, locale),
                deals.ifConfirmed(deal, locale),
                deal.returnsCoupon(),
                DealViews.rule(application, locale),
                ChinaTime.of(application.appliedAt()),
                application.status().undecided() ? ChinaTime.orNull(application.reviewDueAt()) : null,
                application.toldToTheMoviegoer().orElse(null),
                rejectReason(application, locale),
                application.applied().appealOf(),
                ChinaTime.orNull(appealableUntil),
                payeeCard(wish, locale),
                application.status() == RefundStatus.REFUNDING ? ChinaTime.of(expected.by(application)) : null,
                ChinaTime.orNull(application.credit().at()),
                application.credit().cash(),
                application.credit().coupon(),
                cardTexts.told(application.credit().account(), locale),
                cinema,
                pictures,
                cinema.contact(),
                timeline(events, locale));
    }

    String clause(Deal deal, Locale locale) {
        return policy.clause(deal, locale);
    }

    List<TimelineView> timeline(List<RefundEvent> events, Locale locale) {
        return RecordTexts.shown(events).stream()
                .map(event -> new TimelineView(ChinaTime.of(event.at()), event.kind(), records.told(event, locale)))
                .toList();
    }

    private RejectReasonView rejectReason(RefundApplication it, Locale locale) {
        var code = it.answer().rejectReason();
        return code == null || it.status() != RefundStatus.REJECTED
                ? null
                : new RejectReasonView(code, rejectReasons.text(code, locale));
    }

    private PayeeCardView payeeCard(PayeeCardDesk.Wish wish, Locale locale) {
        if (wish == null) {
            return null;
        }
        var card = wish.card().orElse(null);
        var text = !wish.wanted() ? "under-way" : card == null ? "wanted" : "given";
        return new PayeeCardView(
                wish.wanted(),
                cardTexts.banks(locale),
                card == null ? null : cardTexts.bank(card.bankType(), locale),
                card == null ? null : card.lastDigits(),
                messages.getMessage("payee-card.asked." + text, null, locale));
    }
}
