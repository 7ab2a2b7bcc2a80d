package org.cinemarefund.desk.web;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplication.Ending;
import org.cinemarefund.application.web.DealViews;
import org.cinemarefund.application.web.PaidBy;
import org.cinemarefund.desk.Waiting;
import org.cinemarefund.desk.Waiting.Whom;
import org.cinemarefund.desk.web.CaseFile.Told;
import org.cinemarefund.desk.web.CaseFile.WhomView;
import org.cinemarefund.finance.PayeeCardDesk;
import org.cinemarefund.finance.web.CardTexts;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.payment.RepairRoute;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.record.RejectReasons;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.VisibleText;
import org.cinemarefund.shared.Yuan;
import org.cinemarefund.ticketing.Cinema;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/**
 * A case in sentences that can be read out on the telephone: what was, how it stands, what may be promised, and whom to ask. They
 * say nothing that the moviegoer may not hear, and promise no day that is over.
 */
@Component
class CaseWords {
    private final MessageSource texts;
    private final PaidBy paidBy;
    private final CardTexts cards;
    private final RejectReasons rejectReasons;

    CaseWords(MessageSource texts, PaidBy paidBy, CardTexts cards, RejectReasons rejectReasons) {
        this.texts = texts;
        this.paidBy = paidBy;
        this.cards = cards;
        this.rejectReasons = rejectReasons;
    }

    /**
     * What the sentences are made of.
     *
     * @param refund the newest number; missing where there is none
     * @param card what is asked for or known of a card while the way back is closed; missing otherwise
     * @param appealableUntil missing where it cannot be appealed
     * @param expectedBy when the money should be there at the latest, from the approval on
     * @param cinema as it is reached today
     */
    record Facts(
            RefundApplication application,
            List<RefundEvent> events,
            @Nullable RefundTransaction refund,
            Waiting waiting,
            PayeeCardDesk.@Nullable Wish card,
            @Nullable Instant appealableUntil,
            Instant expectedBy,
            Cinema cinema,
            Instant now) {

        Optional<RefundEvent> last(Kind kind) {
            return events.stream().filter(event -> event.kind() == kind).reduce((one, later) -> later);
        }

        /** Whether the review has time left. */
        boolean inTime() {
            return application.reviewDueAt() != null && !now.isAfter(application.reviewDueAt());
        }

        boolean creditInTime() {
            return !now.isAfter(expectedBy);
        }
    }

    record Said(List<Told> story, String promise, WhomView whom) {}

    Said of(Facts facts, Locale asked) {
        var speaker = new Speaker(facts, asked.getLanguage().equals("en") ? Locale.ENGLISH : Locale.SIMPLIFIED_CHINESE);
        return new Said(speaker.story(), speaker.promise(), speaker.whom());
    }

    /** One telling, in one language. */
    private final class Speaker {
        private final Facts facts;
        private final RefundApplication application;
        private final Locale locale;
        private final List<Told> story = new ArrayList<>();

        Speaker(Facts facts, Locale locale) {
            this.facts = facts;
            this.application = facts.application();
            this.locale = locale;
        }

        List<Told> story() {
            began();
            switch (application.status()) {
                case UNDER_REVIEW -> underReview();
                case EVIDENCE_REQUESTED -> evidenceRequested();
                case REFUNDING -> refunding();
                case REFUNDED -> refunded();
                case SETTLED_OFFLINE -> settledOffline();
                case REJECTED -> rejected();
                case WITHDRAWN -> tell("withdrawn", application.closing().at());
            }
            difference();
            var over = application.status().over();
            if (over && facts.waiting().whom() == Whom.TICKETING) {
                stands("releasing");
            }
            if (facts.waiting().whom() == Whom.OPERATOR) {
                stands(over ? "trouble.over" : "trouble");
            }
            return List.copyOf(story);
        }

        private void began() {
            var at = application.appliedAt();
            var reason = text("reason." + application.reason());
            var paid = Yuan.withSign(application.deal().paidAmount());
            if (application.appealOf().isPresent()) {
                tell("appealed", at, application.appealOf().get());
            } else if (application.dealOfTheRules().refundAmount() > 0) {
                var back = Yuan.withSign(application.dealOfTheRules().refundAmount());
                tell("applied", at, reason, paid, back);
            } else {
                tell("applied.only", at, reason, paid);
            }
        }

        private void underReview() {
            facts.last(Kind.EVIDENCE_SUPPLIED)
                    .filter(event -> event.at().equals(application.evidence().answeredAt()))
                    .ifPresent(event -> tell("evidence.supplied", event.at()));
            if (application.evidenceUnanswered()) {
                stands("evidence.unanswered");
            }
            var supervisor = facts.waiting().whom() == Whom.SUPERVISOR
                    || application.supervisorReason().isPresent();
            var key = supervisor ? "supervisor" : "review";
            if (application.reviewDueAt() == null) {
                stands(key + ".open");
            } else {
                stands(facts.inTime() ? key : key + ".late", deadline(application.reviewDueAt()));
            }
        }

        private void evidenceRequested() {
            var asked = application.evidence().askedAt();
            var words = VisibleText.of(application.toldToTheMoviegoer().orElse(""));
            if (words.isBlank()) {
                tell("evidence.asked", asked);
            } else {
                tell("evidence.asked.words", asked, words);
            }
            stands("evidence.wanted", deadline(application.evidence().dueAt()));
        }

        private void approved() {
            var at = application.answer().approvedAt();
            if (at != null) {
                tell("approved", at, Yuan.withSign(application.deal().refundAmount()));
            }
        }

        private void refunding() {
            approved();
            var refund = facts.refund();
            if (facts.waiting().whom() == Whom.TICKETING) {
                stands("ticketing");
                return;
            }
            if (refund == null || !refund.state().maybeSent()) {
                // What failed stands before WeChat then, and nobody is sending anything.
                if (facts.waiting().whom() != Whom.OPERATOR) {
                    stands("sending");
                }
                return;
            }
            switch (refund.state()) {
                case PREPARED, REVOKED, SENDING -> stands("sending");
                case UNKNOWN -> tell("unknown", sentAt(refund));
                case PROCESSING -> accepted(refund);
                case WAITING_FOR_BALANCE -> stands("balance");
                case ABNORMAL -> abnormal(refund);
                case RETURNED_TO_MERCHANT -> stands("returned");
                case SUCCESS -> stands("arriving");
                case CLOSED, REFUSED, GIVEN_UP, SETTLED_OFFLINE -> stands("not-done");
            }
        }

        private void accepted(RefundTransaction refund) {
            if (refund.repair().route() != null) {
                var at = Objects.requireNonNullElse(refund.repair().askedAt(), sentAt(refund));
                tell(refund.toCard().isPresent() ? "accepted.card" : "accepted.merchant", at, cardOf(refund));
                return;
            }
            var at = facts.last(Kind.SUBMITTED).map(RefundEvent::at).orElseGet(() -> sentAt(refund));
            var way = paidBy.words(application.order().bankType(), locale);
            var where = way == null ? text("case.way.unknown") : way;
            tell(facts.creditInTime() ? "accepted" : "accepted.late", at, where, deadline(facts.expectedBy()));
        }

        private void abnormal(RefundTransaction refund) {
            var card = facts.card();
            if (refund.repair().open()) {
                var toCard = refund.repair().route() == RepairRoute.CARD;
                stands(toCard ? "abnormal.to-card" : "abnormal.to-merchant", toCard ? cardOf(refund) : "");
            } else if (card != null && card.card().isPresent()) {
                stands("abnormal.given", cards.card(card.card().get(), locale));
            } else {
                stands("abnormal.wanted");
            }
        }

        private String cardOf(RefundTransaction refund) {
            return refund.toCard().map(card -> cards.card(card, locale)).orElse("");
        }

        private Instant sentAt(RefundTransaction refund) {
            return Objects.requireNonNullElse(refund.calls().firstSentAt(), refund.changedAt());
        }

        private void refunded() {
            approved();
            var credit = application.credit();
            var account = VisibleText.of(cards.told(credit.account(), locale));
            var where = account == null || account.isBlank() ? text("case.way.back") : account;
            var cash = credit.cash();
            if (cash != null && credit.coupon() != null) {
                tell("refunded.coupon", credit.at(), Yuan.withSign(cash), Yuan.withSign(credit.coupon()), where);
            } else {
                tell("refunded", credit.at(), Yuan.withSign(application.deal().refundAmount()), where);
            }
        }

        private void settledOffline() {
            approved();
            tell(
                    "settled-offline",
                    application.closing().at(),
                    Yuan.withSign(application.deal().refundAmount()));
        }

        private void rejected() {
            var at = application.closing().at();
            switch (application.ending().orElse(Ending.REJECTED_BY_REVIEWER)) {
                case REJECTED_BY_POLICY ->
                    tell(
                            "rejected.rules",
                            at,
                            DealViews.rule(application, locale).clause());
                case REJECTED_BY_FINANCE -> tell("rejected.finance", at, withWords(null));
                default -> {
                    var code = application.answer().rejectReason();
                    tell("rejected.reviewer", at, withWords(code == null ? null : rejectReasons.text(code, locale)));
                }
            }
            facts.last(Kind.APPEALED)
                    .map(event -> event.facts().has(Fact.APPEAL) ? event.facts().code(Fact.APPEAL) : null)
                    .ifPresent(appeal -> stands("appealed-by", appeal));
        }

        /** Why it was refused, and what the moviegoer was told beside it. */
        private String withWords(@Nullable String reason) {
            var words = VisibleText.of(application.toldToTheMoviegoer().orElse(""));
            if (reason == null) {
                return words.isBlank() ? text("case.no-words") : words;
            }
            return words.isBlank() ? reason : text("case.reason-and-words", reason, words);
        }

        /** What the cinema owes beside the refund because the show did not take place. */
        private void difference() {
            facts.last(Kind.DIFFERENCE_DUE).ifPresent(due -> {
                var paid = facts.events().stream()
                        .anyMatch(event -> event.kind() == Kind.SETTLED_OFFLINE
                                && event.facts().has(Fact.AMOUNT)
                                && event.nr() > due.nr());
                var sum = Yuan.withSign(Objects.requireNonNullElse(due.facts().fen(Fact.AMOUNT), 0L));
                stands(paid ? "difference.paid" : "difference", sum);
            });
        }

        String promise() {
            if (facts.waiting().whom() == Whom.OPERATOR) {
                return said(application.status().over() ? "trouble.over" : "trouble");
            }
            return switch (application.status()) {
                case UNDER_REVIEW ->
                    facts.inTime()
                            ? said("review", deadline(application.reviewDueAt()), afterApproval())
                            : said("late");
                case EVIDENCE_REQUESTED ->
                    said("evidence", deadline(application.evidence().dueAt()));
                case REFUNDING -> promiseWhileRefunding();
                case REFUNDED -> said("refunded");
                case SETTLED_OFFLINE -> said("settled-offline");
                case REJECTED -> promiseAfterRefusal();
                case WITHDRAWN -> said("withdrawn");
            };
        }

        private String afterApproval() {
            var wallet = PaidBy.isWallet(application.order().bankType());
            return text(wallet ? "case.after.wallet" : "case.after.card");
        }

        private String promiseWhileRefunding() {
            var refund = facts.refund();
            var state = refund == null ? RefundState.PREPARED : refund.state();
            return switch (state) {
                case PREPARED, REVOKED, SENDING, PROCESSING, SUCCESS ->
                    facts.creditInTime()
                            ? said("credit", deadline(facts.expectedBy()))
                            : said(state == RefundState.PROCESSING ? "credit.late" : "no-day");
                case UNKNOWN -> said("unknown");
                case WAITING_FOR_BALANCE -> said("balance");
                case ABNORMAL ->
                    said(
                            facts.card() != null
                                            && facts.card().wanted()
                                            && facts.card().card().isEmpty()
                                    ? "abnormal.wanted"
                                    : "no-day");
                case CLOSED, REFUSED, GIVEN_UP, RETURNED_TO_MERCHANT, SETTLED_OFFLINE -> said("no-day");
            };
        }

        private String promiseAfterRefusal() {
            if (facts.last(Kind.APPEALED)
                    .filter(event -> event.facts().has(Fact.APPEAL))
                    .isPresent()) {
                return said("appealed");
            }
            return facts.appealableUntil() == null
                    ? said("final")
                    : said("appealable", moment(facts.appealableUntil()));
        }

        WhomView whom() {
            var late =
                    switch (facts.waiting().whom()) {
                        case WECHAT -> !facts.creditInTime();
                        case NOBODY -> paid();
                        default -> false;
                    };
            var words = text(
                    "case.ask." + facts.waiting().whom() + (late ? ".money" : ""),
                    VisibleText.of(facts.cinema().name()));
            var cinemaKnows =
                    switch (facts.waiting().whom()) {
                        case REVIEWER, SUPERVISOR, MOVIEGOER, NOBODY -> !late;
                        default -> false;
                    };
            return new WhomView(
                    words,
                    cinemaKnows ? facts.cinema().phone() : null,
                    cinemaKnows ? VisibleText.of(facts.cinema().serviceHours()) : null);
        }

        private boolean paid() {
            return application.status() == RefundStatus.REFUNDED
                    || application.status() == RefundStatus.SETTLED_OFFLINE;
        }

        /** Something that happened then: the time is the first thing the sentence says. */
        private void tell(String key, Instant at, Object... more) {
            var values = new Object[more.length + 1];
            values[0] = moment(at);
            System.arraycopy(more, 0, values, 1, more.length);
            story.add(new Told(ChinaTime.of(at), text("case.story." + key, values)));
        }

        /** How it is now. */
        private void stands(String key, Object... values) {
            story.add(new Told(null, text("case.story." + key, values)));
        }

        private String said(String key, Object... values) {
            return text("case.promise." + key, values);
        }

        private String text(String key, Object... values) {
            return texts.getMessage(key, values, locale);
        }

        private String moment(Instant at) {
            return formatted("case.format.moment", at);
        }

        /** A deadline at the end of a day is that day. */
        private String deadline(@Nullable Instant at) {
            if (at == null) {
                return text("case.soon");
            }
            var endsDay = ChinaTime.day(at.plusSeconds(1)).isAfter(ChinaTime.day(at));
            return formatted(endsDay ? "case.format.day" : "case.format.moment", at);
        }

        /** The year is said where it is another one. */
        private String formatted(String key, Instant at) {
            var there = at.atOffset(ChinaTime.OFFSET);
            var sameYear = there.getYear() == ChinaTime.day(facts.now()).getYear();
            return DateTimeFormatter.ofPattern(text(sameYear ? key : key + ".year"), locale)
                    .format(there);
        }
    }
}
