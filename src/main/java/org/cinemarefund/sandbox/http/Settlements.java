package org.cinemarefund.sandbox.http;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.cinemarefund.sandbox.Sandbox;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;

/** What happens to an accepted refund without anybody asking: it gets its final state, and the product is told. */
final class Settlements {
    private final Sandbox sandbox;
    private final CallbackSender callbacks;
    private final ScheduledExecutorService timer;

    Settlements(Sandbox sandbox, CallbackSender callbacks, ScheduledExecutorService timer) {
        this.sandbox = sandbox;
        this.callbacks = callbacks;
        this.timer = timer;
    }

    /** Returns when the request may be answered. */
    void begin(SandboxRefund refund, ScenarioChoice choice) {
        if (choice.scenario() == Scenario.CALLBACK_EARLY) {
            sandbox.settle(refund.outRefundNo())
                    .ifPresent(sandboxRefund ->
                            callbacks.send(sandboxRefund, choice.scenario()).join());
            return;
        }
        var wait = sandbox.settleAfter(choice);
        if (wait.isZero()) {
            settle(refund.outRefundNo(), choice.scenario());
        } else {
            later(wait, () -> settle(refund.outRefundNo(), choice.scenario()));
        }
    }

    /** After a restart: those that still wait. */
    void resume() {
        for (var refund : sandbox.unsettled()) {
            var scenario = refund.repair() == null ? refund.scenario() : Scenario.NORMAL;
            later(sandbox.config().settleAfter(), () -> settle(refund.outRefundNo(), scenario));
        }
    }

    private void settle(String outRefundNo, Scenario scenario) {
        sandbox.settle(outRefundNo).ifPresent(refund -> callbacks.tell(refund, scenario));
    }

    void later(Duration wait, Runnable work) {
        var world = sandbox.resets();
        Runnable unlessForgotten = () -> {
            if (sandbox.resets() == world) {
                work.run();
            }
        };
        try {
            var unused = timer.schedule(unlessForgotten, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The sandbox is closing; the refund is settled after the next start.
        }
    }
}
