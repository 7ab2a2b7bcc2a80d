package org.cinemarefund.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.cinemarefund.payment.RefundPayments.Approved;
import org.cinemarefund.payment.jdbc.PaymentStorage;
import org.cinemarefund.testing.Databases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DuplicateKeyException;

/** Storing and the rows underneath, on both databases. */
class NotificationInboxTest {
    private static final Instant NOW = Instant.parse("2026-03-02T02:00:00Z");
    private static final String MERCHANT = "1900000001";

    /** One released refund, and an engine that behaves as it is told. */
    private static final class World {
        final PaymentStorage storage;
        final Settling book = new Settling();
        final ScriptedGateway wechat = new ScriptedGateway();
        final List<RefundState> woken = new ArrayList<>();
        final RefundPayments payments;
        final NotificationInbox inbox;
        int racesToLose;

        World(Databases database) {
            storage = new PaymentStorage(database);
            var settings =
                    TestPayments.settings(List.of(Duration.ofMinutes(1)), Duration.ofMinutes(1), Duration.ofDays(5));
            payments = TestPayments.of(storage.transactions, wechat, book, settings, Clock.fixed(NOW, ZoneOffset.UTC));
            inbox = new NotificationInbox(payments, this::settled, storage.transaction, () -> MERCHANT);
            storage.transaction.executeWithoutResult(status -> {
                payments.prepare(new Approved("A1", "O1", "4200001", 9000, 10000, "rev-1"));
                payments.release("A1");
            });
        }

        private synchronized void settled(String applicationNo, RefundState state) {
            if (racesToLose-- > 0) {
                throw new SettlementSignal.LostRace(new IllegalStateException("somebody was faster"));
            }
            woken.add(state);
        }

        RefundTransaction row() {
            return storage.transactions.newestOf("A1").orElseThrow();
        }

        List<String> stored() {
            return storage.jdbc
                    .sql("select id || ' ' || verdict from refund_notification order by id")
                    .query(String.class)
                    .list();
        }
    }

    private static RefundNotification notification(String id, String number) {
        return notification(id, number, "T1", ChannelRefund.Status.SUCCESS);
    }

    private static RefundNotification notification(
            String id, String number, String outTradeNo, ChannelRefund.Status status) {
        return new RefundNotification(
                id,
                "REFUND." + status,
                MERCHANT,
                number,
                outTradeNo,
                "4200001",
                "5030001",
                status,
                9000,
                10000,
                "支付用户零钱",
                NOW.plusSeconds(5),
                null);
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_race_rolls_everything_back_and_is_run_again(Databases database) {
        var world = new World(database);
        world.racesToLose = 2;

        world.inbox.receive(notification("n1", "4200001-1"));

        assertThat(world.woken).containsExactly(RefundState.SUCCESS);
        assertThat(world.stored()).containsExactly("n1 ACCEPTED");
        assertThat(world.row().state()).isEqualTo(RefundState.SUCCESS);
    }

    @ParameterizedTest
    @EnumSource
    void whoever_keeps_losing_at_least_keeps_the_word_of_the_channel(Databases database) {
        var world = new World(database);
        world.racesToLose = 100;

        world.inbox.receive(notification("n1", "4200001-1"));

        assertThat(world.woken).isEmpty();
        assertThat(world.stored()).containsExactly("n1 ACCEPTED");
        assertThat(world.row().state()).isEqualTo(RefundState.SUCCESS);
        assertThat(world.payments.next("A1"))
                .as("the poll moves the process on")
                .isEqualTo(RefundPayments.Next.SETTLED);
    }

    @ParameterizedTest
    @EnumSource
    void copies_at_the_same_time_are_one(Databases database) throws Exception {
        for (var number : List.of("4200001-1", "NOBODYS-1")) {
            var world = new World(database);
            var go = new CountDownLatch(1);
            var all = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> {
                        try {
                            go.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        world.inbox.receive(notification("n1", number));
                    }))
                    .toList();
            go.countDown();
            all.forEach(CompletableFuture::join);

            assertThat(world.stored()).hasSize(1);
            assertThat(world.woken).hasSize(number.equals("4200001-1") ? 1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void another_order_than_the_channel_named_first_is_stored_and_moves_nothing(Databases database) {
        var world = new World(database);

        world.inbox.receive(notification("n1", "4200001-1", "T1", ChannelRefund.Status.ABNORMAL));
        world.inbox.receive(notification("n2", "4200001-1", "T2", ChannelRefund.Status.SUCCESS));

        assertThat(world.stored()).containsExactly("n1 ACCEPTED", "n2 OTHER_ORDER");
        assertThat(world.row().state()).isEqualTo(RefundState.ABNORMAL);
        assertThat(world.row().told().outTradeNo()).isEqualTo("T1");
        assertThat(world.woken).containsExactly(RefundState.ABNORMAL);
        assertThat(world.book.alarms).containsExactly("OTHER_ORDER");
    }

    @Test
    void what_cannot_be_stored_is_thrown_so_that_it_is_not_acknowledged() {
        var world = new World(Databases.H2);
        world.storage.jdbc.sql("drop table refund_notification").update();

        assertThatExceptionOfType(org.springframework.dao.DataAccessException.class)
                .isThrownBy(() -> world.inbox.receive(notification("n1", "4200001-1")));
        assertThat(world.row().state()).isEqualTo(RefundState.SENDING);
    }

    @ParameterizedTest
    @EnumSource
    void a_row_comes_back_as_it_was_written(Databases database) {
        var world = new World(database);
        var before = world.row();
        var refund = new ChannelRefund(
                "4200001-1",
                "T1",
                "5030001",
                ChannelRefund.Status.SUCCESS,
                "ORIGINAL",
                "支付用户零钱",
                NOW.plusSeconds(5),
                null);
        var after = before.change()
                .sent(NOW)
                .polled(NOW.plusSeconds(1), RefundTransaction.Answer.FOUND)
                .told(refund)
                .approvedBy("sup-1")
                .refusal("CODE")
                .unlisted("RULE_LIMIT", NOW.minusSeconds(5))
                .cause("x".repeat(600))
                .state(RefundState.SUCCESS)
                .at(NOW.plusSeconds(2));

        world.storage.transaction.executeWithoutResult(status -> {
            world.storage.transactions.lock("4200001-1");
            world.storage.transactions.update(after);
        });

        assertThat(world.row()).usingRecursiveComparison().isEqualTo(after);
        assertThat(world.row().cause()).hasSize(500);
        assertThat(world.storage.transactions.find("4200001-1")).contains(after);
        assertThat(world.storage
                        .transactions
                        .lockNewestOf("A1")
                        .orElseThrow()
                        .approved()
                        .request())
                .isEqualTo(before.approved().request());
    }

    @ParameterizedTest
    @EnumSource
    void only_money_that_may_have_moved_is_spent_and_the_newest_number_counts(Databases database) {
        var world = new World(database);
        var rows = world.storage.transactions;
        for (var state : RefundState.values()) {
            rows.update(world.row().change().state(state).at(NOW));
            assertThat(rows.spentOn("O1", "")).as("%s", state).isEqualTo(state.countsAsSpent() ? 9000 : 0);
            assertThat(rows.spentOn("O1", "4200001-1")).isZero();
        }
        rows.update(world.row().change().state(RefundState.CLOSED).at(NOW));

        world.storage.transaction.executeWithoutResult(status -> world.payments.renew("A1", "fin-1"));

        assertThat(world.row().outRefundNo()).isEqualTo("4200001-2");
        assertThat(rows.lockNewestOf("A1").orElseThrow().state()).isEqualTo(RefundState.SENDING);
        assertThat(rows.spentOn("O1", "")).isEqualTo(9000);
    }

    @ParameterizedTest
    @EnumSource
    void a_number_is_given_out_once(Databases database) {
        var world = new World(database);

        assertThatExceptionOfType(DuplicateKeyException.class)
                .isThrownBy(() -> world.storage.transactions.add(world.row()));
        assertThatIllegalStateException().isThrownBy(() -> world.payments.revoke("A1"));
    }
}
