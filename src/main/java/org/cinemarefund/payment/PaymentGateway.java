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

    /**
     * Asks the channel to pay an abnormal refund another way. The channel takes it only while the refund is abnormal, so
     * that asking twice pays once.
     *
     * @param refundId the channel's number of this refund
     */
    RepairReply repair(RefundOrder order, String refundId, Repair how);
}
