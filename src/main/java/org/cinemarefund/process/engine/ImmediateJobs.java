package org.cinemarefund.process.engine;

import java.util.Date;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.cmd.UnlockJobCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobsRunnable;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobManager;
import org.camunda.bpm.engine.impl.persistence.entity.MessageEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.spring.components.jobexecutor.SpringJobExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * An asynchronous step is locked for this node by the insert that makes it and handed to this node's threads after the commit:
 * nobody has to look for it, and no transaction is needed to take it. Where the threads have enough to do it is left to
 * whichever node finds it, as the engine does with all. A node that dies in between loses nothing: the lock ends, and another
 * finds the job.
 */
final class ImmediateJobs extends JobManager {
    private static final Logger LOG = LoggerFactory.getLogger(ImmediateJobs.class);

    @Override
    protected void hintJobExecutor(JobEntity job) {
        var engine = Context.getProcessEngineConfiguration();
        if (engine.getJobExecutor() instanceof SpringJobExecutor executor
                && executor.isActive()
                && executor.getTaskExecutor() instanceof ThreadPoolTaskExecutor threads
                && hasRoom(threads)
                && isForThisNode(job, engine)
                && !followsInThisThread(job)) {
            job.setLockOwner(executor.getLockOwner());
            job.setLockExpirationTime(new Date(ClockUtil.getCurrentTime().getTime() + executor.getLockTimeInMillis()));
            var id = job.getId();
            Context.getCommandContext()
                    .getTransactionContext()
                    .addTransactionListener(
                            TransactionState.COMMITTED, context -> handOver(id, threads, executor, engine));
        } else {
            super.hintJobExecutor(job);
        }
    }

    /** Half of the queue stays free for what is found by looking. */
    private static boolean hasRoom(ThreadPoolTaskExecutor threads) {
        return threads.getQueueSize() <= threads.getQueueCapacity() / 2;
    }

    private boolean isForThisNode(JobEntity job, ProcessEngineConfigurationImpl engine) {
        var deployment = job.getDeploymentId();
        return job instanceof MessageEntity
                && job.getProcessInstanceId() != null
                && !job.isSuspended()
                && isJobDue(job)
                && (deployment == null || engine.getRegisteredDeployments().contains(deployment));
    }

    /** Exclusive jobs of the instance that a job of this thread belongs to run behind it; the engine sees to that itself. */
    private boolean followsInThisThread(JobEntity job) {
        var running = Context.getJobExecutorContext();
        return running != null
                && running.isExecutingExclusiveJob()
                && areInSameProcessInstance(job, running.getCurrentJob());
    }

    /** Behind the commit: whatever goes wrong here must not look as if it had gone wrong before. */
    private static void handOver(
            String job,
            ThreadPoolTaskExecutor threads,
            SpringJobExecutor executor,
            ProcessEngineConfigurationImpl engine) {
        try {
            threads.execute(new Handed(job, engine.getProcessEngine()));
        } catch (RejectedExecutionException full) {
            giveBack(job, executor, engine);
        }
    }

    private static void giveBack(String job, SpringJobExecutor executor, ProcessEngineConfigurationImpl engine) {
        try {
            engine.getCommandExecutorTxRequiresNew().execute(new UnlockJobCmd(job));
            executor.jobWasAdded();
        } catch (RuntimeException e) {
            LOG.info("a job is found when its lock ends: {}", e.getClass().getSimpleName());
        }
    }

    /** Runs a job as if it had been looked for, but asks nobody to look for more behind it. */
    private static final class Handed extends ExecuteJobsRunnable {
        Handed(String job, ProcessEngineImpl engine) {
            super(List.of(job), engine);
            jobExecutor = new Quiet(jobExecutor);
        }
    }

    private static final class Quiet extends JobExecutor {
        private final JobExecutor executor;

        Quiet(JobExecutor executor) {
            this.executor = executor;
        }

        @Override
        public boolean isActive() {
            return executor.isActive();
        }

        @Override
        public void jobWasAdded() {}

        @Override
        protected void startExecutingJobs() {}

        @Override
        protected void stopExecutingJobs() {}

        @Override
        public void executeJobs(List<String> jobs, ProcessEngineImpl engine) {
            executor.executeJobs(jobs, engine);
        }
    }
}
