package org.cinemarefund.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.cinemarefund.payment.ChannelRefund.Status;
import org.cinemarefund.payment.RefundPayments.Approved;
import org.cinemarefund.payment.RefundPayments.Next;
import org.cinemarefund.testing.MovableClock;

/** A little WeChat that loses, delays and repeats, against our money edge driven as the process drives it. */
class RefundPaymentsPropertiesTest {
    private static final String NO = "A1";
    private static final String MERCHANT = "1900000001";

    /** What happens next, in the world or in the process. */
    enum Event {
        PROCESS_GOES_ON,
        SUBMIT_ANSWERED,
        SUBMIT_ACCEPTED_ANSWER_LOST,
        SUBMIT_LOST,
        SUBMIT_ACCEPTED_LATE,
        SUBMIT_NOT_ENOUGH,
        SUBMIT_REFUSED,
        SUBMIT_REFUSED_UNLISTED,
        SUBMIT_NOT_SENT,
        QUERY_LOST,
        LATE_ONE_ARRIVES,
        SETTLES,
        CLOSES,
        TURNS_ABNORMAL,
        NOTIFICATION_DELIVERED,
        NOTIFICATION_DELIVERED_TWICE,
        NOTIFICATION_OF_WRONG_AMOUNT,
        SETTLES_AND_NOTIFIES_DURING_THE_NEXT_CALL,
        TIME_PASSES
    }

    private static final class World implements PaymentGateway {
        private final Set<String> numbers = new HashSet<>();
        private final Set<String> bodies = new HashSet<>();
        private final Deque<RefundNotification> onTheWay = new ArrayDeque<>();
        private Status truth;
        private boolean late;
        private boolean refused;
        private Event submits = Event.SUBMIT_ANSWERED;
        private boolean queryLost;
        private int ids;
        private Runnable duringTheCall = () -> {};

        @Override
        public byte[] compose(RefundOrder order) {
            return ("body of " + order.outRefundNo() + " " + ids++).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }

        @Override
        public SubmitReply submit(RefundOrder order, byte[] request) {
            if (submits == Event.SUBMIT_NOT_SENT) {
                return new SubmitReply.Unknown("not sent", false);
            }
            numbers.add(order.outRefundNo());
            bodies.add(new String(request, java.nio.charset.StandardCharsets.UTF_8));
            if (truth != null) {
                during();
                return submits == Event.SUBMIT_LOST || submits == Event.SUBMIT_ACCEPTED_ANSWER_LOST
                        ? new SubmitReply.Unknown("lost", true)
                        : new SubmitReply.Accepted(refund());
            }
            switch (submits) {
                case SUBMIT_LOST -> {
                    return new SubmitReply.Unknown("lost", true);
                }
                case SUBMIT_ACCEPTED_LATE -> {
                    late = true;
                    return new SubmitReply.Unknown("lost", true);
                }
                case SUBMIT_NOT_ENOUGH -> {
                    return new SubmitReply.RefusedForNow("NOT_ENOUGH", "");
                }
                case SUBMIT_REFUSED -> {
                    refused = true;
                    return new SubmitReply.Refused("USER_ACCOUNT_ABNORMAL", "");
                }
                case SUBMIT_REFUSED_UNLISTED -> {
                    refused = true;
                    return new SubmitReply.RefusedUnlisted("RULE_LIMIT", "");
                }
                case SUBMIT_ACCEPTED_ANSWER_LOST -> {
                    truth = Status.PROCESSING;
                    during();
                    return new SubmitReply.Unknown("lost", true);
                }
                default -> {
                    truth = Status.PROCESSING;
                    var answer = new SubmitReply.Accepted(refund());
                    during();
                    return answer;
                }
            }
        }

        @Override
        public QueryReply query(RefundOrder order) {
            if (queryLost) {
                queryLost = false;
                during();
                return new QueryReply.Unknown("lost");
            }
            if (truth == null) {
                return new QueryReply.NotFound(true);
            }
            var answer = new QueryReply.Found(refund());
            during();
            return answer;
        }

        @Override
        public RepairReply repair(RefundOrder order, String refundId, Repair how) {
            if (truth != Status.ABNORMAL) {
                return new RepairReply.Refused("INVALID_REQUEST", "");
            }
            truth = Status.PROCESSING;
            var answer = new RepairReply.Accepted(refund());
            during();
            return answer;
        }

        private void during() {
            var work = duringTheCall;
            duringTheCall = () -> {};
            work.run();
        }

        private ChannelRefund refund() {
            return new ChannelRefund("4200001-1", "T1", "5030001", truth, "ORIGINAL", "支付用户零钱", null, null);
        }

        void becomes(Status next) {
            var from = truth;
            if (from == Status.PROCESSING || from == Status.ABNORMAL && next == Status.SUCCESS) {
                truth = next;
                onTheWay.add(notification(9000));
            }
        }

        RefundNotification notification(long amount) {
            return new RefundNotification(
                    "n" + ids++,
                    "REFUND." + truth,
                    MERCHANT,
                    "4200001-1",
                    "T1",
                    "4200001",
                    "5030001",
                    truth,
                    amount,
                    10000,
                    "支付用户零钱",
                    null,
                    null);
        }
    }

    private static final class Walk {
        private final World world = new World();
        private final MemoryTransactions rows = new MemoryTransactions();
        private final Settling book = new Settling();
        private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T02:00:00Z"));
        private final RefundPayments payments = TestPayments.of(
                rows,
                world,
                book,
                TestPayments.settings(List.of(Duration.ofMinutes(1)), Duration.ofMinutes(1), Duration.ofDays(3650)),
                clock);
        private boolean submitting = true;

        Walk() {
            payments.prepare(new Approved(NO, "O1", "4200001", 9000, 10000, "rev-1"));
            payments.release(NO);
        }

        RefundState state() {
            return rows.newestOf(NO).orElseThrow().state();
        }

        /** One job of the process. */
        Next step() {
            if (submitting) {
                payments.submit(NO);
                submitting = false;
            } else if (payments.next(NO) != Next.SETTLED) {
                payments.query(NO);
            }
            var next = payments.next(NO);
            submitting = next == Next.SEND || next == Next.WAIT_FOR_BALANCE;
            return next;
        }

        void play(Event event) {
            switch (event) {
                case PROCESS_GOES_ON -> step();
                case QUERY_LOST -> world.queryLost = true;
                case LATE_ONE_ARRIVES -> arrive();
                case SETTLES -> world.becomes(Status.SUCCESS);
                case CLOSES -> world.becomes(Status.CLOSED);
                case TURNS_ABNORMAL -> world.becomes(Status.ABNORMAL);
                case NOTIFICATION_DELIVERED -> deliver(false);
                case NOTIFICATION_DELIVERED_TWICE -> deliver(true);
                case NOTIFICATION_OF_WRONG_AMOUNT -> {
                    if (world.truth != null) {
                        payments.accept(world.notification(9001), MERCHANT);
                    }
                }
                case SETTLES_AND_NOTIFIES_DURING_THE_NEXT_CALL ->
                    world.duringTheCall = () -> {
                        world.becomes(Status.SUCCESS);
                        deliver(false);
                    };
                case TIME_PASSES -> clock.move(Duration.ofMinutes(1));
                default -> world.submits = event;
            }
        }

        void arrive() {
            if (world.late && world.truth == null) {
                world.truth = Status.PROCESSING;
            }
        }

        void deliver(boolean twice) {
            var notification = world.onTheWay.poll();
            if (notification != null) {
                payments.accept(notification, MERCHANT);
                if (twice) {
                    payments.accept(notification, MERCHANT);
                }
            }
        }

        /** WeChat is well again and nothing is lost any more; callbacks that are still on the way never come. */
        void calm() {
            arrive();
            world.submits = Event.SUBMIT_ANSWERED;
            world.queryLost = false;
            for (var i = 0; i < 6; i++) {
                step();
                clock.move(Duration.ofMinutes(1));
                world.becomes(Status.SUCCESS);
            }
        }
    }

    @Property(tries = 2000)
    void whatever_happens_one_number_is_sent_with_the_same_bytes_and_ends_as_the_channel_has_it(
            @ForAll @Size(max = 40) List<Event> events) {
        var walk = new Walk();

        events.forEach(walk::play);
        walk.calm();

        assertThat(walk.world.numbers).hasSizeLessThanOrEqualTo(1);
        assertThat(walk.world.bodies).hasSizeLessThanOrEqualTo(1);
        assertThat(walk.rows.all()).hasSize(1);
        if (walk.world.truth == null) {
            assertThat(walk.world.refused).isTrue();
            assertThat(walk.state()).isEqualTo(RefundState.REFUSED);
        } else {
            // What a person is already looking at is not polled here, so a later word may still be on its way.
            var truth = RefundState.valueOf(walk.world.truth.name());
            assertThat(walk.state())
                    .satisfiesAnyOf(state -> assertThat(state).isEqualTo(truth), state -> assertThat(state)
                            .isIn(RefundState.ABNORMAL, RefundState.REFUSED));
        }
    }

    @Property(tries = 2000)
    void the_channels_word_is_never_taken_back(@ForAll @Size(max = 40) List<Event> events) {
        var walk = new Walk();

        events.forEach(walk::play);

        for (var change : walk.book.changes) {
            var states = change.split(" ")[0].split(">");
            if (!states[0].equals("-")) {
                assertThat(rank(RefundState.valueOf(states[1])))
                        .as(change)
                        .isGreaterThanOrEqualTo(rank(RefundState.valueOf(states[0])));
            }
        }
    }

    private static int rank(RefundState state) {
        return switch (state) {
            case PREPARED, SENDING, UNKNOWN, WAITING_FOR_BALANCE, REFUSED -> 0;
            case PROCESSING -> 1;
            case ABNORMAL -> 2;
            default -> 3;
        };
    }

    @Property(tries = 2000)
    void credited_only_when_the_channel_paid_this_amount(@ForAll @Size(max = 40) List<Event> events) {
        var walk = new Walk();

        for (var event : events) {
            walk.play(event);
            if (walk.state() == RefundState.SUCCESS) {
                assertThat(walk.book.changes).containsOnlyOnce(walk.book.changes.get(walk.book.changes.size() - 1));
                assertThat(walk.world.truth).isEqualTo(Status.SUCCESS);
            }
        }
    }
}
