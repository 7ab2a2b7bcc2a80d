package org.cinemarefund.ticketing.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.ticketing.TicketFeed.Entry;
import org.cinemarefund.ticketing.TicketInstruction;
import org.cinemarefund.ticketing.TicketInstructions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TicketFeedTest {

    @ParameterizedTest
    @EnumSource
    void each_instruction_is_given_once_per_application(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);

        assertThat(storage.instructions.hold("O1", "A1")).isTrue();
        assertThat(storage.instructions.hold("O1", "A1")).isFalse();
        assertThat(storage.instructions.voidTickets("O1", "A1", false)).isTrue();
        assertThat(storage.instructions.voidTickets("O1", "A1", false)).isFalse();
        assertThat(storage.instructions.release("O1", "A1")).isTrue();
        assertThat(storage.instructions.release("O1", "A1")).isFalse();
        assertThat(storage.instructions.hold("O1", "A2")).isTrue();

        assertThat(storage.feed.after(0, 100))
                .containsExactly(
                        new Entry(1, "O1", "A1", TicketInstruction.HOLD, false, TicketingStorage.NOW),
                        new Entry(2, "O1", "A1", TicketInstruction.VOID, false, TicketingStorage.NOW),
                        new Entry(3, "O1", "A1", TicketInstruction.RELEASE, false, TicketingStorage.NOW),
                        new Entry(4, "O1", "A2", TicketInstruction.HOLD, false, TicketingStorage.NOW));
    }

    @ParameterizedTest
    @EnumSource
    void what_was_never_held_is_not_released(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        storage.instructions.hold("O2", "A2");

        assertThat(storage.instructions.release("O1", "A1")).isFalse();

        assertThat(storage.feed.after(0, 100)).extracting(Entry::applicationNo).containsExactly("A2");
    }

    @ParameterizedTest
    @EnumSource
    void a_coupon_is_returned_once_and_only_where_the_void_did_not(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        assertThat(storage.instructions.returnCoupon("O1", "A1")).isFalse();
        storage.instructions.voidTickets("O1", "A1", false);
        storage.instructions.voidTickets("O1", "A2", true);

        assertThat(storage.instructions.returnCoupon("O1", "A1")).isTrue();
        assertThat(storage.instructions.returnCoupon("O1", "A1")).isFalse();
        assertThat(storage.instructions.returnCoupon("O1", "A2")).isFalse();
        assertThat(storage.feed.after(0, 10))
                .extracting(Entry::applicationNo, Entry::instruction, Entry::returnCoupon)
                .containsExactly(
                        tuple("A1", TicketInstruction.VOID, false),
                        tuple("A2", TicketInstruction.VOID, true),
                        tuple("A1", TicketInstruction.RETURN_COUPON, true));
        var one = storage.instructions.couponsToReturn(0, 5);
        assertThat(one).singleElement().satisfies(each -> {
            assertThat(each.orderNo()).isEqualTo("O1");
            assertThat(each.applicationNo()).isEqualTo("A1");
        });
        assertThat(storage.instructions.couponsToReturn(one.get(0).id(), 5)).isEmpty();
        storage.instructions.confirmed("A1", TicketInstruction.RETURN_COUPON);
        assertThat(storage.instructions.couponsToReturn(0, 5)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_confirmation_is_remembered_with_its_first_time(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        storage.instructions.hold("O1", "A1");
        storage.instructions.voidTickets("O1", "A1", false);

        storage.instructions.confirmed("A1", TicketInstruction.VOID);

        assertThat(storage.instructions.given("A1", TicketInstruction.VOID))
                .contains(new TicketInstructions.Given(TicketingStorage.NOW, false));
        assertThat(storage.instructions.given("A1", TicketInstruction.RELEASE)).isEmpty();
        assertThat(storage.jdbc
                        .sql("select instruction from ticket_instruction where confirmed_at is not null")
                        .query(String.class)
                        .list())
                .containsExactly("VOID");
    }

    @ParameterizedTest
    @EnumSource
    void a_reader_goes_on_where_it_stopped(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        IntStream.rangeClosed(1, 5).forEach(i -> storage.instructions.hold("O", "A" + i));

        assertThat(storage.feed.after(0, 2)).extracting(Entry::seq).containsExactly(1L, 2L);
        assertThat(storage.feed.after(2, 2)).extracting(Entry::seq).containsExactly(3L, 4L);
        assertThat(storage.feed.after(4, 2)).extracting(Entry::seq).containsExactly(5L);
        assertThat(storage.feed.after(5, 2)).isEmpty();
        storage.instructions.hold("O", "A6");
        assertThat(storage.feed.after(5, 2)).extracting(Entry::applicationNo).containsExactly("A6");
    }

    @ParameterizedTest
    @EnumSource
    void more_than_one_batch_is_numbered_as_readers_come_to_it(Databases database) {
        TicketingStorage storage = new TicketingStorage(database);
        storage.transaction.executeWithoutResult(
                status -> IntStream.rangeClosed(1, 1050).forEach(i -> storage.instructions.hold("O", "A" + i)));

        List<Entry> read = new ArrayList<>();
        List<Entry> page = storage.feed.after(0, 100);
        while (!page.isEmpty()) {
            read.addAll(page);
            page = storage.feed.after(read.get(read.size() - 1).seq(), 100);
        }

        assertThat(read)
                .extracting(Entry::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1050).boxed().toList());
        assertThat(read)
                .extracting(Entry::applicationNo)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 1050).mapToObj(i -> "A" + i).toList());
    }

    /** What an identity as the number would get wrong: the row that was begun first is committed last. */
    @Test
    void a_row_committed_late_comes_after_what_was_already_read() throws Exception {
        TicketingStorage storage = new TicketingStorage(Databases.POSTGRESQL);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> slow = threads.submit(() -> storage.transaction.executeWithoutResult(status -> {
                storage.instructions.hold("O", "slow");
                written.countDown();
                await(read);
            }));
            await(written);
            storage.instructions.hold("O", "quick");

            List<Entry> before = storage.feed.after(0, 100);
            read.countDown();
            slow.get(30, TimeUnit.SECONDS);

            assertThat(before).extracting(Entry::applicationNo).containsExactly("quick");
            assertThat(storage.feed.after(before.get(0).seq(), 100))
                    .extracting(Entry::applicationNo)
                    .containsExactly("slow");
        } finally {
            read.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void no_reader_skips_a_row_while_many_write() throws Exception {
        TicketingStorage storage = new TicketingStorage(Databases.POSTGRESQL);
        int writers = 4;
        int perWriter = 60;
        AtomicBoolean writing = new AtomicBoolean(true);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<List<Entry>>> readers = IntStream.range(0, 3)
                    .mapToObj(i -> threads.submit(reader(storage, writing)))
                    .toList();
            List<Future<Void>> done = IntStream.range(0, writers)
                    .mapToObj(writer -> threads.submit(writer(storage, writer, perWriter)))
                    .toList();
            for (Future<Void> writer : done) {
                writer.get(60, TimeUnit.SECONDS);
            }
            writing.set(false);

            // Two of three transactions in a writer's row were committed.
            int committed = writers * perWriter * 2 / 3;
            List<Entry> whole = new ArrayList<>();
            for (List<Entry> page = storage.feed.after(0, 100);
                    !page.isEmpty();
                    page = storage.feed.after(whole.size(), 100)) {
                whole.addAll(page);
            }
            assertThat(whole)
                    .extracting(Entry::seq)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, committed).boxed().toList());
            Set<String> applications =
                    new TreeSet<>(whole.stream().map(Entry::applicationNo).toList());
            assertThat(applications).hasSize(committed);
            for (Future<List<Entry>> reader : readers) {
                assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(whole);
            }
        } finally {
            writing.set(false);
            threads.shutdownNow();
        }
    }

    private static Callable<Void> writer(TicketingStorage storage, int writer, int rows) {
        return () -> {
            for (int row = 0; row < rows; row++) {
                String applicationNo = writer + "-" + row;
                boolean rolledBack = row % 3 == 2;
                storage.transaction.executeWithoutResult(status -> {
                    storage.instructions.hold("O", applicationNo);
                    // The row exists and is not committed while others number theirs.
                    storage.jdbc.sql("select pg_sleep(0.002)").query().singleRow();
                    if (rolledBack) {
                        status.setRollbackOnly();
                    }
                });
            }
            return null;
        };
    }

    /** Reads until, with all writers gone, nothing follows. */
    private static Callable<List<Entry>> reader(TicketingStorage storage, AtomicBoolean writing) {
        return () -> {
            List<Entry> read = new ArrayList<>();
            boolean more = true;
            while (more) {
                boolean last = !writing.get();
                long seq = read.isEmpty() ? 0 : read.get(read.size() - 1).seq();
                List<Entry> page = storage.feed.after(seq, 7);
                read.addAll(page);
                more = !last || !page.isEmpty();
            }
            return read;
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
