package org.cinemarefund.desk.web;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.cinemarefund.application.CaseSteps;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.web.DealViews;
import org.cinemarefund.application.web.ExpectedCredit;
import org.cinemarefund.desk.CaseDesk;
import org.cinemarefund.desk.Waiting;
import org.cinemarefund.desk.web.CaseFile.EventView;
import org.cinemarefund.desk.web.CaseFile.HeardView;
import org.cinemarefund.desk.web.CaseFile.NoticeView;
import org.cinemarefund.desk.web.CaseFile.NumberView;
import org.cinemarefund.desk.web.CaseFile.WaitingView;
import org.cinemarefund.finance.PayeeCardDesk;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.moviegoer.RefundDesk;
import org.cinemarefund.notice.NoticeLog;
import org.cinemarefund.payment.CaseNumbers;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.web.RecordTexts;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.VisibleText;
import org.cinemarefund.ticketing.Cinemas;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Puts a case together for the one who reads it. */
@Component
class CaseFiles {
    private static final String ACCEPTED = "ACCEPTED";

    private final CaseDesk desk;
    private final CaseSteps steps;
    private final CaseNumbers numbers;
    private final NoticeLog notices;
    private final RefundDesk moviegoers;
    private final PayeeCardDesk cards;
    private final Cinemas cinemas;
    private final ExpectedCredit expected;
    private final CaseWords words;
    private final DealViews deals;
    private final RecordTexts records;
    private final RuleInputs ruleInputs;
    private final MessageSource texts;
    private final Clock clock;

    CaseFiles(
            CaseDesk desk,
            CaseSteps steps,
            CaseNumbers numbers,
            NoticeLog notices,
            RefundDesk moviegoers,
            PayeeCardDesk cards,
            Cinemas cinemas,
            ExpectedCredit expected,
            CaseWords words,
            DealViews deals,
            RecordTexts records,
            RuleInputs ruleInputs,
            MessageSource texts,
            Clock clock) {
        this.desk = desk;
        this.steps = steps;
        this.numbers = numbers;
        this.notices = notices;
        this.moviegoers = moviegoers;
        this.cards = cards;
        this.cinemas = cinemas;
        this.expected = expected;
        this.words = words;
        this.deals = deals;
        this.records = records;
        this.ruleInputs = ruleInputs;
        this.texts = texts;
        this.clock = clock;
    }

    CaseFile of(RefundApplication application, StaffUser reader, Locale locale) {
        var number = application.applicationNo();
        var order = application.order();
        var deal = application.deal();
        var events = moviegoers.events(number);
        var money = numbers.of(number);
        var refund = money.isEmpty() ? null : money.get(0);
        var waiting = desk.waiting(application, refund);
        var cinema = cinemas.find(order.cinemaId()).orElse(application.cinema());
        var said = words.of(
                new CaseWords.Facts(
                        application,
                        events,
                        refund,
                        waiting,
                        cards.wish(application).orElse(null),
                        moviegoers.appealableUntil(List.of(application)).get(number),
                        expected.by(application),
                        cinema,
                        clock.instant()),
                locale);
        var asMoviegoer = CaseDesk.seesWhatTheMoviegoerSees(reader, application);
        var withMoney = CaseDesk.seesMoney(reader);
        return new CaseFile(
                number,
                order.orderNo(),
                order.cinemaId(),
                VisibleText.of(cinema.name()),
                VisibleText.of(order.filmTitle()),
                VisibleText.of(order.hall()),
                ChinaTime.of(order.showTime()),
                order.seats().stream().map(VisibleText::of).toList(),
                application.status(),
                status(application, locale),
                application.reason().name(),
                text("reason." + application.reason(), locale),
                VisibleText.of(application.applied().description()),
                deal.paidAmount(),
                deal.fee(),
                deal.refundAmount(),
                deals.lines(deal, locale),
                DealViews.rule(application, locale),
                asMoviegoer ? null : ruleInputs(application, locale),
                ChinaTime.of(application.appliedAt()),
                ChinaTime.of(
                        events.isEmpty()
                                ? application.appliedAt()
                                : events.get(events.size() - 1).at()),
                ChinaTime.orNull(application.reviewDueAt()),
                masked(order.openid()),
                waitingFor(waiting, locale),
                ChinaTime.orNull(waiting.since()),
                application.appealOf().orElse(null),
                reader.isIn(GroupNames.OPERATORS)
                        ? steps.processInstance(number).orElse(null)
                        : null,
                said.story(),
                seen(events, locale),
                said.promise(),
                said.whom(),
                (asMoviegoer ? RecordTexts.shown(events) : events)
                        .stream().map(event -> line(event, asMoviegoer, locale)).toList(),
                withMoney ? money.stream().map(each -> number(each, locale)).toList() : null,
                withMoney ? heard(money, locale) : null,
                notices.of(number).stream().map(line -> notice(line, locale)).toList(),
                seesPictures(reader, application) ? moviegoers.pictures(number, events) : null);
    }

    /** Of an appeal those of the first, whose deal it has. */
    private List<RuleInputs.InputView> ruleInputs(RefundApplication application, Locale locale) {
        return ruleInputs.of(application.appealOf().flatMap(desk::first).orElse(application), locale);
    }

    private static boolean seesPictures(StaffUser reader, RefundApplication application) {
        return reader.isIn(GroupNames.SUPERVISORS)
                || reader.isIn(GroupNames.FINANCE)
                || reader.isIn(GroupNames.reviewersOf(application.order().cinemaId()));
    }

    /** Nobody of the staff needs to know the whole of it. */
    static String masked(String openid) {
        return openid.length() <= 8 ? "…" : openid.substring(0, 4) + "…" + openid.substring(openid.length() - 4);
    }

    String status(RefundApplication application, Locale locale) {
        return text("case.status." + application.status(), locale);
    }

    WaitingView waitingFor(Waiting waiting, Locale locale) {
        return new WaitingView(waiting.whom(), text("case.waiting." + waiting.whom(), locale));
    }

    /** Where it stands; that a message went out says nothing of it. */
    private String seen(List<RefundEvent> events, Locale locale) {
        return RecordTexts.shown(events).stream()
                .filter(event -> event.kind() != Kind.NOTICE_SENT && event.kind() != Kind.NOTICE_NOT_SENT)
                .reduce((earlier, later) -> later)
                .map(last -> VisibleText.of(records.told(last, locale)))
                .orElse("");
    }

    private EventView line(RefundEvent event, boolean asMoviegoer, Locale locale) {
        if (asMoviegoer) {
            return new EventView(
                    ChinaTime.of(event.at()), event.kind(), VisibleText.of(records.told(event, locale)), null, null);
        }
        return new EventView(
                ChinaTime.of(event.at()),
                event.kind(),
                records.happened(event, locale),
                texts.getMessage("actor." + event.actor(), null, event.actor(), locale),
                VisibleText.of(records.detail(event, locale)));
    }

    private NumberView number(RefundTransaction refund, Locale locale) {
        var calls = refund.calls();
        return new NumberView(
                refund.outRefundNo(),
                refund.told().refundId(),
                refund.transactionId(),
                refund.refundAmount(),
                refund.state(),
                text("state." + refund.state(), locale),
                VisibleText.of(refund.cause()),
                refund.refusal().code(),
                calls.sends(),
                ChinaTime.of(refund.approved().at()),
                ChinaTime.orNull(calls.firstSentAt()),
                ChinaTime.orNull(calls.lastSentAt()),
                ChinaTime.orNull(calls.lastPolledAt()),
                ChinaTime.of(refund.changedAt()),
                VisibleText.of(refund.told().account()));
    }

    private List<HeardView> heard(List<RefundTransaction> money, Locale locale) {
        return numbers.heard(money.stream().map(RefundTransaction::outRefundNo).toList()).stream()
                .map(heard -> new HeardView(
                        ChinaTime.of(heard.at()),
                        heard.outRefundNo(),
                        heard.status(),
                        texts.getMessage("case.heard." + heard.status(), null, heard.status(), locale),
                        heard.verdict().equals(ACCEPTED)))
                .toList();
    }

    private NoticeView notice(NoticeLog.Line line, Locale locale) {
        return new NoticeView(
                ChinaTime.of(line.finishedAt() == null ? line.intendedAt() : line.finishedAt()),
                line.kind(),
                text("notice." + line.kind(), locale),
                line.state(),
                text("case.notice.state." + line.state(), locale),
                reason(line.reason(), locale));
    }

    private @Nullable String reason(@Nullable String code, Locale locale) {
        return code == null
                ? null
                : texts.getMessage(
                        "case.notice.reason." + code, null, text("case.notice.reason.other", locale), locale);
    }

    private String text(String key, Locale locale) {
        return texts.getMessage(key, null, locale);
    }
}
