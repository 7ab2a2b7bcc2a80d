package org.cinemarefund.process;

import static org.cinemarefund.process.RefundProcessListeners.take;

import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.cinemarefund.process.access.TaskRights;
import org.cinemarefund.process.engine.NodeVersions;
import org.cinemarefund.process.names.RefundSampleProcess;
import org.cinemarefund.process.names.Words;
import org.cinemarefund.review.ReviewDesk;
import org.cinemarefund.review.SampleDesk;
import org.cinemarefund.review.SampleDesk.Finding;
import org.cinemarefund.review.SampleTasks;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The hooks of {@code processes/refund-sample.bpmn}; bean name = listener name. */
@Configuration(proxyBeanMethods = false)
class RefundSampleSteps {

    @Bean
    SampleTasks sampleTasks(RuntimeService runtime, NodeVersions versions) {
        return applicationNo -> runtime.startProcessInstanceById(
                versions.toStart(RefundSampleProcess.KEY),
                RefundSampleProcess.businessKey(applicationNo),
                Map.of(RefundSampleProcess.APPLICATION_NO, applicationNo));
    }

    @Bean
    TaskListener describeSample(ReviewDesk desk, MessageSource texts) {
        return task -> RefundProcessListeners.describe(task, desk.find(applicationNo(task)), texts);
    }

    @Bean
    TaskListener recordInspection(SampleDesk desk, TaskRights rights) {
        return task -> rights.decide(task, () -> {
            var ours = RefundProcessListeners.copiesOn(task);
            ours.add(RefundSampleProcess.APPLICATION_NO);
            RefundProcessListeners.requireOnly(task, Words.ofAnswer(task.getTaskDefinitionKey()), ours);
            var finding = Finding.of(take(task, Words.VERDICT), take(task, Words.COMMENT));
            desk.inspected(applicationNo(task), finding, task.getAssignee());
        });
    }

    private static String applicationNo(DelegateTask task) {
        return (String) task.getVariable(RefundSampleProcess.APPLICATION_NO);
    }
}
