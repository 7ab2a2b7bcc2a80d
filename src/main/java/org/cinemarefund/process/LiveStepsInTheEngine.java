package org.cinemarefund.process;

import java.util.List;
import org.cinemarefund.operations.LiveSteps;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where refunds stand, out of the engine's tables of what runs: a person's task, a message that is waited for, or a step that is
 * a job. Read with our own rows in one statement, so that counts and sums are of the same moment; what is over is in none of
 * these tables.
 */
@Component
class LiveStepsInTheEngine implements LiveSteps {
    /** A refund that waits for a message also has timers, and a task has some: those are no places of their own. */
    private static final String STANDING = """
            select t.task_def_key_ as activity, t.proc_inst_id_ as instance, t.create_time_ as since, 0 as failed
            from act_ru_task t
            union all
            select case s.event_name_ when 'RefundSettled' then 'awaitSettlement' when 'EvidenceSupplied' then 'awaitEvidence'
                else 'awaitBalance' end, s.proc_inst_id_, s.created_, 0
            from act_ru_event_subscr s
            where s.event_name_ = 'EvidenceSupplied' or s.event_name_ = 'RefundSettled' and s.activity_id_ = 'refundSettled'
              or s.event_name_ = 'BalanceRestored' and s.activity_id_ = 'balanceRestored'
            union all
            select d.act_id_, j.process_instance_id_, j.create_time_, case when j.retries_ > 0 then 0 else 1 end
            from act_ru_job j join act_ru_jobdef d on d.id_ = j.job_def_id_
            where j.type_ <> 'timer' or j.retries_ = 0""";

    private static final String OF_REFUNDS = " from (" + STANDING + """
            ) x join act_ru_execution p on p.id_ = x.instance
            join refund_application a on a.application_no = p.business_key_""";

    private final JdbcClient jdbc;

    LiveStepsInTheEngine(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<StepFigure> steps() {
        return jdbc.sql("select x.activity, count(*) as refunds, coalesce(sum(a.refund_amount), 0) as fen,"
                        + " sum(x.failed) as failed, min(x.since) as oldest" + OF_REFUNDS + " group by x.activity")
                .query((row, n) -> new StepFigure(
                        row.getString("activity"),
                        row.getLong("refunds"),
                        row.getLong("fen"),
                        row.getLong("failed"),
                        EngineTimes.in(row, "oldest")))
                .list();
    }

    @Override
    public List<Standing> at(String activity, int most) {
        return jdbc.sql("select a.application_no, x.since" + OF_REFUNDS
                        + " where x.activity = :activity order by x.since limit :most")
                .param("activity", activity)
                .param("most", most)
                .query((row, n) -> new Standing(row.getString("application_no"), EngineTimes.in(row, "since")))
                .list();
    }
}
