package org.cinemarefund.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.EventBasedGateway;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.Variable;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

/** The diagram and its Java half name the same things: nothing extra on either side. */
class RefundProcessContractTest {
    private static final Path DIAGRAM = Path.of("processes/refund-approval.bpmn");

    private final BpmnModelInstance model = Bpmn.readModelFromFile(DIAGRAM.toFile());

    @Test
    void the_process_has_the_declared_key_and_a_history_time_to_live() {
        var process = model.getModelElementsByType(Process.class).iterator().next();
        assertThat(process.getId()).isEqualTo(RefundProcess.KEY);
        assertThat(process.getCamundaHistoryTimeToLiveString()).isNotBlank();
    }

    @Test
    void every_automated_step_is_bound_to_the_delegate_of_its_own_name() {
        assertThat(all(ServiceTask.class)).allSatisfy(task -> assertThat(task.getCamundaDelegateExpression())
                .isEqualTo("${" + task.getId() + "}"));
        assertThat(all(BusinessRuleTask.class)).allSatisfy(task -> assertThat(task.getCamundaDelegateExpression())
                .isEqualTo("${" + task.getId() + "}"));
        var inDiagram = new TreeSet<>(ids(ServiceTask.class));
        inDiagram.addAll(ids(BusinessRuleTask.class));
        assertThat(inDiagram)
                .isEqualTo(names(Step.values()))
                .isEqualTo(beans(RefundProcessDelegates.class, JavaDelegate.class));
    }

    @Test
    void exactly_the_remote_steps_are_jobs_of_their_own() {
        var jobs = all(ServiceTask.class).stream()
                .filter(ServiceTask::isCamundaAsyncBefore)
                .map(FlowElement::getId)
                .collect(Collectors.toCollection(TreeSet::new));
        var remote = Arrays.stream(Step.values())
                .filter(Step::remote)
                .map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(jobs).isEqualTo(remote);
    }

    @Test
    void every_task_of_a_person_has_a_form_a_group_and_the_guards() {
        assertThat(ids(UserTask.class)).isEqualTo(names(RefundProcess.Task.values()));
        assertThat(all(UserTask.class)).allSatisfy(task -> {
            assertThat(task.getCamundaFormKey()).startsWith("embedded:deployment:forms/");
            assertThat(Path.of("forms", task.getCamundaFormKey().substring("embedded:deployment:forms/".length())))
                    .exists();
            assertThat(task.getCamundaCandidateGroupsList()).hasSize(1);
            var hooks = task.getExtensionElements()
                    .getElementsQuery()
                    .filterByType(CamundaTaskListener.class)
                    .list();
            assertThat(hooks.stream().map(CamundaTaskListener::getCamundaEvent))
                    .containsExactlyInAnyOrder("create", "assignment", "complete");
        });
    }

    @Test
    void no_variable_hides_a_bean() {
        var beans = new TreeSet<>(RefundProcess.TIME_BEANS);
        beans.addAll(names(Step.values()));
        beans.addAll(names(RefundProcess.Look.values()));
        beans.addAll(names(RefundProcess.TaskHook.values()));
        assertThat(Variable.PASSING.stream().map(Variable::name)).isNotEmpty().doesNotContainAnyElementsOf(beans);
        assertThat(beans).doesNotContain(Variable.CINEMA_ID.name());
    }

    @Test
    void every_listener_named_in_the_diagram_exists_and_every_one_that_exists_is_named() throws Exception {
        var looks = all(CamundaExecutionListener.class).stream()
                .map(listener -> bare(listener.getCamundaDelegateExpression()))
                .collect(Collectors.toCollection(TreeSet::new));
        var hooks = all(CamundaTaskListener.class).stream()
                .map(listener -> bare(listener.getCamundaDelegateExpression()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(looks)
                .isEqualTo(names(RefundProcess.Look.values()))
                .isEqualTo(beans(RefundProcessListeners.class, ExecutionListener.class));
        assertThat(hooks).isEqualTo(names(RefundProcess.TaskHook.values()));
        assertThat(hooks).containsAll(beans(RefundProcessListeners.class, TaskListener.class));
    }

    @Test
    void messages_are_exactly_the_declared_ones() {
        assertThat(all(Message.class).stream().map(Message::getName).collect(Collectors.toSet()))
                .isEqualTo(RefundProcess.MESSAGES);
    }

    @Test
    void timers_are_exactly_the_declared_ones_and_take_their_times_from_the_beans() {
        var timers = all(TimerEventDefinition.class).stream()
                .map(definition -> ((CatchEvent) definition.getParentElement()).getId())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(timers).isEqualTo(names(RefundProcess.Timer.values()));
        assertThat(all(TimerEventDefinition.class))
                .allSatisfy(definition -> assertThat(definition.getTextContent().strip())
                        .matches("\\$\\{(sla|settlement)\\.\\w+\\((execution)?\\)}"));
    }

    @Test
    void every_wait_has_a_way_out_by_time() {
        // A supervisor and finance decide however long it takes; their timers tell and ask, and never decide.
        var untilDecided = Set.of("supervisorReview", "resolveRefund", "confirmResolution");
        assertThat(all(EventBasedGateway.class)).allSatisfy(gateway -> assertThat(gateway.getOutgoing().stream()
                        .map(SequenceFlow::getTarget)
                        .flatMap(node -> node.getChildElementsByType(TimerEventDefinition.class).stream()))
                .as("a timer behind %s", gateway.getId())
                .isNotEmpty());
        assertThat(all(UserTask.class)).allSatisfy(task -> {
            var onIt = all(BoundaryEvent.class).stream()
                    .filter(event -> event.getAttachedTo().equals(task))
                    .filter(RefundProcessContractTest::isTimer)
                    .toList();
            var besideIt = all(StartEvent.class).stream()
                    .filter(event -> event.getParentElement() instanceof SubProcess beside
                            && beside.triggeredByEvent()
                            && beside.getParentElement().equals(task.getParentElement()))
                    .filter(RefundProcessContractTest::isTimer)
                    .toList();
            assertThat(onIt.size() + besideIt.size())
                    .as("timers of %s", task.getId())
                    .isPositive();
            assertThat(onIt.stream().anyMatch(BoundaryEvent::cancelActivity)
                            || besideIt.stream().anyMatch(StartEvent::isInterrupting))
                    .as("a timer that ends %s", task.getId())
                    .isEqualTo(!untilDecided.contains(task.getId()));
        });
    }

    @Test
    void expressions_read_only_declared_names() throws Exception {
        var xml = Files.readString(DIAGRAM);
        var used = new TreeSet<String>();
        var found = Pattern.compile("\\$\\{!?(\\w+)").matcher(xml);
        while (found.find()) {
            used.add(found.group(1));
        }
        used.removeAll(names(Step.values()));
        used.removeAll(names(RefundProcess.Look.values()));
        used.removeAll(names(RefundProcess.TaskHook.values()));
        var declared = Variable.PASSING.stream().map(Variable::name).collect(Collectors.toCollection(TreeSet::new));
        declared.add(Variable.CINEMA_ID.name());
        declared.addAll(RefundProcess.TIME_BEANS);
        assertThat(used).isEqualTo(declared);
    }

    @Test
    void everything_has_a_chinese_name_an_english_reason_and_a_place_in_the_drawing() {
        var shapes = all(BpmnShape.class).stream()
                .map(shape -> shape.getBpmnElement().getId())
                .collect(Collectors.toSet());
        var edges = all(BpmnEdge.class).stream()
                .map(edge -> edge.getBpmnElement().getId())
                .collect(Collectors.toSet());
        assertThat(all(FlowNode.class)).allSatisfy(node -> {
            assertThat(node.getName()).as(node.getId()).matches("[\\p{IsHan}？]{2,10}");
            assertThat(node.getDocumentations()).as(node.getId()).isNotEmpty();
            assertThat(shapes).contains(node.getId());
        });
        assertThat(all(SequenceFlow.class)).allSatisfy(flow -> assertThat(edges).contains(flow.getId()));
    }

    private static boolean isTimer(CatchEvent event) {
        return !event.getChildElementsByType(TimerEventDefinition.class).isEmpty();
    }

    @Test
    void finance_is_told_and_asks_on_whichever_task_it_has() {
        SubProcess resolution = model.getModelElementById("resolution");
        assertThat(all(BoundaryEvent.class))
                .filteredOn(event -> event.getAttachedTo().equals(resolution))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getId()).isEqualTo("settledWhileResolving");
                    assertThat(event.cancelActivity()).isTrue();
                });
        assertThat(Stream.of(RefundProcess.Task.resolveRefund, RefundProcess.Task.confirmResolution)
                        .map(task -> (FlowNode) model.getModelElementById(task.name())))
                .allSatisfy(task -> assertThat(task.getParentElement()).isEqualTo(resolution));
    }

    @Test
    void the_picture_is_for_people() {
        assertThat(DiagramLint.findings(model)).isEmpty();
    }

    @Test
    void the_way_of_a_refund_that_goes_well_is_one_straight_line() {
        var shapes = all(BpmnShape.class).stream()
                .collect(Collectors.toMap(
                        shape -> shape.getBpmnElement().getId(),
                        shape -> shape.getBounds().getY() + shape.getBounds().getHeight() / 2));
        assertThat(Stream.of(
                                "refundRequested",
                                "registerApplication",
                                "checkPolicy",
                                "review",
                                "approval",
                                "submitRefund",
                                "awaitSettlement",
                                "refundSettled",
                                "sendCreditNotice",
                                "refunded")
                        .map(shapes::get)
                        .distinct())
                .hasSize(1);
    }

    private <T extends ModelElementInstance> Collection<T> all(Class<T> type) {
        return model.getModelElementsByType(type);
    }

    private <T extends FlowNode> Set<String> ids(Class<T> type) {
        return all(type).stream().map(FlowNode::getId).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Enum<?>[] values) {
        return Stream.of(values).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String bare(String expression) {
        return expression.replaceAll("[${}]", "");
    }

    private static Set<String> beans(Class<?> configuration, Class<?> type) {
        return Stream.of(configuration.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Bean.class) && method.getReturnType() == type)
                .map(java.lang.reflect.Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
