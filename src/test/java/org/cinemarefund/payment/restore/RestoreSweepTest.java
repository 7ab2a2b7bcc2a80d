package org.cinemarefund.payment.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.ChannelRefund.Status;
import org.cinemarefund.payment.GatedGateway;
import org.cinemarefund.payment.QueryReply;
import org.cinemarefund.payment.RefundOrder;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundPayments.Approved;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.Repair;
import org.cinemarefund.payment.RepairReply;
import org.cinemarefund.payment.ScriptedGateway;
import org.cinemarefund.payment.SettlementSignal;
import org.cinemarefund.payment.Settling;
import org.cinemarefund.payment.SubmitReply;
import org.cinemarefund.payment.TestPayments;
import org.cinemarefund.payment.jdbc.PaymentStorage;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a restored backup forgot is learned before anything is sent, on both databases. */
class RestoreSweepTest {
    @AfterEach
    void timeRunsOn() {
        TestClock.letTimeRun();
    }

    private static final Instant NOW = Instant.parse("2026-03-02T02:00:00Z");

    private static final class World {
        final PaymentStorage storage;
        final TestClock clock = new TestClock(NOW);
        final Settling book = new Settling();
        final ScriptedGateway wechat = new ScriptedGateway();
        final List<String> woken = new ArrayList<>();
        final RefundPayments payments;
        int racesToLose;

        World(Databases database) {
            storage = new PaymentStorage(database);
            var settings =
                    TestPayments.settings(List.of(Duration.ofMinutes(1)), Duration.ofMinutes(1), Duration.ofDays(5));
            payments = TestPayments.of(storage.transactions, wechat, book, settings, clock);
        }

        /** @return its number */
        String refund(int n, RefundState state) {
            storage.transaction.executeWithoutResult(
                    status -> payments.prepare(new Approved("A" + n, "O" + n, "420000" + n, 9000, 10000, "rev-1")));
            storage.jdbc
                    .sql("update refund_transaction set state = ? where application_no = ?")
                    .params(state.name(), "A" + n)
                    .update();
            return storage.transactions.newestOf("A" + n).orElseThrow().outRefundNo();
        }

        RestoreSweep node(String restore) {
            var settings = new RestoreProperties(restore);
            return new RestoreSweep(
                    settings, storage.restores, gate(restore), payments, this::settled, storage.transaction, clock);
        }

        RestoreGate gate(String restore) {
            return new RestoreGate(new RestoreProperties(restore), storage.restores);
        }

        private void settled(String applicationNo, RefundState state) {
            if (racesToLose-- > 0) {
                throw new SettlementSignal.LostRace(new IllegalStateException("somebody was faster"));
            }
            woken.add(applicationNo + " " + state);
        }

        /** As it is when a node starts. */
        RestoreSweep begun(String restore) {
            storage.restores.begin(restore, clock.instant());
            return node(restore);
        }

        RefundState state(int n) {
            return storage.transactions.newestOf("A" + n).orElseThrow().state();
        }

        void answers(Status... statuses) {
            Stream.of(statuses)
                    .forEach(status -> wechat.queries(new QueryReply.Found(new ChannelRefund(
                            "?",
                            null,
                            "5000" + wechat.asked.size() + status,
                            status,
                            "ORIGINAL",
                            "招商银行0403",
                            NOW,
                            null))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_open_number_is_asked_for_once_whatever_our_rows_think_of_it(Databases database) throws Exception {
        var world = new World(database);
        var n = 0;
        for (var state : RefundState.values()) {
            world.refund(++n, state);
            if (!RestoreSweep.KNOWN.contains(state)) {
                world.answers(Status.SUCCESS);
            }
        }

        assertThat(world.gate("r1").closed())
                .hasValueSatisfying(text -> assertThat(text).contains("r1"));
        assertThat(world.begun("r1").round()).isTrue();

        assertThat(world.wechat.asked).hasSize(10).doesNotHaveDuplicates();
        assertThat(world.wechat.sent).isEmpty();
        assertThat(world.gate("r1").closed()).isEmpty();
        assertThat(world.storage.restores.answers("r1")).isEqualTo(10);
        for (int i = 1; i <= n; i++) {
            var was = List.of(RefundState.values()).get(i - 1);
            assertThat(world.state(i)).isEqualTo(RestoreSweep.KNOWN.contains(was) ? was : RefundState.SUCCESS);
        }
        assertThat(world.book.alarms)
                .contains(
                        "SUCCESS_AFTER_PREPARED",
                        "SUCCESS_AFTER_REVOKED",
                        "SUCCESS_AFTER_GIVEN_UP",
                        "SUCCESS_AFTER_CLOSED")
                .hasSize(4);
        assertThat(world.woken).hasSize(10).allMatch(text -> text.endsWith(" SUCCESS"));
    }

    @ParameterizedTest
    @EnumSource
    void an_unknown_number_stays_what_it_was_and_is_answered(Databases database) throws Exception {
        var world = new World(database);
        world.refund(1, RefundState.PREPARED);
        world.refund(2, RefundState.SENDING);
        world.wechat.queries(new QueryReply.NotFound(true)).queries(new QueryReply.NotFound(true));

        assertThat(world.begun("r1").round()).isTrue();

        assertThat(world.state(1)).isEqualTo(RefundState.PREPARED);
        assertThat(world.state(2)).isEqualTo(RefundState.UNKNOWN);
        assertThat(world.book.alarms).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void without_an_answer_the_gate_stays_closed_and_only_that_number_is_asked_for_again(Databases database)
            throws Exception {
        var world = new World(database);
        for (int n = 1; n <= 4; n++) {
            world.refund(n, RefundState.SENDING);
        }
        world.answers(Status.SUCCESS);
        world.wechat.queries(new QueryReply.Unknown("no usable answer"));
        world.wechat.queries(new QueryReply.NotFound(false));
        world.answers(Status.PROCESSING);
        var sweep = world.begun("r1");

        assertThat(sweep.round()).isFalse();
        assertThat(world.gate("r1").closed()).isPresent();
        world.answers(Status.SUCCESS, Status.SUCCESS);
        assertThat(sweep.round()).isTrue();

        assertThat(world.wechat.asked).endsWith("4200002-1", "4200003-1").hasSize(6);
        assertThat(world.gate("r1").closed()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_node_that_dies_leaves_the_rest_to_another_when_its_turn_is_over(Databases database) throws Exception {
        var world = new World(database);
        for (int n = 1; n <= 3; n++) {
            world.refund(n, RefundState.SENDING);
        }
        world.answers(Status.SUCCESS, Status.SUCCESS);
        var dies = world.begun("r1");
        world.wechat.whileCalling = () -> {
            if (world.wechat.asked.size() == 3) {
                throw new IllegalStateException("killed");
            }
        };
        assertThatThrownBy(dies::round).hasMessage("killed");
        world.wechat.whileCalling = () -> {};

        assertThat(world.node("r1").round()).as("not its turn yet").isFalse();
        assertThat(world.wechat.asked).hasSize(3);
        world.clock.forward(Duration.ofSeconds(61));
        world.answers(Status.SUCCESS);
        assertThat(world.node("r1").round()).isTrue();

        assertThat(world.wechat.asked).containsExactly("4200001-1", "4200002-1", "4200003-1", "4200003-1");
    }

    @ParameterizedTest
    @EnumSource
    void a_channel_that_answers_nothing_is_left_alone_for_a_while_and_the_next_round_goes_on_behind(Databases database)
            throws Exception {
        var world = new World(database);
        for (int n = 10; n < 32; n++) {
            world.refund(n, RefundState.SENDING);
        }
        for (int n = 0; n < 10; n++) {
            world.wechat.queries(new QueryReply.Unknown("no usable answer"));
        }
        var sweep = world.begun("r1");

        assertThat(sweep.round()).isFalse();
        assertThat(world.wechat.asked).hasSize(10);
        for (int n = 0; n < 22; n++) {
            world.answers(Status.SUCCESS);
        }
        assertThat(sweep.round()).as("the rest").isFalse();
        assertThat(sweep.round()).as("and the first ones again").isTrue();
        assertThat(world.wechat.asked.subList(10, 32)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_race_loses_no_answer(Databases database) throws Exception {
        var world = new World(database);
        world.refund(1, RefundState.SENDING);
        world.racesToLose = 2;
        world.answers(Status.SUCCESS);

        assertThat(world.begun("r1").round()).isTrue();

        assertThat(world.state(1)).isEqualTo(RefundState.SUCCESS);
    }

    @ParameterizedTest
    @EnumSource
    void a_restore_is_made_good_once_and_the_next_one_anew(Databases database) throws Exception {
        var world = new World(database);
        world.refund(1, RefundState.SENDING);
        world.answers(Status.PROCESSING);
        assertThat(world.begun("r1").round()).isTrue();

        assertThat(world.begun("r1").round()).as("it is nobody's turn any more").isFalse();
        assertThat(world.gate("r1").closed()).isEmpty();
        assertThat(world.wechat.asked).hasSize(1);

        assertThat(world.gate("r2").closed()).isPresent();
        world.answers(Status.SUCCESS);
        assertThat(world.begun("r2").round()).isTrue();
        assertThat(world.wechat.asked).hasSize(2);
    }

    @Test
    void while_a_gate_is_closed_only_questions_go_through() {
        var wechat = new ScriptedGateway().queries(new QueryReply.NotFound(true));
        var closed = new ArrayList<String>(List.of("the reason"));
        var gated =
                new GatedGateway(wechat, () -> Stream.of(() -> closed.stream().findFirst()));
        var order = new RefundOrder("N-1", "T", "O", 1, 1);

        assertThat(gated.submit(order, new byte[0])).isEqualTo(new SubmitReply.Unknown("not sent: the reason", false));
        assertThat(gated.repair(order, "5000", new Repair.ToMerchant()))
                .isEqualTo(new RepairReply.Unknown("not sent: the reason", false));
        assertThat(gated.query(order)).isEqualTo(new QueryReply.NotFound(true));
        assertThat(wechat.sent).isEmpty();

        closed.clear();
        wechat.submits(new SubmitReply.Refused("X", "x"));
        assertThat(gated.submit(order, new byte[0])).isEqualTo(new SubmitReply.Refused("X", "x"));
    }

    @Test
    void a_restore_has_a_name_and_no_switch() {
        assertThat(new RestoreProperties("").restored()).isFalse();
        assertThat(new RestoreProperties("2026-11-23").restored()).isTrue();
        for (var wrong : List.of("true", "FALSE", "on", "a b", "x".repeat(65))) {
            assertThatIllegalArgumentException()
                    .as(wrong)
                    .isThrownBy(() -> new RestoreProperties(wrong))
                    .withMessageContaining("refund.settlement.after-restore");
        }
    }
}
