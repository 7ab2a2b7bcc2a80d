package org.cinemarefund.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cinemarefund.application.Applied;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderStatus;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;

/** An ordinary cinema and an ordinary order: two tickets for 118.00 yuan, 6.00 of it service fee. */
public final class TestOrders {
    public static final String CINEMA = "sz-001";

    private TestOrders() {}

    public static Cinema cinema() {
        return cinema(CINEMA);
    }

    public static Cinema cinema(String cinemaId) {
        return new Cinema(cinemaId, "南山影城", "深圳", "0755-12345678", "flat-fee", 2, Cinema.OnOverdue.ESCALATE, 0);
    }

    public static Order order(String orderNo) {
        return order(orderNo, UnaryOperator.identity());
    }

    public static Order order(String orderNo, UnaryOperator<Facts> change) {
        return change.apply(new Facts(
                        "4200" + orderNo,
                        "oOwner-1",
                        CINEMA,
                        "流浪地球",
                        11800,
                        Instant.parse("2026-03-02T10:00:00Z"),
                        TicketState.ISSUED,
                        null))
                .order(orderNo);
    }

    /** One seat for 100.00 yuan, bought six hours ago for a show in eight days. */
    public static Order ahead(String orderNo, String transactionId, String openid, String cinemaId, Instant now) {
        return new Order(
                orderNo,
                transactionId,
                openid,
                cinemaId,
                "流浪地球",
                "3号厅",
                now.plus(Duration.ofDays(8)),
                List.of("6排8座"),
                TicketKind.STANDARD,
                "MINI_PROGRAM",
                10000,
                300,
                0,
                "OTHERS",
                now.minus(Duration.ofHours(6)),
                OrderStatus.PAID,
                TicketState.ISSUED,
                ScreeningStatus.SCHEDULED,
                false,
                null);
    }

    /** Somebody's wish to have it back, at the ordinary cinema and without a quote. */
    public static Applied applied(String applicationNo, Order order, String locale, Instant at) {
        return new Applied(applicationNo, order, cinema(), RefundReason.PERSONAL, null, locale, at, null);
    }

    /** What tests vary. */
    public record Facts(
            String transactionId,
            String openid,
            String cinemaId,
            String filmTitle,
            long paidAmount,
            Instant paidAt,
            TicketState ticketState,
            Long version) {

        public Facts transactionId(String value) {
            return new Facts(value, openid, cinemaId, filmTitle, paidAmount, paidAt, ticketState, version);
        }

        public Facts openid(String value) {
            return new Facts(transactionId, value, cinemaId, filmTitle, paidAmount, paidAt, ticketState, version);
        }

        public Facts cinemaId(String value) {
            return new Facts(transactionId, openid, value, filmTitle, paidAmount, paidAt, ticketState, version);
        }

        public Facts filmTitle(String value) {
            return new Facts(transactionId, openid, cinemaId, value, paidAmount, paidAt, ticketState, version);
        }

        public Facts paidAmount(long value) {
            return new Facts(transactionId, openid, cinemaId, filmTitle, value, paidAt, ticketState, version);
        }

        public Facts paidAt(Instant value) {
            return new Facts(transactionId, openid, cinemaId, filmTitle, paidAmount, value, ticketState, version);
        }

        public Facts ticketState(TicketState value) {
            return new Facts(transactionId, openid, cinemaId, filmTitle, paidAmount, paidAt, value, version);
        }

        public Facts version(Long value) {
            return new Facts(transactionId, openid, cinemaId, filmTitle, paidAmount, paidAt, ticketState, value);
        }

        private Order order(String orderNo) {
            return new Order(
                    orderNo,
                    transactionId,
                    openid,
                    cinemaId,
                    filmTitle,
                    "3号厅",
                    Instant.parse("2026-03-08T11:30:00Z"),
                    List.of("5排6座", "5排7座"),
                    TicketKind.STANDARD,
                    "MINI_PROGRAM",
                    paidAmount,
                    600,
                    300,
                    "ICBC_DEBIT",
                    paidAt,
                    OrderStatus.PAID,
                    ticketState,
                    ScreeningStatus.SCHEDULED,
                    false,
                    version);
        }
    }
}
