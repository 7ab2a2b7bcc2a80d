package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NotificationGateTest {

    private static CompletableFuture<Boolean> passing(NotificationGate gate, Runnable work) {
        var passed = new CompletableFuture<Boolean>();
        new Thread(() -> passed.complete(gate.pass(work))).start();
        return passed;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void so_many_work_so_many_wait_and_the_rest_is_turned_away_at_once() {
        var gate = new NotificationGate(3, 2, Duration.ofSeconds(30));
        var go = new CountDownLatch(1);
        var working = new AtomicInteger();
        Runnable work = () -> {
            working.incrementAndGet();
            waitFor(go);
        };
        var first = passing(gate, work);
        var second = passing(gate, work);
        await().until(() -> working.get() == 2);
        var waiting = passing(gate, work);
        await().until(() -> !gate.pass(() -> {}));

        assertThat(waiting).isNotDone();
        go.countDown();

        assertThat(first.join() && second.join() && waiting.join()).isTrue();
        assertThat(working).hasValue(3);
        assertThat(gate.pass(() -> {})).as("there is room again").isTrue();
    }

    @Test
    void who_waited_long_enough_comes_another_time() {
        var gate = new NotificationGate(2, 1, Duration.ofMillis(20));
        var go = new CountDownLatch(1);
        var inside = new CountDownLatch(1);
        var first = passing(gate, () -> {
            inside.countDown();
            waitFor(go);
        });
        waitFor(inside);

        assertThat(gate.pass(() -> {
                    throw new AssertionError("there was no room");
                }))
                .isFalse();
        go.countDown();

        assertThat(first.join()).isTrue();
    }

    @Test
    void a_failure_keeps_no_place() {
        var gate = new NotificationGate(1, 1, Duration.ofMillis(20));
        for (var i = 0; i < 3; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> gate.pass(() -> {
                        throw new IllegalStateException();
                    }));
        }

        assertThat(gate.pass(() -> {})).isTrue();
    }
}
