package org.cinemarefund.payment.balance;

import java.time.Instant;

/** Whether somebody is already working on a merchant account that lacks money. */
public interface MerchantBalances {

    boolean beingWorkedOn(String mchId);

    /** Takes the work on; a second one, also of another node, fails on the row's key. */
    void takeOn(String mchId, Instant since);

    void done(String mchId);
}
