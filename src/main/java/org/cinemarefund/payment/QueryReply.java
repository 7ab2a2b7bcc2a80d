package org.cinemarefund.payment;

import java.util.function.Function;

/** What the channel says when asked for a number of ours. */
public sealed interface QueryReply {

    record Found(ChannelRefund refund) implements QueryReply {}

    /**
     * The channel does not know the number. Never proof that nothing was refunded: it may only lead to sending the same
     * number again.
     *
     * @param signed whether this answer carried a valid signature of the channel
     */
    record NotFound(boolean signed) implements QueryReply {}

    record Unknown(String cause) implements QueryReply {}

    default <T> T fold(Function<Found, T> found, Function<NotFound, T> notFound, Function<Unknown, T> unknown) {
        if (this instanceof Found queryReplyFound) {
            return found.apply(queryReplyFound);
        }
        if (this instanceof NotFound queryReplyNotFound) {
            return notFound.apply(queryReplyNotFound);
        }
        return unknown.apply((Unknown) this);
    }
}
