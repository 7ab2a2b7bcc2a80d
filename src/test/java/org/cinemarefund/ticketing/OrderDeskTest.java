package org.cinemarefund.ticketing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.cinemarefund.testing.Problems.refusal;
import static org.cinemarefund.testing.TestOrders.order;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cinemarefund.shared.Pseudonym;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.jdbc.TicketingStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderDeskTest {

    @ParameterizedTest
    @EnumSource
    void an_order_is_new_once_and_then_replaced(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        OrderDesk desk = desk(storage);
        Order later = order("O1", facts -> facts.filmTitle("改名").paidAmount(9900));

        assertThat(desk.upsert(order("O1"))).isEqualTo(new Upserted<>(order("O1"), true));
        assertThat(desk.upsert(order("O1"))).isEqualTo(new Upserted<>(order("O1"), false));
        assertThat(desk.upsert(later)).isEqualTo(new Upserted<>(later, false));

        assertThat(storage.orders.find("O1")).contains(later);
    }

    @ParameterizedTest
    @EnumSource
    void news_older_than_what_is_stored_is_ignored(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        OrderDesk desk = desk(storage);
        Order stored = order("O1", facts -> facts.version(5L).filmTitle("five"));
        desk.upsert(stored);
        storage.application("A1", "O1", "O1");

        assertThat(desk.upsert(
                        order("O1", facts -> facts.version(4L).filmTitle("four").paidAmount(1))))
                .isEqualTo(new Upserted<>(stored, false));
        assertThat(storage.orders.find("O1")).contains(stored);

        Order same = order("O1", facts -> facts.version(5L).filmTitle("five again"));
        assertThat(desk.upsert(same).stored()).isEqualTo(same);
        Order newer = order("O1", facts -> facts.version(6L).filmTitle("six"));
        assertThat(desk.upsert(newer).stored()).isEqualTo(newer);
        assertThat(storage.orders.find("O1")).contains(newer);
    }

    @ParameterizedTest
    @EnumSource
    void news_without_a_version_are_taken_and_do_not_reset_the_count(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        OrderDesk desk = desk(storage);
        desk.upsert(order("O1", facts -> facts.version(5L)));

        desk.upsert(order("O1", facts -> facts.filmTitle("uncounted")));
        desk.upsert(order("O1", facts -> facts.version(4L).filmTitle("late")));

        assertThat(storage.orders.find("O1"))
                .contains(order("O1", facts -> facts.version(5L).filmTitle("uncounted")));
    }

    @ParameterizedTest
    @EnumSource
    void payment_payer_and_sum_stand_still_while_an_application_is_live(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        OrderDesk desk = desk(storage);
        desk.upsert(order("O1"));
        storage.application("A1", "O1", "O1");

        assertThat(moves()).allSatisfy(moved -> assertThat(refusal(() -> desk.upsert(moved)))
                .isEqualTo("ORDER_IN_USE"));
        assertThat(storage.orders.find("O1")).contains(order("O1"));

        Order used = order("O1", facts -> facts.ticketState(TicketState.USED));
        assertThat(desk.upsert(used).stored()).isEqualTo(used);
    }

    @ParameterizedTest
    @EnumSource
    void a_wrong_payment_is_corrected_as_long_as_nothing_was_prepared_under_it(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        OrderDesk desk = desk(storage);
        desk.upsert(order("O1"));
        storage.application("A1", "O1", "O1");
        storage.refund("A1", "O1", "REVOKED");
        Order right = order("O1", facts -> facts.transactionId("4200right"));

        assertThat(refusal(() -> desk.upsert(right))).isEqualTo("ORDER_IN_USE");
        assertThat(refusal(() -> desk.upsert(
                        order("O1", facts -> facts.transactionId("4200right").paidAmount(1)), true)))
                .isEqualTo("ORDER_IN_USE");
        assertThat(refusal(() -> desk.upsert(
                        order("O1", facts -> facts.transactionId("4200right").openid("oOther")), true)))
                .isEqualTo("ORDER_IN_USE");
        assertThat(desk.upsert(right, true)).isEqualTo(new Upserted<>(right, false));
        assertThat(storage.orders.find("O1")).contains(right);

        storage.refund("A2", "O1", "PREPARED");
        assertThat(refusal(() -> desk.upsert(order("O1"), true))).isEqualTo("ORDER_IN_USE");
        assertThat(storage.orders.find("O1")).contains(right);
    }

    @Test
    void whom_it_concerns_hears_of_it_and_who_came_in_between_is_locked_first() {
        TicketingStorage storage = new TicketingStorage(Databases.H2);
        List<String> heard = new ArrayList<>();
        int[] complete = {0};
        OrderWatch watch = orderNo -> {
            heard.add("begin " + orderNo);
            return new OrderWatch.Watcher() {
                @Override
                public boolean complete() {
                    return complete[0]++ > 1;
                }

                @Override
                public void changed(Order before, Order after) {
                    heard.add(before.filmTitle() + " -> " + after.filmTitle());
                }
            };
        };
        OrderDesk desk = new OrderDesk(storage.orders, storage.cinemas, storage.refunds, watch, storage.transactions);
        desk.upsert(order("O1"));
        desk.upsert(order("O1", facts -> facts.filmTitle("改名")));

        assertThat(heard).containsExactly("begin O1", "begin O1", "begin O1", "begin O1", "流浪地球 -> 改名");
        complete[0] = -100;
        assertThat(refusal(() -> desk.upsert(order("O1")))).isEqualTo("TRY_LATER");
        assertThat(storage.orders.find("O1").orElseThrow().filmTitle()).isEqualTo("改名");
    }

    @ParameterizedTest
    @EnumSource
    void an_application_at_its_end_binds_nothing_unless_money_moved(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        OrderDesk desk = desk(storage);
        desk.upsert(order("O1"));
        desk.upsert(order("O2"));
        storage.application("A1", "O1", null);
        storage.refund("A1", "O1", "REVOKED");
        storage.application("A2", "O2", null);
        storage.refund("A2", "O2", "SUCCESS");
        storage.application("A3", "O2", null);
        storage.refund("A3", "O2", "REFUSED");

        assertThat(moves()).allSatisfy(moved -> assertThat(refusal(() -> desk.upsert(moved)))
                .isEqualTo("accepted"));
        assertThat(refusal(() -> desk.upsert(order("O2", facts -> facts.paidAmount(12000)))))
                .isEqualTo("ORDER_IN_USE");
        assertThat(refusal(() -> desk.upsert(order("O2", facts -> facts.filmTitle("改名")))))
                .isEqualTo("accepted");
    }

    @ParameterizedTest
    @EnumSource
    void whose_order_it_was_is_not_learnt_again(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        OrderDesk desk = desk(storage);
        String nobody = Pseudonym.next();
        storage.orders.insert(order("O1", facts -> facts.openid(nobody)));
        storage.application("A1", "O1", null);
        storage.refund("A1", "O1", "SUCCESS");

        Order told = order("O1", facts -> facts.filmTitle("改名"));

        assertThat(desk.upsert(told).stored()).isEqualTo(told.ownedBy(nobody));
        assertThat(storage.orders.find("O1")).contains(told.ownedBy(nobody));
        assertThat(nobody).matches("[0-9A-Za-z_-]{1,64}").isNotEqualTo(Pseudonym.next());
    }

    @ParameterizedTest
    @EnumSource
    void an_unknown_cinema_and_a_payment_of_another_order_are_the_callers_mistake(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        OrderDesk desk = desk(storage);
        desk.upsert(order("O1"));
        desk.upsert(order("O2"));

        assertThat(refusal(() -> desk.upsert(order("O3", facts -> facts.cinemaId("nowhere")))))
                .isEqualTo("INVALID_REQUEST: cinemaId");
        assertThat(refusal(() -> desk.upsert(order("O2", facts -> facts.cinemaId("nowhere")))))
                .isEqualTo("INVALID_REQUEST: cinemaId");
        assertThat(refusal(() -> desk.upsert(order("O3", facts -> facts.transactionId("4200O1")))))
                .isEqualTo("INVALID_REQUEST: transactionId");
        assertThat(refusal(() -> desk.upsert(order("O2", facts -> facts.transactionId("4200O1")))))
                .isEqualTo("INVALID_REQUEST: transactionId");
        assertThat(storage.orders.find("O3")).isEmpty();
        assertThat(storage.orders.find("O2")).contains(order("O2"));
    }

    @Test
    void the_same_new_order_told_at_once_is_created_once() throws Exception {
        TicketingStorage storage = new TicketingStorage(Databases.POSTGRESQL);
        OrderDesk desk = desk(storage);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                String orderNo = "O" + round;
                CountDownLatch go = new CountDownLatch(1);
                List<Future<Upserted<Order>>> told = IntStream.range(0, 4)
                        .mapToObj(i -> threads.submit(() -> {
                            go.await();
                            return desk.upsert(order(orderNo));
                        }))
                        .toList();
                go.countDown();

                int created = 0;
                for (Future<Upserted<Order>> one : told) {
                    created += one.get(30, TimeUnit.SECONDS).created() ? 1 : 0;
                }
                assertThat(created).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_cinema_and_its_groups_are_stored_together_or_not_at_all(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        boolean[] broken = {true};
        CinemaGroups groups = (cinemaId, name) -> {
            if (broken[0]) {
                throw new IllegalStateException("no groups today");
            }
        };
        CinemaDesk desk = new CinemaDesk(storage.cinemas, groups, "flat-fee"::equals, storage.transactions);
        Cinema cinema = TestOrders.cinema("new-one");

        assertThat(catchThrowable(() -> desk.upsert(cinema))).hasMessage("no groups today");
        assertThat(storage.cinemas.find("new-one")).isEmpty();

        broken[0] = false;
        assertThat(desk.upsert(cinema)).isEqualTo(new Upserted<>(cinema, true));
        assertThat(desk.upsert(cinema)).isEqualTo(new Upserted<>(cinema, false));
    }

    @ParameterizedTest
    @EnumSource
    void a_cinema_cannot_be_given_a_plan_without_a_table(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        CinemaDesk desk = new CinemaDesk(storage.cinemas, (cinemaId, name) -> {}, plan -> false, storage.transactions);

        assertThat(refusal(() -> desk.upsert(TestOrders.cinema("new-one")))).isEqualTo("INVALID_REQUEST: policyPlan");
        assertThat(storage.cinemas.find("new-one")).isEmpty();
    }

    private static List<Order> moves() {
        return Stream.of(
                        order("O1", facts -> facts.transactionId("42009")),
                        order("O1", facts -> facts.openid("oowner-1")),
                        order("O1", facts -> facts.paidAmount(11801)))
                .toList();
    }

    private static OrderDesk desk(TicketingStorage storage) {
        return new OrderDesk(
                storage.orders,
                storage.cinemas,
                storage.refunds,
                TicketingStorage.NOBODY_CONCERNED,
                storage.transactions);
    }
}
