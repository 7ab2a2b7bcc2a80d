package org.cinemarefund.process.engine;

import java.time.Duration;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.stereotype.Component;

/**
 * Lets a stopping node finish the steps it is at. Left alone the engine takes new jobs until it is closed, and the database goes
 * away under those that still run: nothing is lost by that, but each leaves a stack trace and a refund that waits for its lock.
 */
@Component
class RunningJobs implements SmartLifecycle {
    /** For what is queued too, which is normally a matter of milliseconds. */
    private static final Duration ALL = Duration.ofSeconds(4);

    /** A step that waits for WeChat waits 16 s at most. The queued ones are left to whoever finds their lock expired. */
    private static final Duration BEGUN = Duration.ofSeconds(17);

    private final ObjectProvider<JobExecutor> jobs;
    private final ObjectProvider<ThreadPoolTaskExecutor> threads;
    private volatile boolean running;

    RunningJobs(
            ObjectProvider<JobExecutor> jobs,
            @Qualifier("camundaTaskExecutor") ObjectProvider<ThreadPoolTaskExecutor> threads) {
        this.jobs = jobs;
        this.threads = threads;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        jobs.ifAvailable(JobExecutor::shutdown);
        threads.ifAvailable(executor -> finish(executor.getThreadPoolExecutor()));
    }

    private static void finish(ThreadPoolExecutor pool) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(ALL.toMillis(), TimeUnit.MILLISECONDS)) {
                pool.getQueue().clear();
                pool.awaitTermination(BEGUN.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped first of all, before the web server waits for its requests. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
