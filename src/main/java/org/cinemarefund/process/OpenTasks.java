package org.cinemarefund.process;

import java.util.Date;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.process.names.RefundProcess;
import org.springframework.stereotype.Component;

/** What we change on tasks that people have open: their rank and their deadline. */
@Component
class OpenTasks {
    private static final int HIGH = 75;

    private final TaskService tasks;
    private final RuntimeService runtime;
    private final ManagementService management;

    OpenTasks(TaskService tasks, RuntimeService runtime, ManagementService management) {
        this.tasks = tasks;
        this.runtime = runtime;
        this.management = management;
    }

    /** Moves the instance's open task up in everybody's list. */
    void raise(String processInstanceId, RefundProcess.Task task) {
        tasks.createTaskQuery()
                .processInstanceId(processInstanceId)
                .taskDefinitionKey(task.name())
                .list()
                .forEach(eachTask -> tasks.setPriority(eachTask.getId(), HIGH));
    }

    /** Sets due date and timers of an open review, or of the wait for the moviegoer, to the application's deadlines. */
    void deadlineMoved(RefundApplication application) {
        var instance = runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(application.applicationNo(), RefundProcess.KEY)
                .singleResult();
        if (instance == null) {
            return;
        }
        var dueAt = Date.from(application.reviewDueAt());
        tasks.createTaskQuery().processInstanceId(instance.getId()).list().forEach(task -> {
            task.setDueDate(dueAt);
            tasks.saveTask(task);
        });
        management
                .createJobQuery()
                .processInstanceId(instance.getId())
                .timers()
                .list()
                .forEach(job -> {
                    var definition = management
                            .createJobDefinitionQuery()
                            .jobDefinitionId(job.getJobDefinitionId())
                            .singleResult();
                    if (RefundProcess.Timer.reviewOverdue.name().equals(definition.getActivityId())) {
                        management.setJobDuedate(job.getId(), dueAt);
                    } else if (RefundProcess.Timer.reviewReminder.name().equals(definition.getActivityId())
                            && !application.review().reminded()) {
                        management.setJobDuedate(job.getId(), Date.from(application.reminderAt()));
                    } else if (RefundProcess.Timer.evidenceOverdue.name().equals(definition.getActivityId())) {
                        management.setJobDuedate(
                                job.getId(), Date.from(application.evidence().dueAt()));
                    }
                });
    }
}
