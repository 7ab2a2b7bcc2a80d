package org.cinemarefund.payment;

/**
 * What we know of one refund number. PROCESSING, SUCCESS, CLOSED and ABNORMAL are the channel's words; the others are
 * ours. Knowledge moves forward only: see {@link #learn}.
 */
public enum RefundState {
    /** Approved and stored, nothing sent. */
    PREPARED,
    /** Was PREPARED, then sent back to review before a byte left. Counts nothing, can be prepared again. */
    REVOKED,
    /** Committed before the first byte leaves: from here on the money may have moved. */
    SENDING,
    /** Asked, and no usable answer yet. */
    UNKNOWN,
    /** The merchant account lacks money; the same number will do later. */
    WAITING_FOR_BALANCE,
    /** The channel will not do this, confirmed by a query that does not know the number. */
    REFUSED,
    /** Refused, and a person of finance gave it up: counts nothing, is never sent again. */
    GIVEN_UP,
    PROCESSING,
    ABNORMAL,
    CLOSED,
    /** Money came back, but to the merchant: a person pays the moviegoer. */
    RETURNED_TO_MERCHANT,
    /** A person paid the moviegoer another way: nothing of this number is sent or paid again. */
    SETTLED_OFFLINE,
    /** The payer has the money. */
    SUCCESS;

    /**
     * Whether money of this number counts as spent from the order: whatever may have moved does. The one rule of it, for what
     * is left of an order as for whether it can be asked for again.
     */
    public boolean countsAsSpent() {
        return this != REVOKED && this != CLOSED && this != GIVEN_UP;
    }

    /** Whether bytes may have left for the channel. */
    public boolean maybeSent() {
        return this != PREPARED && this != REVOKED;
    }

    /** The outcome is open and only asking or sending again can tell. */
    public boolean open() {
        return this == SENDING || this == UNKNOWN || this == WAITING_FOR_BALANCE || this == PROCESSING;
    }

    /** Our own guess, which any later guess or word of the channel replaces. */
    public boolean ownGuess() {
        return this == SENDING || this == UNKNOWN || this == WAITING_FOR_BALANCE || this == REFUSED;
    }

    /** A gateway or a person can act on it. */
    public boolean settled() {
        return this == SUCCESS
                || this == CLOSED
                || this == ABNORMAL
                || this == RETURNED_TO_MERCHANT
                || this == REFUSED
                || this == GIVEN_UP
                || this == SETTLED_OFFLINE;
    }

    /**
     * What a verified word of the channel does to what we know.
     *
     * @param told PROCESSING, ABNORMAL, CLOSED, RETURNED_TO_MERCHANT or SUCCESS
     */
    public Learning learn(RefundState told) {
        return switch (this) {
            case SENDING, UNKNOWN, WAITING_FOR_BALANCE, REFUSED -> Learning.FORWARD;
            // The channel knows a number that, by our rows, was never sent: a restored backup. Believe the channel, and
            // say so.
            case PREPARED, REVOKED -> Learning.FORWARD_WITH_ALARM;
            // The channel has what it refused: from now on it counts again, and another application may be under way.
            case GIVEN_UP -> told == CLOSED ? Learning.FORWARD : Learning.FORWARD_WITH_ALARM;
            case PROCESSING -> told == PROCESSING ? Learning.NOTHING_NEW : Learning.FORWARD;
            case ABNORMAL ->
                switch (told) {
                    case SUCCESS, RETURNED_TO_MERCHANT -> Learning.FORWARD;
                    case CLOSED -> Learning.CONTRADICTION;
                    default -> Learning.NOTHING_NEW;
                };
            case CLOSED ->
                switch (told) {
                    case SUCCESS, RETURNED_TO_MERCHANT -> Learning.FORWARD_WITH_ALARM;
                    case ABNORMAL -> Learning.CONTRADICTION;
                    default -> Learning.NOTHING_NEW;
                };
            case SUCCESS ->
                switch (told) {
                    case CLOSED, ABNORMAL, RETURNED_TO_MERCHANT -> Learning.CONTRADICTION;
                    default -> Learning.NOTHING_NEW;
                };
            case RETURNED_TO_MERCHANT ->
                switch (told) {
                    case CLOSED, ABNORMAL, SUCCESS -> Learning.CONTRADICTION;
                    default -> Learning.NOTHING_NEW;
                };
            case SETTLED_OFFLINE ->
                switch (told) {
                    // The payer now has the money twice.
                    case SUCCESS -> Learning.FORWARD_WITH_ALARM;
                    case PROCESSING -> Learning.CONTRADICTION;
                    default -> Learning.NOTHING_NEW;
                };
        };
    }

    /** CONTRADICTION changes nothing and is put in front of a person. */
    public enum Learning {
        FORWARD,
        FORWARD_WITH_ALARM,
        NOTHING_NEW,
        CONTRADICTION
    }
}
