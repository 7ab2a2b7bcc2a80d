package org.cinemarefund.moviegoer.web;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cinemarefund.application.web.PaidBy;
import org.cinemarefund.identity.Moviegoer;
import org.cinemarefund.moviegoer.RefundDesk;
import org.cinemarefund.moviegoer.RefundDesk.Standing;
import org.cinemarefund.moviegoer.RefundDesk.WhyNot;
import org.cinemarefund.moviegoer.web.RefundViews.QuoteView;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.Page;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderStatus;
import org.cinemarefund.ticketing.Orders;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A moviegoer's own orders and what they would get back for them. */
@RestController
@RequestMapping("/api/orders")
class OrderController {
    private final RefundDesk desk;
    private final Orders orders;
    private final RefundViews views;
    private final PaidBy paidBy;
    private final MessageSource messages;

    OrderController(RefundDesk desk, Orders orders, RefundViews views, PaidBy paidBy, MessageSource messages) {
        this.desk = desk;
        this.orders = orders;
        this.views = views;
        this.paidBy = paidBy;
        this.messages = messages;
    }

    record ReasonView(String code, String text, ContactView contact) {}

    record ApplicationRef(String applicationNo, RefundStatus status) {}

    record OrderView(
            String orderNo,
            String transactionId,
            String cinemaId,
            CinemaView cinema,
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
            String paidBy,
            OffsetDateTime paidAt,
            OrderStatus status,
            TicketState ticketState,
            ScreeningStatus screeningStatus,
            boolean invoiced,
            Long version,
            String hallType,
            String filmType,
            String memberLevel,
            String screeningId,
            boolean refundable,
            Set<RefundReason> refundableReasons,
            ReasonView notRefundableReason,
            ApplicationRef application) {}

    record QuoteRequest(RefundReason reason) {}

    @GetMapping
    Page<OrderView> list(
            Moviegoer moviegoer,
            @RequestParam(required = false) String cursor,
            @RequestParam(required = false) Integer limit,
            Locale locale) {
        var page = orders.ofOwner(moviegoer.openid(), Cursor.decode(cursor).orElse(null), Page.limit(limit));
        var standing = desk.standing(page.items());
        return page.map(order -> view(order, standing.get(order.orderNo()), locale));
    }

    @GetMapping("/{orderNo}")
    OrderView one(Moviegoer moviegoer, @PathVariable String orderNo, Locale locale) {
        var order = desk.own(moviegoer.openid(), orderNo);
        return view(order, desk.standing(List.of(order)).get(orderNo), locale);
    }

    @PostMapping("/{orderNo}/refund-quote")
    QuoteView quote(
            Moviegoer moviegoer, @PathVariable String orderNo, @RequestBody QuoteRequest request, Locale locale) {
        if (request.reason() == null) {
            throw Problem.invalid("reason", "required");
        }
        try {
            return views.quote(desk.quote(moviegoer.openid(), orderNo, request.reason()), locale);
        } catch (Problem refusal) {
            if (refusal.code() == ProblemCode.ORDER_NOT_REFUNDABLE) {
                refusal.with("contact", views.contact(desk.own(moviegoer.openid(), orderNo)));
            }
            throw refusal;
        }
    }

    private OrderView view(Order order, Standing standing, Locale locale) {
        var cinema = CinemaView.of(standing.cinema());
        var reason = reason(standing.whyNot(), cinema, locale);
        var application = standing.newest();
        return new OrderView(
                order.orderNo(),
                order.transactionId(),
                order.cinemaId(),
                cinema,
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
                paidBy.words(order.bankType(), locale),
                ChinaTime.of(order.paidAt()),
                order.status(),
                order.ticketState(),
                order.screeningStatus(),
                order.invoiced(),
                order.version(),
                order.hallType(),
                order.filmType(),
                order.memberLevel(),
                order.screeningId(),
                reason == null,
                standing.reasons(),
                reason,
                application == null ? null : new ApplicationRef(application.applicationNo(), application.status()));
    }

    private ReasonView reason(WhyNot why, CinemaView cinema, Locale locale) {
        if (why == null) {
            return null;
        }
        return new ReasonView(
                why.code(),
                why.refused() == null
                        ? messages.getMessage("obstacle." + why.code(), null, locale)
                        : views.clause(why.refused(), locale),
                cinema.contact());
    }
}
