package org.cinemarefund.payment;

import java.util.List;
import java.util.function.Function;

/** Verifies, then decrypts, then reads a notification: nothing else. */
public interface NotificationDecoder {

    /**
     * @param header all values of a header, by its case-insensitive name; empty when absent
     * @param body the raw bytes as received
     */
    RefundNotification decode(Function<String, List<String>> header, byte[] body) throws NotificationRejected;
}
