package org.cinemarefund.payment;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.cinemarefund.payment.card.PayeeCards;

/** The money edge in memory, for desks: the channel says what the test wants, and a number is in the state the test wants. */
public final class MemoryPayments {
    public final MemoryTransactions rows = new MemoryTransactions();
    public final ScriptedGateway channel = new ScriptedGateway();
    public final RefundPayments payments;
    public final RefundRepairs repairs;
    public final SettlementProperties settings =
            TestPayments.settings(List.of(Duration.ofMinutes(1)), Duration.ofMinutes(1), Duration.ofDays(5));
    private final Clock clock;

    public MemoryPayments(SettlementBook book, PayeeCards cards, Clock clock) {
        this.clock = clock;
        payments = TestPayments.of(rows, channel, book, settings, clock);
        repairs = TestPayments.repairs(rows, channel, cards, book, clock);
    }

    /** Nobody writes a book about it. */
    public MemoryPayments(PayeeCards cards, Clock clock) {
        this(new Settling(), cards, clock);
    }

    /** A number of 100.00 yuan of 118.00 paid, in this state, sent once. */
    public RefundTransaction number(String applicationNo, String orderNo, RefundState state) {
        payments.prepare(new RefundPayments.Approved(applicationNo, orderNo, "4200" + orderNo, 10000, 11800, "lin"));
        return state(applicationNo, state);
    }

    public RefundTransaction state(String applicationNo, RefundState state) {
        return change(newest(applicationNo).change().sent(clock.instant()).state(state));
    }

    /** What the channel's newest answer to a query was. */
    public RefundTransaction answered(String applicationNo, RefundTransaction.Answer answer) {
        return change(newest(applicationNo).change().polled(clock.instant(), answer));
    }

    /** A repair whose answer is open. */
    public RefundTransaction repairOpen(String applicationNo) {
        return change(newest(applicationNo).change().repairAsked(RepairRoute.MERCHANT, null, clock.instant()));
    }

    /** Refused because so much of it went back elsewhere. */
    public RefundTransaction lessIsLeft(String applicationNo, long elsewhere) {
        rows.elsewhere = elsewhere;
        return change(newest(applicationNo).change().refusal("NOT_ENOUGH_LEFT").moreThanLeft(true));
    }

    /** Refused for good in these words. */
    public RefundTransaction refused(String applicationNo, String code, String words) {
        return change(newest(applicationNo)
                .change()
                .state(RefundState.REFUSED)
                .refusal(code)
                .cause(words));
    }

    /** Why its outcome is open. */
    public RefundTransaction caused(String applicationNo, String words) {
        return change(newest(applicationNo).change().cause(words));
    }

    /** Fen that went back elsewhere, by signed notifications. */
    public void elsewhere(long fen) {
        rows.elsewhere = fen;
    }

    public RefundTransaction newest(String applicationNo) {
        return rows.newestOf(applicationNo).orElseThrow();
    }

    /** The channel's answer about a number of ours. */
    public static QueryReply found(String outRefundNo, ChannelRefund.Status status) {
        return new QueryReply.Found(
                new ChannelRefund(outRefundNo, null, "50000" + outRefundNo, status, "ORIGINAL", null, null, null));
    }

    private RefundTransaction change(RefundTransaction.Change change) {
        var row = change.at(clock.instant());
        rows.update(row);
        return row;
    }
}
