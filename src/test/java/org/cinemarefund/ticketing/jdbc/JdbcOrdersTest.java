package org.cinemarefund.ticketing.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.testing.TestOrders.order;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.Page;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderStatus;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcOrdersTest {

    @ParameterizedTest
    @EnumSource
    void an_order_is_stored_whole(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        Order order = order("O1", facts -> facts.version(7L).ticketState(TicketState.COLLECTED));

        assertThat(storage.orders.insert(order)).isTrue();

        assertThat(storage.orders.find("O1")).contains(order);
        assertThat(storage.orders.find("o1")).isEmpty();
        assertThat(storage.transaction.<Order>execute(
                        status -> storage.orders.lock("O1").orElseThrow()))
                .isEqualTo(order);
    }

    @ParameterizedTest
    @EnumSource
    void what_may_be_missing_may_be_missing_and_what_is_longest_fits(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        Instant at = Instant.parse("2026-03-02T10:00:00Z");
        Order order = new Order(
                "O".repeat(64),
                "T".repeat(64),
                "o".repeat(64),
                TestOrders.CINEMA,
                "片".repeat(200),
                null,
                at,
                Collections.nCopies(100, "座".repeat(40)),
                TicketKind.SPECIAL,
                "C".repeat(32),
                1_000_000_000_000L,
                0,
                0,
                null,
                at,
                OrderStatus.REFUNDED,
                TicketState.USED,
                ScreeningStatus.RESCHEDULED,
                true,
                null);

        storage.orders.insert(order);

        assertThat(storage.orders.find(order.orderNo())).contains(order);
    }

    @ParameterizedTest
    @EnumSource
    void one_payment_belongs_to_one_order_and_the_transaction_goes_on(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        storage.orders.insert(order("O1"));
        storage.orders.insert(order("O2"));
        Order thief = order("O2", facts -> facts.transactionId("4200O1"));

        List<Object> seen = storage.transaction.execute(status -> List.of(
                storage.orders.update(thief),
                storage.orders.insert(order("O3", facts -> facts.transactionId("4200O1"))),
                storage.orders.insert(order("O1", facts -> facts.transactionId("new"))),
                storage.orders.find("O2").orElseThrow()));

        assertThat(seen).containsExactly(false, false, false, order("O2"));
        assertThat(storage.orders.update(order("nobody"))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void an_owner_pages_through_their_own_orders_from_the_newest(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        Instant day = Instant.parse("2026-03-01T00:00:00Z");
        storage.orders.insert(order("old", facts -> facts.paidAt(day)));
        storage.orders.insert(order("b-same", facts -> facts.paidAt(day.plusSeconds(60))));
        storage.orders.insert(order("c-same", facts -> facts.paidAt(day.plusSeconds(60))));
        storage.orders.insert(order("a-same", facts -> facts.paidAt(day.plusSeconds(60))));
        storage.orders.insert(order("new", facts -> facts.paidAt(day.plusSeconds(120))));
        storage.orders.insert(order("foreign", facts -> facts.openid("oOwner-2")));
        storage.orders.insert(order("other-case", facts -> facts.openid("oowner-1")));

        List<String> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Cursor cursor = null;
        do {
            Page<Order> page = storage.orders.ofOwner("oOwner-1", cursor, 2);
            page.items().forEach(order -> seen.add(order.orderNo()));
            sizes.add(page.items().size());
            cursor = Cursor.decode(page.nextCursor()).orElse(null);
        } while (cursor != null);

        assertThat(seen).containsExactly("new", "c-same", "b-same", "a-same", "old");
        assertThat(sizes).containsExactly(2, 2, 1);
        assertThat(storage.orders.ofOwner("oowner-1", null, 5).items())
                .extracting(Order::orderNo)
                .containsExactly("other-case");
    }

    @ParameterizedTest
    @EnumSource
    void a_cinema_is_stored_and_then_replaced(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        Cinema cinema = new Cinema(
                "c".repeat(54), "名".repeat(200), null, null, "p".repeat(64), 30, Cinema.OnOverdue.APPROVE, 5000);

        assertThat(storage.cinemas.upsert(TestOrders.cinema(cinema.cinemaId()))).isTrue();
        assertThat(storage.cinemas.upsert(cinema)).isFalse();

        var found = storage.cinemas.find(cinema.cinemaId()).orElseThrow();
        assertThat(found).usingRecursiveComparison().ignoringFields("plans").isEqualTo(cinema);
        assertThat(found.plans())
                .as("what it had before is known on")
                .extracting(Cinema.PlanSince::plan)
                .containsExactly(TestOrders.cinema().policyPlan(), cinema.policyPlan());
        assertThat(storage.cinemas.find("nowhere")).isEmpty();
    }
}
