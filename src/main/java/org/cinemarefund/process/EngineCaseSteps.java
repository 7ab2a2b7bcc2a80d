package org.cinemarefund.process;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.camunda.bpm.engine.HistoryService;
import org.cinemarefund.application.CaseSteps;
import org.cinemarefund.process.names.RefundProcess;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looked up for many at once: the engine's own calls answer tasks by business keys without them, and incidents one by one. */
@Component
class EngineCaseSteps implements CaseSteps {
    private static final Map<RefundProcess.Task, Desk> DESKS = new EnumMap<>(Map.of(
            RefundProcess.Task.reviewRefund, Desk.REVIEWER,
            RefundProcess.Task.supervisorReview, Desk.SUPERVISOR,
            RefundProcess.Task.resolveRefund, Desk.FINANCE,
            RefundProcess.Task.confirmResolution, Desk.FINANCE));

    private static final List<String> OF_TICKETING =
            List.of(RefundProcess.Step.confirmVoid.name(), RefundProcess.Step.confirmRelease.name());

    private final JdbcClient jdbc;
    private final HistoryService history;

    EngineCaseSteps(JdbcClient jdbc, HistoryService history) {
        this.jdbc = jdbc;
        this.history = history;
    }

    @Override
    public Map<String, AtWork> of(Collection<String> applicationNos) {
        if (applicationNos.isEmpty()) {
            return Map.of();
        }
        var found = new HashMap<String, AtWork>();
        jdbc.sql("""
                select p.business_key_ as number, t.task_def_key_ as step, t.create_time_ as since
                from act_ru_execution p join act_ru_task t on t.proc_inst_id_ = p.id_
                where p.business_key_ in (:numbers) and t.task_def_key_ in (:steps)""")
                .param("numbers", applicationNos)
                .param("steps", DESKS.keySet().stream().map(Enum::name).toList())
                .query((row, n) -> Map.entry(
                        row.getString("number"),
                        new AtWork(
                                new OpenTask(
                                        DESKS.get(RefundProcess.Task.valueOf(row.getString("step"))),
                                        EngineTimes.in(row, "since")),
                                null,
                                false)))
                .list()
                .forEach(each -> found.merge(each.getKey(), each.getValue(), EngineCaseSteps::both));
        jdbc.sql("""
                select p.business_key_ as number, i.activity_id_ as step, i.incident_timestamp_ as since
                from act_ru_execution p join act_ru_incident i on i.proc_inst_id_ = p.id_
                where p.business_key_ in (:numbers)""")
                .param("numbers", applicationNos)
                .query((row, n) -> Map.entry(
                        row.getString("number"),
                        new AtWork(null, new Trouble(row.getString("step"), EngineTimes.in(row, "since")), false)))
                .list()
                .forEach(each -> found.merge(each.getKey(), each.getValue(), EngineCaseSteps::both));
        jdbc.sql("""
                select distinct p.business_key_ from act_ru_execution p join act_ru_execution e on e.proc_inst_id_ = p.id_
                where p.business_key_ in (:numbers) and e.act_id_ in (:steps)""")
                .param("numbers", applicationNos)
                .param("steps", OF_TICKETING)
                .query(String.class)
                .list()
                .forEach(number -> found.merge(number, new AtWork(null, null, true), EngineCaseSteps::both));
        return found;
    }

    /** Of two tasks or troubles the one that has been there longer. */
    private static AtWork both(AtWork one, AtWork other) {
        return new AtWork(
                earlier(one.task(), other.task(), OpenTask::since),
                earlier(one.trouble(), other.trouble(), Trouble::since),
                one.ticketing() || other.ticketing());
    }

    private static <T> @Nullable T earlier(@Nullable T one, @Nullable T other, Function<T, Instant> since) {
        return one == null || other != null && since.apply(other).isBefore(since.apply(one)) ? other : one;
    }

    @Override
    public Optional<String> processInstance(String applicationNo) {
        return history
                .createHistoricProcessInstanceQuery()
                .processInstanceBusinessKey(applicationNo)
                .processDefinitionKey(RefundProcess.KEY)
                .list()
                .stream()
                .map(instance -> instance.getId())
                .findFirst();
    }
}
