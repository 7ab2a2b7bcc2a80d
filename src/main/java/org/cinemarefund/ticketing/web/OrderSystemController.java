package org.cinemarefund.ticketing.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.OffsetDateTime;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Page;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.CinemaDesk;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderDesk;
import org.cinemarefund.ticketing.TicketFeed;
import org.cinemarefund.ticketing.TicketInstruction;
import org.cinemarefund.ticketing.Upserted;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the order system tells us and asks of us. */
@RestController
@RequestMapping("/internal")
class OrderSystemController {
    private static final int FEED_PAGE = 100;

    private final OrderDesk orders;
    private final CinemaDesk cinemas;
    private final TicketFeed feed;

    OrderSystemController(OrderDesk orders, CinemaDesk cinemas, TicketFeed feed) {
        this.orders = orders;
        this.cinemas = cinemas;
        this.feed = feed;
    }

    /**
     * An order as it is told.
     *
     * @param correction the {@code transactionId} told before was a wrong one; may change it under an application
     */
    @Schema(allOf = OrderBody.class)
    record OrderUpsert(Boolean correction) {}

    @PutMapping("/orders/{orderNo}")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = OrderUpsert.class)))
    ResponseEntity<OrderBody> order(
            @PathVariable("orderNo") String orderNo, @RequestBody(required = false) JsonNode body) {
        Upserted<Order> order = orders.upsert(OrderBody.order(orderNo, body), OrderBody.correction(body));
        return ResponseEntity.status(status(order)).body(OrderBody.of(order.stored()));
    }

    @PutMapping("/cinemas/{cinemaId}")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = CinemaBody.class)))
    ResponseEntity<CinemaBody> cinema(
            @PathVariable("cinemaId") String cinemaId, @RequestBody(required = false) JsonNode body) {
        Upserted<Cinema> cinema = cinemas.upsert(CinemaBody.cinema(cinemaId, body));
        return ResponseEntity.status(status(cinema)).body(CinemaBody.of(cinema.stored()));
    }

    @GetMapping("/ticket-instructions")
    Page<FeedEntry> instructions(
            @RequestParam(name = "after", required = false) String after,
            @RequestParam(name = "limit", required = false) String limit) {
        long seq = after == null ? 0 : number("after", after);
        if (seq < 0) {
            throw Problem.invalid("after", "number");
        }
        // Beyond any int is beyond the limit as well.
        Integer asked = limit == null ? null : (int) Math.min(number("limit", limit), Integer.MAX_VALUE);
        return new Page<>(
                feed.after(seq, Page.limit(asked, FEED_PAGE)).stream()
                        .map(FeedEntry::of)
                        .toList(),
                null);
    }

    private static HttpStatus status(Upserted<?> upserted) {
        return upserted.created() ? HttpStatus.CREATED : HttpStatus.OK;
    }

    private static long number(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw Problem.invalid(name, "number");
        }
    }

    /** @param returnCoupon only with VOID: whether the coupon that came on top is the moviegoer's again */
    record FeedEntry(
            long seq,
            String orderNo,
            String applicationNo,
            TicketInstruction instruction,
            Boolean returnCoupon,
            OffsetDateTime at) {

        static FeedEntry of(TicketFeed.Entry entry) {
            return new FeedEntry(
                    entry.seq(),
                    entry.orderNo(),
                    entry.applicationNo(),
                    entry.instruction(),
                    entry.instruction() == TicketInstruction.VOID ? entry.returnCoupon() : null,
                    ChinaTime.of(entry.at()));
        }
    }
}
