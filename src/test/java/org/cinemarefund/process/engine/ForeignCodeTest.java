package org.cinemarefund.process.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every place where somebody else's text could become a program, tried on two engines: one as the library comes, on which each
 * attack must succeed or it would prove nothing, and one as ours is set up, deployment guard left out, on which none may.
 */
class ForeignCodeTest {
    private static final AtomicInteger CANARY = new AtomicInteger();
    private static final String CLASS = Canary.class.getName();
    private static final String SING = ".forName('" + CLASS + "').getMethod('sing').invoke(null)}";
    private static final List<String> PAYLOADS = List.of(
            "${''.getClass()" + SING, "#{''.class" + SING, "${ours.getClass()" + SING, "${words.getClass()" + SING);

    private static ProcessEngine asItComes;
    private static ProcessEngine ours;

    /** What an attack wants to have called, by method or as the class that a diagram names. */
    public static class Canary implements JavaDelegate {
        public static Object sing() {
            return CANARY.incrementAndGet();
        }

        @Override
        public void execute(DelegateExecution execution) {
            sing();
        }
    }

    public static class Ours implements JavaDelegate {
        public String greeting(String name) {
            return "hello " + name;
        }

        public String getTitle() {
            return "title";
        }

        public Object getAnything() {
            return this;
        }

        @Override
        public void execute(DelegateExecution execution) {
            execution.setVariable("done", true);
        }
    }

    @BeforeAll
    static void twoEngines() {
        Map<Object, Object> beans = Map.of("ours", new Ours());
        var open = configuration("foreign-open");
        open.setBeans(beans);
        asItComes = open.buildProcessEngine();
        var guarded = configuration("foreign-guarded");
        guarded.setBeans(beans);
        guarded.setExpressionManager(new QueryExpressionGuard(beans));
        EngineConfiguration.withoutForeignCode(guarded);
        guarded.setCustomPreDeployers(List.of());
        ours = guarded.buildProcessEngine();
    }

    private static ProcessEngineConfigurationImpl configuration(String name) {
        var configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName(name);
        configuration.setJdbcUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        configuration.setHistory("none");
        configuration.setEnforceHistoryTimeToLive(false);
        configuration.setJobExecutorActivate(false);
        configuration.setMetricsEnabled(false);
        configuration.setTaskMetricsEnabled(false);
        return configuration;
    }

    @AfterAll
    static void close() {
        asItComes.close();
        ours.close();
    }

    @BeforeEach
    void quiet() {
        CANARY.set(0);
    }

    enum Place {
        SERVICE("<serviceTask id='x' camunda:expression=\"%s\"/>"),
        DELEGATE("<serviceTask id='x' camunda:delegateExpression=\"%s\"/>"),
        EXECUTION_LISTENER("<userTask id='x'><extensionElements>"
                + "<camunda:executionListener event='start' expression=\"%s\"/></extensionElements></userTask>"),
        TASK_LISTENER("<userTask id='x'><extensionElements>"
                + "<camunda:taskListener event='create' delegateExpression=\"%s\"/></extensionElements></userTask>"),
        DUE_DATE("<userTask id='x' camunda:dueDate=\"%s\"/>"),
        GROUP("<userTask id='x' camunda:candidateGroups=\"%s\"/>"),
        INPUT(
                "<userTask id='x'><extensionElements><camunda:inputOutput>"
                        + "<camunda:inputParameter name='y'>%s</camunda:inputParameter></camunda:inputOutput></extensionElements></userTask>"),
        TIMER("<intermediateCatchEvent id='x'><timerEventDefinition><timeDate>%s</timeDate></timerEventDefinition>"
                + "</intermediateCatchEvent>"),
        MESSAGE("<receiveTask id='x' messageRef='m'/>"),
        CONDITION("<exclusiveGateway id='x'/>"),
        SCRIPT("<scriptTask id='x' scriptFormat='juel'><script>%s</script></scriptTask>"),
        SCRIPT_LISTENER("<userTask id='x'><extensionElements><camunda:executionListener event='start'>"
                + "<camunda:script scriptFormat='juel'>%s</camunda:script></camunda:executionListener>"
                + "</extensionElements></userTask>"),
        SCRIPT_CONDITION("<exclusiveGateway id='x'/>");

        private final String element;

        Place(String element) {
            this.element = element;
        }

        String diagram(String payload) {
            var condition =
                    switch (this) {
                        case CONDITION ->
                            "<conditionExpression xsi:type='tFormalExpression'>" + payload + "</conditionExpression>";
                        case SCRIPT_CONDITION ->
                            "<conditionExpression xsi:type='tFormalExpression' language='juel'>" + payload
                                    + "</conditionExpression>";
                        default -> "";
                    };
            return "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'"
                    + " xmlns:camunda='http://camunda.org/schema/1.0/bpmn'"
                    + " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' targetNamespace='t'>"
                    + "<message id='m' name=\"" + (this == MESSAGE ? payload : "m") + "\"/>"
                    + "<process id='attack' isExecutable='true'><startEvent id='s'/>"
                    + "<sequenceFlow id='a' sourceRef='s' targetRef='x'/>"
                    + element.formatted(payload)
                    + "<sequenceFlow id='b' sourceRef='x' targetRef='e'>" + condition + "</sequenceFlow>"
                    + (condition.isEmpty()
                            ? ""
                            : "<sequenceFlow id='c' sourceRef='x' targetRef='e'>" + condition + "</sequenceFlow>")
                    + "<endEvent id='e'/></process></definitions>";
        }
    }

    static Stream<Arguments> placesAndPayloads() {
        return Stream.of(Place.values())
                .flatMap(place -> PAYLOADS.stream().map(payload -> Arguments.of(place, payload)));
    }

    @ParameterizedTest
    @MethodSource("placesAndPayloads")
    void nothing_in_a_diagram_reaches_a_class(Place place, String payload) {
        var diagram = place.diagram(payload);
        quietly(() -> run(asItComes, diagram));
        assertThat(CANARY.getAndSet(0)).as("on an engine as it comes").isPositive();

        assertThatThrownBy(() -> run(ours, diagram)).isInstanceOf(RuntimeException.class);
        assertThat(CANARY).hasValue(0);
    }

    @Test
    void no_class_is_named() {
        var diagram = Place.SERVICE.diagram("").replace("camunda:expression=\"\"", "camunda:class='" + CLASS + "'");

        run(asItComes, diagram);
        assertThat(CANARY.getAndSet(0)).isEqualTo(1);

        assertThatThrownBy(() -> run(ours, diagram)).hasMessageContaining("may not name a class");
        assertThat(CANARY).hasValue(0);
    }

    @Test
    void named_beans_and_plain_properties_are_what_a_diagram_lives_on() {
        for (var value :
                List.of("${ours.greeting('you')}", "hello ${words}", "${list[0]}", "${map.key}", "${ours.title}")) {
            assertThatCode(() -> run(ours, Place.GROUP.diagram(value))).doesNotThrowAnyException();
        }
        assertThatCode(() -> run(ours, Place.DELEGATE.diagram("${ours}"))).doesNotThrowAnyException();
        assertThatCode(() -> run(ours, Place.CONDITION.diagram("${words == 'you' and not empty execution.id}")))
                .doesNotThrowAnyException();
        assertThatCode(() -> filtered(ours, "${dateTime().plusDays(2).withTimeAtStartOfDay()}"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${execution.processEngineServices}",
                "${execution.processEngineServices.runtimeService}",
                "${execution.getProcessEngineServices()}",
                "${execution.setVariable('a', 1)}",
                "${ours.anything}",
                "${ours.hashCode()}",
                "${ours.wait()}",
                "${words.length()}",
                "${words.bytes}",
                "${list.clear()}",
                "${map.put('a', 'b')}",
                "${dateTime().getClass()}",
                "${dateTime().zone}",
                "${T(java.lang.Runtime).getRuntime()}",
                "${java.lang.Math.max(1, 2)}",
                "${Math.PI}",
                "${System.exit(1)}",
                "${Runtime.runtime}",
            })
    void whatever_is_neither_is_refused(String expression) {
        assertThatThrownBy(() -> run(ours, Place.GROUP.diagram(expression))).isInstanceOf(RuntimeException.class);
    }

    enum Cell {
        INPUT,
        INPUT_ENTRY,
        OUTPUT_ENTRY,
        LITERAL,
        EVERYWHERE;

        String table(String language, String text) {
            var words = "language".equals(language) ? "" : " expressionLanguage='" + language + "'";
            var dmn = "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='d' namespace='n'"
                    + (this == EVERYWHERE ? words : "")
                    + "><decision id='attack' name='attack'>%s</decision></definitions>";
            if (this == LITERAL) {
                return dmn.formatted(
                        "<variable name='r'/><literalExpression" + words + ">" + text(text) + "</literalExpression>");
            }
            return dmn.formatted("<decisionTable><input id='i'><inputExpression id='ie'"
                    + (this == INPUT ? words + ">" + text(text) : ">" + text(this == EVERYWHERE ? text : "1"))
                    + "</inputExpression></input><output id='o' name='o' typeRef='string'/><rule id='r'><inputEntry id='e'"
                    + (this == INPUT_ENTRY ? words + ">" + text(text) : ">" + text(""))
                    + "</inputEntry><outputEntry id='oe'"
                    + (this == OUTPUT_ENTRY ? words + ">" + text(text) : ">" + text("1"))
                    + "</outputEntry></rule></decisionTable>");
        }

        private static String text(String text) {
            return "<text>" + text + "</text>";
        }
    }

    static Stream<Arguments> cellsAndPayloads() {
        return Stream.of(Cell.values()).flatMap(cell -> PAYLOADS.stream().map(payload -> Arguments.of(cell, payload)));
    }

    @ParameterizedTest
    @MethodSource("cellsAndPayloads")
    void no_cell_of_a_table_reaches_a_class(Cell cell, String payload) {
        var table = cell.table("juel", payload);

        quietly(() -> decide(asItComes, table));
        assertThat(CANARY.getAndSet(0)).as("on an engine as it comes").isPositive();

        assertThatThrownBy(() -> decide(ours, table)).isInstanceOf(RuntimeException.class);
        assertThat(CANARY).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript", "groovy", "Juel", "ruby", "python"})
    void a_table_speaks_no_other_language(String language) {
        assertThatThrownBy(() -> decide(ours, Cell.LITERAL.table(language, PAYLOADS.get(0))))
                .isInstanceOf(RuntimeException.class);
        assertThat(CANARY).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{f: function(x, y) external {java: {class: \"java.lang.Math\", method signature: \"max(int, int)\"}},"
                        + " r: f(1, 2)}.r",
                "words.getClass()",
                "words.class",
                "getClass(words)",
            })
    void feel_calls_nothing_of_java(String text) {
        Object answer = null;
        try {
            answer = decide(ours, Cell.LITERAL.table("feel", text));
        } catch (RuntimeException refused) {
            // As good as no answer.
        }
        assertThat(answer).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"${''.getClass()" + "}", "${ours.greeting('x')}", "${1 + 1}", "${currentUser()}${ours.title}"})
    void no_query_and_no_filter_brings_an_expression_along(String harmless) {
        for (var expression : List.of(harmless, PAYLOADS.get(0))) {
            var tasks = ours.getTaskService();
            assertThatThrownBy(() -> tasks.createTaskQuery()
                            .or()
                            .taskAssigneeExpression(expression)
                            .endOr()
                            .list())
                    .isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> tasks.createTaskQuery()
                            .taskCandidateGroupInExpression(expression)
                            .list())
                    .isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> filtered(ours, expression)).isInstanceOf(RuntimeException.class);
        }
        assertThat(CANARY).hasValue(0);
    }

    @Test
    void on_an_engine_as_it_comes_a_filter_would_run_it() {
        quietly(() -> filtered(asItComes, PAYLOADS.get(0)));
        assertThat(CANARY).hasPositiveValue();
    }

    // --- what may be deployed at all
    // -----------------------------------------------------------------------------------

    @Test
    void our_own_diagrams_and_tables_are_taken() throws Exception {
        try (var files = Files.list(Path.of("processes"))) {
            for (var file :
                    files.filter(f -> f.toString().matches(".*\\.(bpmn|dmn)")).toList()) {
                DeploymentGuard.inspect(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<serviceTask id='x' camunda:class='java.lang.Thread'/>",
                "<serviceTask id='x' camunda:type='shell'/>",
                "<serviceTask id='x' camunda:type='mail'/>",
                "<serviceTask id='x' camunda:type='external' camunda:topic='t'/>",
                "<sendTask id='x' camunda:type='shell'/>",
                "<userTask id='x' camunda:formHandlerClass='java.lang.Thread'/>",
                "<serviceTask id='x' activiti:class='java.lang.Thread' xmlns:activiti='http://activiti.org/bpmn'/>",
                "<serviceTask id='x' f:class='a' xmlns:f='http://www.signavio.com'/>",
                "<userTask id='x'><extensionElements><camunda:connector/></extensionElements></userTask>",
                "<userTask id='x'><extensionElements><camunda:taskListener event='create' class='java.lang.Thread'/>"
                        + "</extensionElements></userTask>",
                "<userTask id='x'><extensionElements><camunda:executionListener event='start'><camunda:field name='a'/>"
                        + "</camunda:executionListener></extensionElements></userTask>",
                "<userTask id='x'><extensionElements><camunda:inputOutput/></extensionElements></userTask>",
                "<userTask id='x'><conditionExpression language='javascript'>1</conditionExpression></userTask>",
                "<userTask id='x'><conditionExpression camunda:resource='http://a/b'>1</conditionExpression></userTask>",
                "<scriptTask id='x' scriptFormat='javascript'><script>1</script></scriptTask>",
            })
    void a_diagram_that_names_something_else_than_a_bean_is_not_deployed(String element) {
        var diagram = Place.SERVICE.diagram("").replace("<serviceTask id='x' camunda:expression=\"\"/>", element);

        assertThat(diagram).contains(element);
        assertThatThrownBy(() -> DeploymentGuard.inspect("a.bpmn", bytes(diagram)))
                .isInstanceOf(DeploymentRefused.class);
    }

    @Test
    void nor_is_a_table_in_another_language_a_case_or_anything_else() {
        for (var cell : Cell.values()) {
            var table = bytes(cell.table("juel", "1"));
            assertThatThrownBy(() -> DeploymentGuard.inspect("a.dmn", table)).isInstanceOf(DeploymentRefused.class);
        }
        for (var name : List.of("a.cmmn", "a.cmmn11.xml", "a.bpmn20.xml", "a.dmn11.xml", "a.form", "a.js", "a")) {
            var diagram = bytes(Place.DELEGATE.diagram("${ours}"));
            assertThatThrownBy(() -> DeploymentGuard.inspect(name, diagram)).isInstanceOf(DeploymentRefused.class);
        }
        var entity =
                bytes("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>" + Place.DELEGATE.diagram("${ours}"));
        assertThatThrownBy(() -> DeploymentGuard.inspect("a.bpmn", entity)).isInstanceOf(DeploymentRefused.class);
    }

    private static void run(ProcessEngine engine, String diagram) {
        var repository = engine.getRepositoryService();
        var deployment =
                repository.createDeployment().addString("attack.bpmn", diagram).deploy();
        try {
            engine.getRuntimeService()
                    .startProcessInstanceByKey(
                            "attack",
                            Variables.putValue("words", "you")
                                    .putValue("list", new java.util.ArrayList<>(List.of("a")))
                                    .putValue("map", new java.util.HashMap<>(Map.of("key", "a"))));
        } finally {
            repository.deleteDeployment(deployment.getId(), true);
        }
    }

    private static void filtered(ProcessEngine engine, String expression) {
        var filters = engine.getFilterService();
        var filter = filters.newTaskFilter("attack");
        filter.setQuery(engine.getTaskService().createTaskQuery().dueBeforeExpression(expression));
        var saved = filters.saveFilter(filter).getId();
        try {
            filters.list(saved);
        } finally {
            filters.deleteFilter(saved);
        }
    }

    private static Object decide(ProcessEngine engine, String table) {
        var repository = engine.getRepositoryService();
        var deployment =
                repository.createDeployment().addString("attack.dmn", table).deploy();
        try {
            return engine.getDecisionService()
                    .evaluateDecisionByKey("attack")
                    .variables(Variables.putValue("words", "you").putValue("ours", new Ours()))
                    .evaluate()
                    .getSingleResult()
                    .getSingleEntry();
        } finally {
            repository.deleteDeployment(deployment.getId(), true);
        }
    }

    private static void quietly(Runnable attack) {
        try {
            attack.run();
        } catch (RuntimeException e) {
            // The value of the expression was of no use to the engine; that it ran is what counts.
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
