package org.cinemarefund.process.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.cinemarefund.process.access.Turns.Turn;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void four_at_once_and_a_fifth_has_to_wait_for_one_of_them() {
        var turns = new Turns(4, 8, LONG);
        var running = new ArrayList<Turn>();
        for (var i = 0; i < 4; i++) {
            running.add(turns.take("lin").orElseThrow());
        }

        var fifth = CompletableFuture.supplyAsync(() -> turns.take("lin"));
        assertThat(turns.take("wu")).as("somebody else").isPresent();
        await().during(Duration.ofMillis(200)).until(() -> !fifth.isDone());
        running.get(0).close();

        assertThat(fifth.join()).isPresent();
    }

    @Test
    void who_waits_too_long_is_sent_away() {
        var turns = new Turns(1, 8, Duration.ofMillis(50));
        var running = turns.take("lin").orElseThrow();

        assertThat(turns.take("lin")).isEmpty();

        running.close();
        assertThat(turns.take("lin")).isPresent();
    }

    /** Threads that wait are the server's threads. */
    @Test
    void only_a_few_may_wait_and_all_others_are_sent_away_at_once() {
        var turns = new Turns(1, 2, LONG);
        var running = turns.take("lin").orElseThrow();
        var threads = Executors.newFixedThreadPool(20);
        try {
            var refused = new AtomicInteger();
            var let = new ArrayList<CompletableFuture<Optional<Turn>>>();
            for (var i = 0; i < 20; i++) {
                let.add(CompletableFuture.supplyAsync(() -> turns.take("lin"), threads)
                        .whenComplete((turn, failure) -> {
                            if (turn.isEmpty()) {
                                refused.incrementAndGet();
                            }
                        }));
            }
            await().until(() -> refused.get() >= 18);
            assertThat(refused).hasValue(18);
            running.close();
            await().until(() -> let.stream()
                    .anyMatch(future -> future.isDone() && future.join().isPresent()));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nothing_is_remembered_of_who_has_gone() {
        var turns = new Turns(1, 0, Duration.ZERO);
        var running = turns.take("lin").orElseThrow();
        assertThat(turns.take("lin")).isEmpty();
        assertThat(turns.accounts()).isEqualTo(1);

        running.close();

        assertThat(turns.accounts()).isZero();
    }
}
