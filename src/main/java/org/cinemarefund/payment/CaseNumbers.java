package org.cinemarefund.payment;

import java.time.Instant;
import java.util.List;

/** Everything we gave the channel for one application, and what it told us of it. */
public interface CaseNumbers {

    /** Its numbers, newest first. */
    List<RefundTransaction> of(String applicationNo);

    /** The notifications about these numbers, newest first. */
    List<Heard> heard(List<String> outRefundNos);

    /**
     * A notification of the channel that was stored.
     *
     * @param status what it says of the refund
     * @param verdict what it did to what we knew
     */
    record Heard(Instant at, String outRefundNo, String status, String verdict) {}
}
