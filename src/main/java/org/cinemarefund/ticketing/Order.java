package org.cinemarefund.ticketing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A paid order as the order system last told us. Amounts are fen.
 *
 * @param transactionId WeChat's number of the payment; an order of before may have one that is too long for one
 * @param openid whose order it is, compared exactly
 * @param paidAmount WeChat's {@code amount.total}, service fee included
 * @param serviceFee the platform's part of {@code paidAmount}
 * @param couponAmount came on top of {@code paidAmount} and is never paid out
 * @param bankType WeChat's code of how it was paid, missing when not told; missing or a wallet code means minutes, a card days
 * @param version the order system's own counter, missing when it keeps none
 * @param hallType what kind of hall it is, in the order system's words; missing when not told, as the next two
 * @param memberLevel of whoever bought it
 * @param screeningId what the show is called in the order system; missing when not told
 */
public record Order(
        String orderNo,
        String transactionId,
        String openid,
        String cinemaId,
        String filmTitle,
        String hall,
        Instant showTime,
        List<String> seats,
        TicketKind ticketKind,
        String salesChannel,
        long paidAmount,
        long serviceFee,
        long couponAmount,
        @Nullable String bankType,
        Instant paidAt,
        OrderStatus status,
        TicketState ticketState,
        ScreeningStatus screeningStatus,
        boolean invoiced,
        @Nullable Long version,
        @Nullable String hallType,
        @Nullable String filmType,
        @Nullable String memberLevel,
        @Nullable String screeningId) {

    /** Characters of WeChat's number of a payment: a longer one is none, and cannot be refunded. */
    public static final int LONGEST_TRANSACTION_ID = 32;

    public Order {
        seats = List.copyOf(seats);
    }

    /** An order of which nobody told what kind of hall, film or member it is about, nor what its show is called. */
    public Order(
            String orderNo,
            String transactionId,
            String openid,
            String cinemaId,
            String filmTitle,
            String hall,
            Instant showTime,
            List<String> seats,
            TicketKind ticketKind,
            String salesChannel,
            long paidAmount,
            long serviceFee,
            long couponAmount,
            @Nullable String bankType,
            Instant paidAt,
            OrderStatus status,
            TicketState ticketState,
            ScreeningStatus screeningStatus,
            boolean invoiced,
            @Nullable Long version) {
        this(
                orderNo,
                transactionId,
                openid,
                cinemaId,
                filmTitle,
                hall,
                showTime,
                seats,
                ticketKind,
                salesChannel,
                paidAmount,
                serviceFee,
                couponAmount,
                bankType,
                paidAt,
                status,
                ticketState,
                screeningStatus,
                invoiced,
                version,
                null,
                null,
                null,
                null);
    }

    /** The same order of somebody else. */
    public Order ownedBy(String owner) {
        return with(owner, version, hallType, filmType, memberLevel);
    }

    /** The same facts under another counter of the order system. */
    public Order withVersion(Long counter) {
        return with(openid, counter, hallType, filmType, memberLevel);
    }

    /** The same order with what kind of hall, film and member it is about. */
    public Order about(@Nullable String hallKind, @Nullable String filmKind, @Nullable String level) {
        return with(openid, version, hallKind, filmKind, level);
    }

    private Order with(
            String owner,
            @Nullable Long counter,
            @Nullable String hallKind,
            @Nullable String filmKind,
            @Nullable String level) {
        return new Order(
                orderNo,
                transactionId,
                owner,
                cinemaId,
                filmTitle,
                hall,
                showTime,
                seats,
                ticketKind,
                salesChannel,
                paidAmount,
                serviceFee,
                couponAmount,
                bankType,
                paidAt,
                status,
                ticketState,
                screeningStatus,
                invoiced,
                counter,
                hallKind,
                filmKind,
                level,
                screeningId);
    }

    /** Why nobody may ask for this money back, whatever the policy says; empty when the policy decides. */
    public Optional<Obstacle> obstacle() {
        if (status == OrderStatus.CLOSED) {
            return Optional.of(Obstacle.ORDER_CLOSED);
        }
        if (status == OrderStatus.REFUNDED) {
            return Optional.of(Obstacle.ORDER_REFUNDED);
        }
        if (paidAmount <= 0) {
            return Optional.of(Obstacle.NOTHING_PAID);
        }
        if (ticketState == TicketState.USED && !screeningStatus.withoutShow()) {
            return Optional.of(Obstacle.TICKETS_USED);
        }
        return Optional.empty();
    }

    /**
     * Whether the cinema is at fault by the order system's word (policy P0). A show that was moved is, until it begins, and not
     * towards somebody who went in.
     */
    public boolean cinemaAtFault(Instant at) {
        return switch (screeningStatus) {
            case CANCELLED, ABORTED -> true;
            case RESCHEDULED -> ticketState != TicketState.USED && at.isBefore(showTime);
            case SCHEDULED -> false;
        };
    }

    /** Facts that end the conversation before any policy is asked; texts under {@code obstacle.<name>}. */
    public enum Obstacle {
        ORDER_CLOSED,
        ORDER_REFUNDED,
        NOTHING_PAID,
        TICKETS_USED,
        REFUND_ALREADY_OPEN
    }
}
