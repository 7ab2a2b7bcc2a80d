package org.cinemarefund.process;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.cinemarefund.application.ListedTasks;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.process.access.InTheNameOf;
import org.cinemarefund.process.names.RefundProcess;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Two questions for a whole page of cards: what the person may see, by the engine's own authorization, and which refunds these are. */
@Component
class EngineListedTasks implements ListedTasks {
    private final InTheNameOf inTheNameOf;
    private final TaskService tasks;
    private final JdbcClient jdbc;

    EngineListedTasks(InTheNameOf inTheNameOf, TaskService tasks, JdbcClient jdbc) {
        this.inTheNameOf = inTheNameOf;
        this.tasks = tasks;
        this.jdbc = jdbc;
    }

    @Override
    public List<Listed> visible(Collection<String> taskIds, StaffUser user) {
        if (taskIds.isEmpty()) {
            return List.of();
        }
        var seen = seen(taskIds, user);
        var numbers = applicationNos(
                seen.stream().map(Task::getProcessInstanceId).distinct().toList());
        return seen.stream()
                .map(task -> new Listed(
                        task.getId(),
                        task.getTaskDefinitionKey(),
                        numbers.get(task.getProcessInstanceId()),
                        task.getDueDate() == null ? null : task.getDueDate().toInstant()))
                .toList();
    }

    private List<Task> seen(Collection<String> taskIds, StaffUser user) {
        return inTheNameOf.call(
                user,
                () ->
                        tasks
                                .createTaskQuery()
                                .taskIdIn(taskIds.toArray(String[]::new))
                                .listPage(0, taskIds.size())
                                .stream()
                                // A task that somebody made by hand is about no refund.
                                .filter(task -> task.getProcessInstanceId() != null)
                                .toList());
    }

    /** By process instance: a refund's own number, or the one that an alarm or a sample was started with. */
    Map<String, String> applicationNos(Collection<String> instances) {
        if (instances.isEmpty()) {
            return Map.of();
        }
        var numbers = new HashMap<String, String>();
        jdbc.sql("""
                select e.id_ as instance, e.proc_def_id_ as definition, e.business_key_ as number, v.text_ as named
                from act_ru_execution e
                left join act_ru_variable v on v.execution_id_ = e.id_ and v.name_ = 'applicationNo' and v.task_id_ is null
                where e.id_ in (:instances)""")
                .param("instances", instances)
                .query((row, n) -> {
                    var number = row.getString("definition").startsWith(RefundProcess.KEY + ":")
                            ? row.getString("number")
                            : row.getString("named");
                    if (number != null) {
                        numbers.put(row.getString("instance"), number);
                    }
                    return number;
                })
                .list();
        return numbers;
    }
}
