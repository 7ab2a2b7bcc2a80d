package org.cinemarefund.payment;

import java.util.Optional;

/** May anything be sent to the channel now? Asking is always allowed. */
public interface SendingGate {

    /** Why nothing may be sent, in words for staff; empty when it may. */
    Optional<String> closed();
}
