package org.cinemarefund.finance.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cinemarefund.finance.BalanceDesk;
import org.cinemarefund.finance.MoneyInFlight;
import org.cinemarefund.finance.MoneyState;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.payment.NotificationInbox.Merchant;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Yuan;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What waits for money on the merchant account, as it is now; for finance alone. */
@RestController
class MerchantBalanceController {
    private static final Set<MoneyState> NEXT = EnumSet.of(MoneyState.PREPARED, MoneyState.SENDING);

    private final StaffSession session;
    private final BalanceDesk desk;
    private final MoneyInFlight money;
    private final Merchant merchant;
    private final MessageSource texts;
    private final Clock clock;

    MerchantBalanceController(
            StaffSession session,
            BalanceDesk desk,
            MoneyInFlight money,
            Merchant merchant,
            MessageSource texts,
            Clock clock) {
        this.session = session;
        this.desk = desk;
        this.money = money;
        this.merchant = merchant;
        this.texts = texts;
        this.clock = clock;
    }

    /**
     * @param waitingAmount fen; {@code waitingSince} is null when nothing waits
     * @param atLeast fen to top up, so that all of them can go on
     * @param soon what was approved and is asked of the account next
     * @param what what happened
     * @param where where the money is, and whether it is safe
     * @param effect what completing the task does
     * @param otherwise what happens when nobody does
     */
    record BalanceView(
            String mchId,
            int waitingRefunds,
            long waitingAmount,
            OffsetDateTime waitingSince,
            long atLeast,
            WaitingSumView soon,
            String what,
            String where,
            MoneyTexts.EffectView effect,
            String otherwise) {}

    /** So many refunds, so many fen together. */
    record WaitingSumView(long count, long fen) {}

    @GetMapping("/api/desk/merchant-balance")
    BalanceView balance(HttpServletRequest request, Locale locale) {
        session.requiredIn(GroupNames.FINANCE, request);
        var waiting = desk.waiting();
        var soon = money.byState(clock.instant(), List.of()).stream()
                .filter(part -> NEXT.contains(part.state()))
                .map(MoneyInFlight.Part::sum)
                .reduce(MoneyInFlight.Sum.NOTHING, MoneyInFlight.Sum::plus);
        return new BalanceView(
                merchant.mchId(),
                waiting.refunds(),
                waiting.fen(),
                ChinaTime.orNull(waiting.since()),
                waiting.fen(),
                new WaitingSumView(soon.count(), soon.fen()),
                waiting.refunds() == 0
                        ? text("balance.what.none", locale)
                        : text("balance.what", locale, waiting.refunds(), Yuan.of(waiting.fen())),
                text("balance.where", locale),
                new MoneyTexts.EffectView(
                        text("balance.does", locale),
                        text("balance.sends", locale),
                        text("action-people.one", locale),
                        text("balance.undo", locale)),
                text("balance.otherwise", locale));
    }

    private String text(String key, Locale locale, Object... values) {
        return texts.getMessage(key, values, locale);
    }
}
