package org.cinemarefund.process;

import java.util.function.Consumer;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What fell between the applications and the engine: an application that is not over and has nothing that leads on, or a
 * process of no application. Looks at live ones only, each statement in one snapshot.
 */
public final class Astray {
    /** By status, what leads on: the task, the message that is waited for, a step that runs, or an incident for an operator. */
    private static final String ADRIFT = """
            from refund_application a where a.status in ('UNDER_REVIEW', 'EVIDENCE_REQUESTED', 'REFUNDING')
              and not exists (select 1 from act_ru_execution e where e.business_key_ = a.application_no and (
                exists (select 1 from act_ru_job j where j.process_instance_id_ = e.id_ and j.type_ <> 'timer')
                or exists (select 1 from act_ru_incident i where i.proc_inst_id_ = e.id_)
                or a.status = 'UNDER_REVIEW' and exists (select 1 from act_ru_task t where t.proc_inst_id_ = e.id_
                  and t.task_def_key_ in ('reviewRefund', 'supervisorReview'))
                or exists (select 1 from act_ru_execution x join act_ru_event_subscr s on s.execution_id_ = x.id_
                  where x.proc_inst_id_ = e.id_ and s.event_name_ = case a.status
                    when 'EVIDENCE_REQUESTED' then 'EvidenceSupplied' when 'REFUNDING' then 'RefundSettled' end)))""";

    private static final String NUMBERLESS = """
            from refund_application a where a.status = 'REFUNDING'
              and not exists (select 1 from refund_transaction t where t.application_no = a.application_no)""";

    private static final String OF_NOBODY = """
            from act_ru_execution e join act_re_procdef d on d.id_ = e.proc_def_id_
            where d.key_ = 'refund-approval' and e.parent_id_ is null and not exists (
              select 1 from refund_application a where a.application_no = e.business_key_)""";

    private final JdbcClient jdbc;

    public Astray(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long count() {
        return count(ADRIFT) + count(NUMBERLESS) + count(OF_NOBODY);
    }

    private long count(String from) {
        return jdbc.sql("select count(*) " + from).query(Long.class).single();
    }

    /**
     * @param report takes a line for each
     * @return how many lines that were; -1 when the engine has no tables here. REFUNDING without a number is the record's
     *     own business
     */
    public long report(Consumer<String> report) {
        if (!engineIsHere()) {
            return -1;
        }
        var found = new long[1];
        tell("select a.application_no " + ADRIFT + " order by 1", ": not over, and no process leads on", report, found);
        tell(
                "select concat('process ', e.id_, ' of ', coalesce(e.business_key_, 'nobody')) " + OF_NOBODY
                        + " order by 1",
                ": there is no such application",
                report,
                found);
        return found[0];
    }

    private void tell(String sql, String what, Consumer<String> report, long[] found) {
        jdbc.sql(sql).query(row -> {
            report.accept(row.getString(1) + what);
            found[0]++;
        });
    }

    private boolean engineIsHere() {
        try {
            jdbc.sql("select count(*) from act_re_procdef where 1 = 0")
                    .query(Long.class)
                    .single();
            return true;
        } catch (DataAccessException e) {
            return false;
        }
    }
}
