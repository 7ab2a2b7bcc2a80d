package org.cinemarefund.application.web;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.VisibleText;
import org.cinemarefund.shared.Yuan;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.Orders;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** What the order system says of an order now, held against what was true when somebody applied. */
@Component
public class OrderNow {
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Orders orders;
    private final MessageSource texts;

    OrderNow(Orders orders, MessageSource texts) {
        this.orders = orders;
        this.texts = texts;
    }

    /**
     * A fact as people read it.
     *
     * @param field as in the order's upsert
     * @param then at the application
     */
    public record Fact(String field, String text, String then, String now, boolean changed) {}

    /** The facts that decide about a refund, and whatever else is another one now. Never whose order it is. */
    public List<Fact> facts(RefundApplication application, Locale locale) {
        var then = application.order();
        var now = orders.find(then.orderNo()).orElseThrow();
        var facts = new ArrayList<Fact>();
        facts.add(fact("status", then, now, order -> text("order-status." + order.status(), locale), locale));
        facts.add(fact(
                "screeningStatus", then, now, order -> text("screening." + order.screeningStatus(), locale), locale));
        facts.add(fact("showTime", then, now, order -> MINUTES.format(ChinaTime.of(order.showTime())), locale));
        facts.add(fact("ticketState", then, now, order -> text("ticket-state." + order.ticketState(), locale), locale));
        List.of(
                        fact("filmTitle", then, now, Order::filmTitle, locale),
                        fact("hall", then, now, Order::hall, locale),
                        fact("seats", then, now, order -> String.join("、", order.seats()), locale),
                        fact(
                                "ticketKind",
                                then,
                                now,
                                order -> text("ticket-kind." + order.ticketKind(), locale),
                                locale),
                        fact("transactionId", then, now, Order::transactionId, locale),
                        fact("serviceFee", then, now, order -> Yuan.withSign(order.serviceFee()), locale),
                        fact("couponAmount", then, now, order -> Yuan.withSign(order.couponAmount()), locale))
                .stream()
                .filter(Fact::changed)
                .forEach(facts::add);
        return facts;
    }

    private Fact fact(String field, Order then, Order now, Function<Order, String> value, Locale locale) {
        var before = value.apply(then);
        var after = value.apply(now);
        return new Fact(
                field,
                text("order." + field, locale),
                VisibleText.of(before),
                VisibleText.of(after),
                !Objects.equals(before, after));
    }

    private String text(String key, Locale locale) {
        return texts.getMessage(key, null, locale);
    }
}
