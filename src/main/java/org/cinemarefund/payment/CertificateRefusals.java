package org.cinemarefund.payment;

import java.time.Instant;

/** Whether somebody was told already that the channel does not believe the merchant's certificate. */
public interface CertificateRefusals {

    boolean told(String mchId);

    /** A second one, also of another node, fails on the row's key. */
    void tell(String mchId, Instant since);

    void forget(String mchId);
}
