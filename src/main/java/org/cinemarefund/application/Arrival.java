package org.cinemarefund.application;

import java.util.Optional;
import java.util.regex.Pattern;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.record.RefundEvent;

/**
 * What of a credited refund arrived in cash and what came back as the channel's coupon, in fen, as the record of the credit
 * keeps it where it was not all cash.
 */
public record Arrival(long cash, long coupon) {
    private static final Pattern DETAIL =
            Pattern.compile("(?s)(?:(?<account>.*), )?(?<cash>\\d+) fen in cash, (?<coupon>\\d+) fen as coupon");

    /** Empty while the channel has not said how much of it is cash. */
    public static Optional<Arrival> of(RefundTransaction it) {
        return Optional.ofNullable(it.payerRefund()).map(cash -> new Arrival(cash, it.refundAmount() - cash));
    }

    /** Empty for what was all cash, or recorded before anybody knew. */
    public static Optional<Arrival> in(RefundEvent credited) {
        var known = DETAIL.matcher(credited.detail() == null ? "" : credited.detail());
        return known.matches()
                ? Optional.of(new Arrival(Long.parseLong(known.group("cash")), Long.parseLong(known.group("coupon"))))
                : Optional.empty();
    }

    /** The account that the money went to another way than it came; null when it came back the way it was paid. */
    public static String account(RefundEvent credited) {
        var known = DETAIL.matcher(credited.detail() == null ? "" : credited.detail());
        return known.matches() ? known.group("account") : credited.detail();
    }

    /** @param account null when it came back the way it was paid */
    String detail(String account) {
        if (coupon == 0) {
            return account;
        }
        return (account == null ? "" : account + ", ") + cash + " fen in cash, " + coupon + " fen as coupon";
    }
}
