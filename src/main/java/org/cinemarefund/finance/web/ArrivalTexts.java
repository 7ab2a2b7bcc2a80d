package org.cinemarefund.finance.web;

import java.util.Locale;
import org.cinemarefund.application.Arrival;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.shared.Yuan;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** How a refund arrived, in words. */
@Component
public class ArrivalTexts {
    private final CardTexts cardTexts;
    private final MessageSource messages;

    ArrivalTexts(CardTexts cardTexts, MessageSource messages) {
        this.cardTexts = cardTexts;
        this.messages = messages;
    }

    /** Where the money went if not back the way it came, and how much of it if not all. */
    public String credited(RefundEvent it, Locale locale) {
        var account = cardTexts.told(Arrival.account(it), locale);
        var way = account == null
                ? messages.getMessage("timeline.CREDITED", null, locale)
                : messages.getMessage("timeline.CREDITED.elsewhere", new Object[] {account}, locale);
        return Arrival.in(it)
                .map(arrival -> messages.getMessage(
                        "timeline.CREDITED.coupon",
                        new Object[] {way, Yuan.of(arrival.cash()), Yuan.of(arrival.coupon())},
                        locale))
                .orElse(way);
    }
}
