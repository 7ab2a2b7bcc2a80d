package org.cinemarefund.payment;

/**
 * The channel that pays. Calls never throw for what the channel or the network does: every outcome is a reply. Each call
 * has a time budget of its own, far below the job lock.
 */
public interface PaymentGateway {

    /** The exact bytes of the request, to be stored before anything is sent and sent unchanged ever after. */
    byte[] compose(RefundOrder order);

    /** Sends the stored bytes; an answer that names another number, payment or amount is {@link SubmitReply.Unknown}. */
    SubmitReply submit(RefundOrder order, byte[] request);

    QueryReply query(RefundOrder order);
}
