package org.cinemarefund.finance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.cinemarefund.shared.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * The money that was approved and is neither proven to have arrived nor settled another way: the open numbers, those that WeChat
 * closed or refused while their refund still lives, and what is owed beside refunds. Its sum is what moviegoers still have to get.
 */
public interface MoneyInFlight {

    /** The money in one state. {@code younger} has, for each of the ages asked for, what is younger than that. */
    record Part(MoneyState state, Sum sum, Instant oldestSince, List<Sum> younger) {
        public Part {
            younger = List.copyOf(younger);
        }
    }

    /** So many refunds, so many fen together. */
    record Sum(long count, long fen) {
        public static final Sum NOTHING = new Sum(0, 0);

        public Sum plus(Sum other) {
            return new Sum(Math.addExact(count, other.count), Math.addExact(fen, other.fen));
        }

        public Sum minus(Sum other) {
            return new Sum(count - other.count, fen - other.fen);
        }
    }

    /**
     * One sum of money.
     *
     * @param since when it was approved, or became owed
     * @param outRefundNo missing for what is owed beside a refund
     * @param refundId WeChat's number; missing while WeChat did not tell one
     */
    record Item(
            MoneyState state,
            String applicationNo,
            String orderNo,
            String cinema,
            long fen,
            Instant since,
            @Nullable String outRefundNo,
            @Nullable String refundId,
            @Nullable String transactionId) {

        /** What it is counted under in a list: its number, or that of the application. */
        public String number() {
            return outRefundNo == null ? applicationNo : outRefundNo;
        }
    }

    /** Every state that holds money now, in the order in which a refund comes to it; nothing of what is over is read. */
    List<Part> byState(Instant now, List<Duration> ages);

    /** One state's money, the oldest first. */
    List<Item> in(MoneyState state, @Nullable Cursor after, int limit);

    /** All of it as it is at one instant, the oldest first, one after the other. */
    void each(Consumer<Item> taker);
}
