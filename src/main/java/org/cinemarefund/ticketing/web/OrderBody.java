package org.cinemarefund.ticketing.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderStatus;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;

/** An order as the order system tells it and is answered. Amounts are fen. */
record OrderBody(
        String orderNo,
        String transactionId,
        String openid,
        String cinemaId,
        String filmTitle,
        String hall,
        OffsetDateTime showTime,
        List<String> seats,
        TicketKind ticketKind,
        String salesChannel,
        long paidAmount,
        long serviceFee,
        long couponAmount,
        String bankType,
        OffsetDateTime paidAt,
        OrderStatus status,
        TicketState ticketState,
        ScreeningStatus screeningStatus,
        boolean invoiced,
        Long version,
        String hallType,
        String filmType,
        String memberLevel,
        String screeningId) {

    private static final String OURS = "MINI_PROGRAM";
    /** Of an open set of words: sales channels, kinds of halls and films, levels of members. */
    private static final Pattern CODE = Pattern.compile("[A-Z0-9_]{1,32}");

    static OrderBody of(Order order) {
        return new OrderBody(
                order.orderNo(),
                order.transactionId(),
                order.openid(),
                order.cinemaId(),
                order.filmTitle(),
                order.hall(),
                ChinaTime.of(order.showTime()),
                order.seats(),
                order.ticketKind(),
                order.salesChannel(),
                order.paidAmount(),
                order.serviceFee(),
                order.couponAmount(),
                order.bankType(),
                ChinaTime.of(order.paidAt()),
                order.status(),
                order.ticketState(),
                order.screeningStatus(),
                order.invoiced(),
                order.version(),
                order.hallType(),
                order.filmType(),
                order.memberLevel(),
                order.screeningId());
    }

    /** @throws Problem INVALID_REQUEST on the first field that cannot be accepted */
    static Order order(String orderNo, JsonNode json) {
        String checkedOrderNo = Body.id("orderNo", orderNo, 64);
        Body body = Body.of(json);
        long paidAmount = body.amount("paidAmount");
        long serviceFee = body.amount("serviceFee", 0);
        if (serviceFee > paidAmount) {
            throw Problem.invalid("serviceFee", "service-fee");
        }
        return new Order(
                checkedOrderNo,
                body.id("transactionId", Order.LONGEST_TRANSACTION_ID),
                body.id("openid", 64),
                body.id("cinemaId", 54),
                body.text("filmTitle", 200),
                body.optionalText("hall", 100),
                body.time("showTime"),
                body.texts("seats", 100, 40),
                body.choice("ticketKind", TicketKind.class),
                body.matching("salesChannel", CODE, "sales-channel", OURS),
                paidAmount,
                serviceFee,
                body.amount("couponAmount", 0),
                body.optionalText("bankType", 32),
                body.time("paidAt"),
                body.choice("status", OrderStatus.class, OrderStatus.PAID),
                body.choice("ticketState", TicketState.class, olderSpelling(body)),
                body.choice("screeningStatus", ScreeningStatus.class, ScreeningStatus.SCHEDULED),
                body.flag("invoiced"),
                body.optionalNumber("version"),
                body.matching("hallType", CODE, "sales-channel", null),
                body.matching("filmType", CODE, "sales-channel", null),
                body.matching("memberLevel", CODE, "sales-channel", null),
                body.optionalId("screeningId", 64));
    }

    /** Whether this upsert corrects a wrong {@code transactionId}; it is no fact of the order and not kept. */
    static boolean correction(JsonNode json) {
        return Body.of(json).flag("correction");
    }

    private static TicketState olderSpelling(Body body) {
        return body.flag("collected") ? TicketState.COLLECTED : TicketState.ISSUED;
    }
}
