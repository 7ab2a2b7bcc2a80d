package org.cinemarefund.finance.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.OffsetDateTime;
import org.cinemarefund.finance.BalanceDesk;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.payment.NotificationInbox.Merchant;
import org.cinemarefund.shared.ChinaTime;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What waits for money on the merchant account, as it is now; for finance alone. */
@RestController
class MerchantBalanceController {
    private final StaffSession session;
    private final BalanceDesk desk;
    private final Merchant merchant;

    MerchantBalanceController(StaffSession session, BalanceDesk desk, Merchant merchant) {
        this.session = session;
        this.desk = desk;
        this.merchant = merchant;
    }

    /** @param waitingAmount fen; {@code waitingSince} is null when nothing waits */
    record BalanceView(String mchId, int waitingRefunds, long waitingAmount, OffsetDateTime waitingSince) {}

    @GetMapping("/api/desk/merchant-balance")
    BalanceView balance(HttpServletRequest request) {
        session.requiredIn(GroupNames.FINANCE, request);
        var waiting = desk.waiting();
        return new BalanceView(merchant.mchId(), waiting.refunds(), waiting.fen(), ChinaTime.orNull(waiting.since()));
    }
}
