package org.cinemarefund.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.cinemarefund.notice.NoticeKind.CREDITED;
import static org.cinemarefund.notice.NoticeKind.EVIDENCE_REQUESTED;
import static org.cinemarefund.notice.NoticeKind.REJECTED;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.cinemarefund.notice.MessageChannel.Delivery;
import org.cinemarefund.notice.MessageChannel.Delivery.Outcome;
import org.cinemarefund.notice.Notices.Notice;
import org.cinemarefund.notice.Notices.State;
import org.cinemarefund.notice.jdbc.NoticeStorage;
import org.cinemarefund.testing.Databases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

class NoticeDeskTest {
    private static final Delivery SENT = new Delivery(Outcome.SENT, null);
    private static final Map<String, String> VALUES = Map.of("applicationNo", "A1");

    @ParameterizedTest
    @EnumSource
    void what_was_intended_and_consented_to_is_sent_once(Databases database) {
        Desk desk = new Desk(database);
        desk.notices.grant("A1", List.of(CREDITED, REJECTED, CREDITED));
        desk.intend(CREDITED, 1);

        assertThat(desk.deliver(CREDITED, 1)).isEqualTo(SENT);
        assertThat(desk.deliver(CREDITED, 1)).isEqualTo(SENT);

        assertThat(desk.channel.sent).containsExactly("CREDITED to oOwner-1 {applicationNo=A1}");
        assertThat(desk.stored(CREDITED, 1)).isEqualTo(new Notice(State.SENT, null));
        assertThat(desk.storage.notices.grants("A1", CREDITED)).isZero();
        assertThat(desk.storage.notices.grants("A1", REJECTED)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void the_message_leaves_only_after_its_claim_is_committed(Databases database) {
        Desk desk = new Desk(database);
        desk.notices.grant("A1", List.of(CREDITED));
        desk.intend(CREDITED, 1);
        List<Object> seenByOthers = new ArrayList<>();
        desk.channel.sending = () -> {
            // Another connection: what is not committed is not seen.
            ExecutorService other = Executors.newSingleThreadExecutor();
            try {
                seenByOthers.add(other.submit(() -> desk.stored(CREDITED, 1)).get(30, TimeUnit.SECONDS));
                seenByOthers.add(other.submit(() -> desk.storage.notices.grants("A1", CREDITED))
                        .get(30, TimeUnit.SECONDS));
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            } finally {
                other.shutdownNow();
            }
            return SENT;
        };

        desk.deliverInAJob(CREDITED, 1);

        assertThat(seenByOthers).containsExactly(new Notice(State.SENDING, null), 0);
    }

    @ParameterizedTest
    @EnumSource
    void a_job_that_fails_after_sending_does_not_send_again_and_still_knows(Databases database) {
        Desk desk = new Desk(database);
        desk.notices.grant("A1", List.of(CREDITED));
        desk.intend(CREDITED, 1);

        Throwable failure = catchThrowable(() -> desk.storage.transaction.execute(status -> {
            desk.deliver(CREDITED, 1);
            throw new IllegalStateException("the engine lost its lock");
        }));

        assertThat(failure).hasMessage("the engine lost its lock");
        assertThat(desk.stored(CREDITED, 1)).isEqualTo(new Notice(State.SENT, null));
        assertThat(desk.deliverInAJob(CREDITED, 1)).isEqualTo(SENT);
        assertThat(desk.channel.sent).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void what_came_of_it_is_kept_by_the_job_itself(Databases database) {
        Desk desk = new Desk(database);
        desk.notices.grant("A1", List.of(CREDITED));
        desk.intend(CREDITED, 1);

        assertThat(desk.deliverInAJob(CREDITED, 1)).isEqualTo(SENT);

        assertThat(desk.begun).as("but for the claim").hasSize(1);
        assertThat(desk.stored(CREDITED, 1)).isEqualTo(new Notice(State.SENT, null));
    }

    @ParameterizedTest
    @EnumSource
    void a_crash_in_the_middle_is_unknown_and_not_sent_again(Databases database) {
        Desk desk = new Desk(database);
        desk.notices.grant("A1", List.of(CREDITED, CREDITED));
        desk.notices.grant("A1", List.of(CREDITED));
        desk.intend(CREDITED, 1);
        desk.channel.sending = () -> {
            throw new PowerCut();
        };

        assertThat(catchThrowable(() -> desk.deliverInAJob(CREDITED, 1))).isInstanceOf(PowerCut.class);
        assertThat(desk.stored(CREDITED, 1).state()).isEqualTo(State.SENDING);

        Delivery unknown = new Delivery(Outcome.UNKNOWN, "INTERRUPTED");
        assertThat(desk.deliverInAJob(CREDITED, 1)).isEqualTo(unknown);
        assertThat(desk.deliverInAJob(CREDITED, 1)).isEqualTo(unknown);
        assertThat(desk.stored(CREDITED, 1)).isEqualTo(new Notice(State.UNKNOWN, "INTERRUPTED"));
        assertThat(desk.channel.sent).hasSize(1);
        assertThat(desk.storage.notices.grants("A1", CREDITED)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void without_a_template_or_a_consent_nothing_leaves_and_no_transaction_is_opened(Databases database) {
        Desk desk = new Desk(database);
        desk.channel.templates = EnumSet.of(CREDITED);
        desk.notices.grant("A1", List.of(REJECTED));
        desk.intend(REJECTED, 1);
        desk.intend(CREDITED, 1);

        desk.begun.clear();
        assertThat(desk.deliverInAJob(REJECTED, 1)).isEqualTo(new Delivery(Outcome.NOT_SENT, "NO_TEMPLATE"));
        assertThat(desk.deliverInAJob(CREDITED, 1)).isEqualTo(new Delivery(Outcome.NOT_SENT, "NO_GRANT"));

        assertThat(desk.begun).isEmpty();
        assertThat(desk.stored(REJECTED, 1)).isEqualTo(new Notice(State.NOT_SENT, "NO_TEMPLATE"));
        assertThat(desk.stored(CREDITED, 1)).isEqualTo(new Notice(State.NOT_SENT, "NO_GRANT"));
        assertThat(desk.storage.notices.grants("A1", REJECTED)).isEqualTo(1);
        assertThat(desk.channel.sent).isEmpty();
        // A consent that comes later does not bring the message back.
        desk.notices.grant("A1", List.of(CREDITED));
        assertThat(desk.deliverInAJob(CREDITED, 1)).isEqualTo(new Delivery(Outcome.NOT_SENT, "NO_GRANT"));
    }

    @ParameterizedTest
    @EnumSource
    void each_round_takes_a_consent_of_its_own(Databases database) {
        Desk desk = new Desk(database);
        desk.notices.grant("A1", List.of(EVIDENCE_REQUESTED));
        desk.intend(EVIDENCE_REQUESTED, 1);
        desk.intend(EVIDENCE_REQUESTED, 2);
        desk.intend(EVIDENCE_REQUESTED, 3);

        assertThat(desk.deliver(EVIDENCE_REQUESTED, 1)).isEqualTo(SENT);
        assertThat(desk.deliver(EVIDENCE_REQUESTED, 2)).isEqualTo(new Delivery(Outcome.NOT_SENT, "NO_GRANT"));
        desk.notices.grant("A1", Set.of(EVIDENCE_REQUESTED));
        assertThat(desk.deliver(EVIDENCE_REQUESTED, 3)).isEqualTo(SENT);
    }

    @ParameterizedTest
    @EnumSource
    void what_the_channel_refuses_or_leaves_open_is_kept_and_not_tried_again(Databases database) {
        Desk desk = new Desk(database);
        Delivery refused = new Delivery(Outcome.NOT_SENT, "43101");
        Delivery open = new Delivery(Outcome.UNKNOWN, "x".repeat(200));
        desk.notices.grant("A1", EnumSet.allOf(NoticeKind.class));
        desk.intend(CREDITED, 1);
        desk.intend(REJECTED, 1);
        desk.intend(EVIDENCE_REQUESTED, 1);

        desk.channel.sending = () -> refused;
        assertThat(desk.deliver(CREDITED, 1)).isEqualTo(refused);
        desk.channel.sending = () -> open;
        assertThat(desk.deliver(REJECTED, 1)).isEqualTo(open);
        desk.channel.sending = () -> {
            throw new IllegalStateException("to oOwner-1");
        };
        assertThat(desk.deliver(EVIDENCE_REQUESTED, 1)).isEqualTo(new Delivery(Outcome.UNKNOWN, "CHANNEL_FAULT"));

        desk.channel.sending = () -> SENT;
        assertThat(desk.deliver(CREDITED, 1)).isEqualTo(refused);
        assertThat(desk.deliver(REJECTED, 1)).isEqualTo(new Delivery(Outcome.UNKNOWN, "x".repeat(80)));
        assertThat(desk.deliver(EVIDENCE_REQUESTED, 1)).isEqualTo(new Delivery(Outcome.UNKNOWN, "CHANNEL_FAULT"));
        assertThat(desk.channel.sent).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void what_certainly_did_not_leave_may_be_tried_again_and_costs_no_consent(Databases database) {
        Desk desk = new Desk(database);
        Delivery busy = new Delivery(Outcome.NOT_YET, "-1");
        desk.notices.grant("A1", List.of(CREDITED));
        desk.intend(CREDITED, 1);

        desk.channel.sending = () -> busy;
        Throwable failure = catchThrowable(() -> desk.storage.transaction.execute(status -> {
            assertThat(desk.deliver(CREDITED, 1)).isEqualTo(busy);
            throw new IllegalStateException("the job fails, to be tried again");
        }));
        assertThat(failure).hasMessageContaining("tried again");
        assertThat(desk.stored(CREDITED, 1)).isEqualTo(new Notice(State.INTENDED, "-1"));
        assertThat(desk.storage.notices.grants("A1", CREDITED)).isEqualTo(1);

        desk.channel.sending = () -> SENT;
        assertThat(desk.deliverInAJob(CREDITED, 1)).isEqualTo(SENT);
        assertThat(desk.deliverInAJob(CREDITED, 1)).isEqualTo(SENT);
        assertThat(desk.channel.sent).hasSize(2);
        assertThat(desk.storage.notices.grants("A1", CREDITED)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void what_did_not_leave_and_is_not_tried_again_is_not_sent(Databases database) {
        Desk desk = new Desk(database);
        desk.notices.grant("A1", List.of(CREDITED));
        desk.intend(CREDITED, 1);
        desk.channel.sending = () -> new Delivery(Outcome.NOT_YET, "45009");

        desk.storage.transaction.executeWithoutResult(status -> {
            desk.deliver(CREDITED, 1);
            assertThat(desk.notices.withhold("A1", CREDITED, 1, "45009"))
                    .isEqualTo(new Delivery(Outcome.NOT_SENT, "45009"));
        });

        assertThat(desk.stored(CREDITED, 1)).isEqualTo(new Notice(State.NOT_SENT, "45009"));
    }

    @ParameterizedTest
    @EnumSource
    void what_another_run_ended_meanwhile_is_not_opened_again(Databases database) {
        Desk desk = new Desk(database);
        desk.notices.grant("A1", List.of(CREDITED));
        desk.intend(CREDITED, 1);
        desk.channel.sending = () -> {
            // Its job's lock ran out: another node finds it sending.
            assertThat(desk.deliver(CREDITED, 1)).isEqualTo(new Delivery(Outcome.UNKNOWN, "INTERRUPTED"));
            return new Delivery(Outcome.NOT_YET, "-1");
        };

        assertThat(desk.deliver(CREDITED, 1)).isEqualTo(new Delivery(Outcome.NOT_SENT, "-1"));
        assertThat(desk.stored(CREDITED, 1)).isEqualTo(new Notice(State.NOT_SENT, "-1"));
    }

    @ParameterizedTest
    @EnumSource
    void what_nobody_intended_in_a_committed_transaction_is_not_sent(Databases database) {
        Desk desk = new Desk(database);
        desk.notices.grant("A1", List.of(CREDITED));

        assertThat(desk.deliver(CREDITED, 1)).isEqualTo(new Delivery(Outcome.NOT_SENT, "NO_INTENT"));
        assertThat(desk.storage.transaction.<Delivery>execute(status -> {
                    desk.intend(CREDITED, 1);
                    return desk.deliver(CREDITED, 1);
                }))
                .isEqualTo(new Delivery(Outcome.NOT_SENT, "NO_INTENT"));
        assertThat(desk.channel.sent).isEmpty();
        assertThat(desk.storage.notices.grants("A1", CREDITED)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void an_intent_is_written_once(Databases database) {
        Desk desk = new Desk(database);
        desk.notices.grant("A1", List.of(CREDITED));
        desk.intend(CREDITED, 1);
        desk.deliver(CREDITED, 1);

        desk.intend(CREDITED, 1);

        assertThat(desk.stored(CREDITED, 1).state()).isEqualTo(State.SENT);
    }

    @Test
    void many_jobs_for_one_notice_send_it_once() throws Exception {
        Desk desk = new Desk(Databases.POSTGRESQL);
        IntStream.range(0, 5).forEach(i -> desk.notices.grant("A1", List.of(CREDITED)));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 1; round <= 10; round++) {
                int number = round;
                desk.intend(CREDITED, number);
                CountDownLatch go = new CountDownLatch(1);
                List<Future<Delivery>> jobs = IntStream.range(0, 4)
                        .mapToObj(i -> threads.submit(() -> {
                            go.await();
                            return desk.deliverInAJob(CREDITED, number);
                        }))
                        .toList();
                go.countDown();
                for (Future<Delivery> job : jobs) {
                    job.get(30, TimeUnit.SECONDS);
                }
                assertThat(desk.stored(CREDITED, number).state()).isEqualTo(number <= 5 ? State.SENT : State.NOT_SENT);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(desk.channel.sent).hasSize(5);
        assertThat(desk.storage.notices.grants("A1", CREDITED)).isZero();
    }

    /** The desk with its real storage, a channel under control, and the transactions it begins written down. */
    private static final class Desk {
        final NoticeStorage storage;
        final FakeChannel channel = new FakeChannel();
        final List<String> begun = new CopyOnWriteArrayList<>();
        final NoticeDesk notices;

        Desk(Databases database) {
            storage = new NoticeStorage(database);
            notices = new NoticeDesk(storage.notices, channel, new PlatformTransactionManager() {
                @Override
                public TransactionStatus getTransaction(TransactionDefinition definition) {
                    begun.add("apart");
                    return storage.transactions.getTransaction(definition);
                }

                @Override
                public void commit(TransactionStatus status) {
                    storage.transactions.commit(status);
                }

                @Override
                public void rollback(TransactionStatus status) {
                    storage.transactions.rollback(status);
                }
            });
        }

        void intend(NoticeKind kind, int round) {
            notices.intend("A1", kind, round);
        }

        Delivery deliver(NoticeKind kind, int round) {
            return notices.deliver("A1", kind, round, "oOwner-1", VALUES);
        }

        /** As the engine does: everything in the job's transaction. */
        Delivery deliverInAJob(NoticeKind kind, int round) {
            return storage.transaction.execute(status -> deliver(kind, round));
        }

        Notice stored(NoticeKind kind, int round) {
            return storage.notices.find("A1", kind, round).orElseThrow();
        }
    }

    private static final class FakeChannel implements MessageChannel {
        Set<NoticeKind> templates = EnumSet.allOf(NoticeKind.class);
        Supplier<Delivery> sending = () -> SENT;
        final List<String> sent = new CopyOnWriteArrayList<>();

        @Override
        public boolean hasTemplate(NoticeKind kind) {
            return templates.contains(kind);
        }

        @Override
        public String templateId(NoticeKind kind) {
            return hasTemplate(kind) ? "template-" + kind : null;
        }

        @Override
        public boolean carries(NoticeKind kind, String field, String value) {
            return true;
        }

        @Override
        public Delivery send(NoticeKind kind, String openid, Map<String, String> values) {
            sent.add(kind + " to " + openid + " " + values);
            return sending.get();
        }
    }

    /** Nothing after it runs, as little as after kill -9. */
    private static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;
    }
}
