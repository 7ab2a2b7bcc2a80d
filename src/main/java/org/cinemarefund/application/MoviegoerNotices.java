package org.cinemarefund.application;

import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.cinemarefund.notice.MessageChannel;
import org.cinemarefund.notice.MessageChannel.Delivery;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.payment.card.CardMark;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Pseudonym;
import org.cinemarefund.shared.Yuan;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What a moviegoer is told; it always ends normally, and the timeline says how. */
@Service
public class MoviegoerNotices {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy年M月d日 HH:mm");

    private final RefundApplications applications;
    private final NoticeDesk notices;
    private final MessageSource messages;
    private final Clock clock;

    MoviegoerNotices(RefundApplications applications, NoticeDesk notices, MessageSource messages, Clock clock) {
        this.applications = applications;
        this.notices = notices;
        this.messages = messages;
        this.clock = clock;
    }

    /**
     * Remote.
     *
     * @param last whether nobody calls again after this try: then what did not go out now is not sent
     * @throws NoticeDelayed when it certainly did not go out and may at another try
     * @throws IllegalStateException when there is nothing of the kind to tell: a token was moved here from outside, and behind
     *     this step the process ends
     */
    @Transactional
    public void send(String applicationNo, NoticeKind kind, boolean last) {
        var application = applications.find(applicationNo).orElseThrow();
        requireItHappened(application, kind);
        var round =
                kind == NoticeKind.EVIDENCE_REQUESTED ? application.evidence().round() : 1;
        var status = status(application, kind);
        var held = Pseudonym.is(application.order().openid())
                ? NoticeDesk.ERASED
                : status == null ? NoticeDesk.NO_ROOM : null;
        var delivery = held != null
                ? notices.withhold(applicationNo, kind, round, held)
                : notices.deliver(
                        applicationNo, kind, round, application.order().openid(), values(application, kind, status));
        if (delivery.outcome() == Delivery.Outcome.NOT_YET) {
            if (!last) {
                throw new NoticeDelayed(kind, delivery.reason());
            }
            delivery = notices.withhold(applicationNo, kind, round, delivery.reason());
        }
        var locked = applications.lock(applicationNo).orElseThrow();
        var sent = delivery.outcome() == Delivery.Outcome.SENT;
        var said = Particulars.none().with(Fact.NOTICE, kind);
        if (!sent) {
            said.with(Fact.OUTCOME, delivery.outcome()).with(Fact.CAUSE, delivery.reason());
        }
        locked.event(
                sent ? Kind.NOTICE_SENT : Kind.NOTICE_NOT_SENT,
                RefundApplication.SYSTEM,
                clock.instant(),
                said,
                locked.status(),
                locked.status());
        applications.save(locked);
    }

    private static void requireItHappened(RefundApplication application, NoticeKind kind) {
        var status = application.status();
        var happened =
                switch (kind) {
                    case CREDITED -> status == RefundStatus.REFUNDED;
                    case REJECTED -> status == RefundStatus.REJECTED;
                    case EVIDENCE_REQUESTED -> status.undecided();
                    case SETTLED_OFFLINE -> status == RefundStatus.SETTLED_OFFLINE;
                };
        if (!happened) {
            throw new IllegalStateException(
                    "nothing to tell by " + kind + ": " + application.applicationNo() + " is " + status);
        }
    }

    /**
     * What the message says of the status. Money that went to a card somebody else typed is not told of without saying which card
     * it is, and money that was paid another way not without saying that: null where the template has no room for it.
     */
    private String status(RefundApplication application, NoticeKind kind) {
        if (kind == NoticeKind.SETTLED_OFFLINE) {
            return Stream.of(locale(application), Locale.SIMPLIFIED_CHINESE)
                    .map(locale -> messages.getMessage("notice." + kind, null, locale))
                    .filter(text -> notices.carries(kind, "status", text))
                    .findFirst()
                    .orElse(null);
        }
        var plain = messages.getMessage("notice." + kind, null, locale(application));
        var card = kind == NoticeKind.CREDITED
                ? CardMark.of(application.credit().account()).orElse(null)
                : null;
        if (card == null) {
            return kind == NoticeKind.CREDITED ? withCoupon(application, plain) : plain;
        }
        return Stream.of(locale(application), Locale.SIMPLIFIED_CHINESE)
                .map(locale -> messages.getMessage(
                        "notice.CREDITED.card",
                        new Object[] {
                            messages.getMessage("payee-card." + card.bankType(), null, locale), card.lastDigits()
                        },
                        locale))
                .filter(text -> notices.carries(kind, "status", text))
                .findFirst()
                .orElseGet(() -> givenByThemselves(application, card) ? plain : null);
    }

    /** What came back as a coupon is told apart, where there is room for it. */
    private String withCoupon(RefundApplication application, String plain) {
        var coupon = application.credit().coupon();
        if (coupon == null) {
            return plain;
        }
        var told = messages.getMessage("notice.CREDITED.coupon", new Object[] {Yuan.of(coupon)}, locale(application));
        return notices.carries(NoticeKind.CREDITED, "status", told) ? told : plain;
    }

    /** The cash that arrives; the whole refund where it was not this refund, or nobody said how much of it was cash. */
    private static long cash(RefundApplication application, NoticeKind kind) {
        return kind == NoticeKind.CREDITED && application.credit().cash() != null
                ? application.credit().cash()
                : application.deal().refundAmount();
    }

    private String shortStatus(NoticeKind kind) {
        var chinese = Locale.SIMPLIFIED_CHINESE;
        var whole = messages.getMessage("notice." + kind, null, chinese);
        return messages.getMessage("notice." + kind + ".short", null, whole, chinese);
    }

    private boolean givenByThemselves(RefundApplication application, CardMark card) {
        return applications.eventsOf(application.applicationNo()).stream()
                .filter(line ->
                        line.kind() == Kind.PAYEE_CARD_GIVEN && line.actor().equals(RefundApplication.MOVIEGOER))
                .anyMatch(line -> line.facts().has(Fact.FINGERPRINT)
                        ? card.fingerprint().equals(line.facts().code(Fact.FINGERPRINT))
                        : card.toString().equals(line.detail()));
    }

    private static Locale locale(RefundApplication application) {
        return application.applied().locale().equals("en") ? Locale.ENGLISH : Locale.SIMPLIFIED_CHINESE;
    }

    private Map<String, String> values(RefundApplication application, NoticeKind kind, String status) {
        var at = kind == NoticeKind.CREDITED && application.credit().at() != null
                ? application.credit().at()
                : clock.instant();
        var phone = application.cinema().phone();
        return Map.of(
                "applicationNo",
                application.applicationNo(),
                "orderNo",
                application.order().orderNo(),
                "filmTitle",
                application.order().filmTitle(),
                "refundAmount",
                Yuan.of(cash(application, kind)) + "元",
                "status",
                status,
                MessageChannel.SHORT_STATUS,
                shortStatus(kind),
                "time",
                TIME.format(at.atOffset(ChinaTime.OFFSET)),
                "phone",
                phone == null ? "-" : phone);
    }
}
