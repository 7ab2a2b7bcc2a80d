package org.cinemarefund.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.cinemarefund.process.names.MerchantBalanceProcess;
import org.cinemarefund.process.names.Processes;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.SettlementAlarmProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;

/** The two small processes for finance and their Java halves name the same things. */
class FinanceProcessesContractTest {
    private static BpmnModelInstance read(String key) {
        return Bpmn.readModelFromFile(Path.of("processes", key + ".bpmn").toFile());
    }

    private static <T extends ModelElementInstance> List<T> all(BpmnModelInstance model, Class<T> type) {
        return List.copyOf(model.getModelElementsByType(type));
    }

    private static Set<String> beans(Class<?> configuration, Class<?> type) {
        return Stream.of(configuration.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Bean.class) && method.getReturnType() == type)
                .map(java.lang.reflect.Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> hooks(BpmnModelInstance model) {
        var names = all(model, CamundaTaskListener.class).stream()
                .map(listener -> listener.getCamundaDelegateExpression().replaceAll("[${}]", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        names.remove("assignmentGuard");
        return names;
    }

    @Test
    void every_diagram_is_listed_by_its_key() throws IOException {
        try (var files = Files.list(Path.of("processes"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".bpmn"))
                            .map(file -> file.replace(".bpmn", "")))
                    .containsExactlyInAnyOrderElementsOf(Processes.OURS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MerchantBalanceProcess.KEY, SettlementAlarmProcess.KEY})
    void people_find_a_form_a_group_the_guards_and_a_drawing_in_chinese(String key) {
        var model = read(key);
        var process = all(model, Process.class).iterator().next();
        assertThat(process.getId()).isEqualTo(key);
        assertThat(process.getCamundaHistoryTimeToLiveString()).isNotBlank();
        assertThat(all(model, UserTask.class)).hasSize(1).allSatisfy(task -> {
            assertThat(Path.of(task.getCamundaFormKey().substring("embedded:deployment:".length())))
                    .exists();
            assertThat(task.getCamundaCandidateGroupsList()).containsExactly("finance");
            assertThat(
                            task
                                    .getExtensionElements()
                                    .getElementsQuery()
                                    .filterByType(CamundaTaskListener.class)
                                    .list()
                                    .stream()
                                    .map(CamundaTaskListener::getCamundaEvent))
                    .containsExactlyInAnyOrder("create", "assignment", "complete");
        });
        var shapes = all(model, BpmnShape.class).stream()
                .map(shape -> shape.getBpmnElement().getId())
                .collect(Collectors.toSet());
        var edges = all(model, BpmnEdge.class).stream()
                .map(edge -> edge.getBpmnElement().getId())
                .collect(Collectors.toSet());
        assertThat(all(model, FlowNode.class)).allSatisfy(node -> {
            assertThat(node.getName()).as(node.getId()).matches("[\\p{IsHan}？]{2,10}");
            assertThat(node.getDocumentations()).as(node.getId()).isNotEmpty();
            assertThat(shapes).contains(node.getId());
        });
        assertThat(all(model, SequenceFlow.class))
                .allSatisfy(flow -> assertThat(edges).contains(flow.getId()));
        assertThat(DiagramLint.findings(model)).isEmpty();
    }

    @Test
    void the_balance_has_the_steps_messages_and_times_of_its_java_half() {
        var model = read(MerchantBalanceProcess.KEY);

        assertThat(all(model, ServiceTask.class)).allSatisfy(task -> assertThat(task.getCamundaDelegateExpression())
                .isEqualTo("${" + task.getId() + "}"));
        Set<String> steps =
                all(model, ServiceTask.class).stream().map(ServiceTask::getId).collect(Collectors.toSet());
        assertThat(steps).isEqualTo(beans(MerchantBalanceSteps.class, JavaDelegate.class));
        assertThat(hooks(model)).isEqualTo(beans(MerchantBalanceSteps.class, TaskListener.class));
        assertThat(all(model, Message.class))
                .extracting(Message::getName)
                .containsExactly(RefundProcess.BALANCE_RESTORED);
        assertThat(all(model, TimerEventDefinition.class)).isNotEmpty().allSatisfy(definition -> assertThat(
                        definition.getTextContent().strip())
                .matches("\\$\\{balanceTimes\\.\\w+\\(\\)}"));
        assertThat(all(model, UserTask.class))
                .extracting(UserTask::getId)
                .containsExactly(MerchantBalanceProcess.Task.topUpMerchantAccount.name());
        // A person may take days over the account: the timer looks, and never decides.
        assertThat(all(model, BoundaryEvent.class))
                .filteredOn(event -> !event.getChildElementsByType(TimerEventDefinition.class)
                        .isEmpty())
                .singleElement()
                .satisfies(event -> assertThat(event.cancelActivity()).isFalse());
    }

    @Test
    void the_alarm_is_one_task_that_only_a_person_ends() {
        var model = read(SettlementAlarmProcess.KEY);

        assertThat(hooks(model)).isEqualTo(beans(SettlementAlarmSteps.class, TaskListener.class));
        assertThat(all(model, UserTask.class))
                .extracting(UserTask::getId)
                .containsExactly(SettlementAlarmProcess.Task.examineAlarm.name());
        assertThat(all(model, TimerEventDefinition.class))
                .as("a contradiction does not go away by waiting")
                .isEmpty();
    }
}
