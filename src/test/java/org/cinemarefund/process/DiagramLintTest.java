package org.cinemarefund.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of the lint meets somebody who breaks it, and nothing else. */
class DiagramLintTest {
    /** A gateway with two ways, one of them through a collapsed sub-process with a drawing of its own. */
    private static final String TIDY = """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t">
              <message id="news" name="News"/>
              <process id="tidy" isExecutable="true">
                <startEvent id="begin"/>
                <exclusiveGateway id="choice" name="如何" default="plain"/>
                <userTask id="task"/>
                <boundaryEvent id="told" attachedToRef="task"><messageEventDefinition id="toldBy" messageRef="news"/></boundaryEvent>
                <subProcess id="sub">
                  <startEvent id="subBegin"/>
                  <endEvent id="subEnd"/>
                  <sequenceFlow id="subFlow" sourceRef="subBegin" targetRef="subEnd"/>
                </subProcess>
                <endEvent id="end"/>
                <sequenceFlow id="toChoice" sourceRef="begin" targetRef="choice"/>
                <sequenceFlow id="plain" name="直接" sourceRef="choice" targetRef="task"/>
                <sequenceFlow id="deep" name="深入" sourceRef="choice" targetRef="sub">
                  <conditionExpression xsi:type="tFormalExpression">${deep}</conditionExpression>
                </sequenceFlow>
                <sequenceFlow id="done" sourceRef="task" targetRef="end"/>
                <sequenceFlow id="toldDone" sourceRef="told" targetRef="end"/>
                <sequenceFlow id="subDone" sourceRef="sub" targetRef="end"/>
              </process>
              <bpmndi:BPMNDiagram id="d1"><bpmndi:BPMNPlane id="p1" bpmnElement="tidy">
                <bpmndi:BPMNShape id="beginShape" bpmnElement="begin"><dc:Bounds x="0" y="182" width="36" height="36"/></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="choiceShape" bpmnElement="choice" isMarkerVisible="true"><dc:Bounds x="75" y="175" width="50" height="50"/><bpmndi:BPMNLabel><dc:Bounds x="110" y="150" width="24" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="taskShape" bpmnElement="task"><dc:Bounds x="200" y="160" width="100" height="80"/></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="toldShape" bpmnElement="told"><dc:Bounds x="232" y="222" width="36" height="36"/></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="subShape" bpmnElement="sub" isExpanded="false"><dc:Bounds x="200" y="20" width="100" height="80"/></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="endShape" bpmnElement="end"><dc:Bounds x="400" y="182" width="36" height="36"/></bpmndi:BPMNShape>
                <bpmndi:BPMNEdge id="toChoiceEdge" bpmnElement="toChoice"><di:waypoint x="36" y="200"/><di:waypoint x="75" y="200"/></bpmndi:BPMNEdge>
                <bpmndi:BPMNEdge id="plainEdge" bpmnElement="plain"><di:waypoint x="125" y="200"/><di:waypoint x="200" y="200"/><bpmndi:BPMNLabel><dc:Bounds x="150" y="182" width="24" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNEdge>
                <bpmndi:BPMNEdge id="deepEdge" bpmnElement="deep"><di:waypoint x="100" y="175"/><di:waypoint x="100" y="60"/><di:waypoint x="200" y="60"/><bpmndi:BPMNLabel><dc:Bounds x="150" y="42" width="24" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNEdge>
                <bpmndi:BPMNEdge id="doneEdge" bpmnElement="done"><di:waypoint x="300" y="200"/><di:waypoint x="400" y="200"/></bpmndi:BPMNEdge>
                <bpmndi:BPMNEdge id="toldDoneEdge" bpmnElement="toldDone"><di:waypoint x="250" y="258"/><di:waypoint x="250" y="300"/><di:waypoint x="418" y="300"/><di:waypoint x="418" y="218"/></bpmndi:BPMNEdge>
                <bpmndi:BPMNEdge id="subDoneEdge" bpmnElement="subDone"><di:waypoint x="300" y="60"/><di:waypoint x="418" y="60"/><di:waypoint x="418" y="182"/></bpmndi:BPMNEdge>
              </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
              <bpmndi:BPMNDiagram id="d2"><bpmndi:BPMNPlane id="p2" bpmnElement="sub">
                <bpmndi:BPMNShape id="subBeginShape" bpmnElement="subBegin"><dc:Bounds x="0" y="0" width="36" height="36"/></bpmndi:BPMNShape>
                <bpmndi:BPMNShape id="subEndShape" bpmnElement="subEnd"><dc:Bounds x="100" y="0" width="36" height="36"/></bpmndi:BPMNShape>
                <bpmndi:BPMNEdge id="subFlowEdge" bpmnElement="subFlow"><di:waypoint x="36" y="18"/><di:waypoint x="100" y="18"/></bpmndi:BPMNEdge>
              </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
            </definitions>
            """;

    private static List<String> findings(String diagram) {
        return DiagramLint.findings(
                Bpmn.readModelFromStream(new ByteArrayInputStream(diagram.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void what_is_tidy_is_left_alone() {
        assertThat(findings(TIDY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    UNLABELLED [choice]     | <exclusiveGateway id="choice" name="如何"  | <exclusiveGateway id="choice"
                    UNLABELLED [deep]       | id="deep" name="深入"                      | id="deep"
                    NO_DEFAULT [choice]     | default="plain"/>                          | />
                    NO_CONDITION [deep]     | ${deep}</conditionExpression>              | ${deep}</conditionExpression><!---->
                    UNREACHABLE [sub]       | sourceRef="choice" targetRef="sub"         | sourceRef="choice" targetRef="end"
                    DEAD_END [sub]          | sourceRef="sub" targetRef="end"            | sourceRef="task" targetRef="end"
                    UNREACHABLE [subEnd]    | sourceRef="subBegin" targetRef="subEnd"    | sourceRef="subBegin" targetRef="subBegin"
                    OVERLAP [task, sub]     | x="200" y="20" width="100"                 | x="200" y="100" width="100"
                    LABEL [choice, task]    | x="110" y="150" width="24"                 | x="190" y="165" width="24"
                    LABEL [choice, toChoice]| x="110" y="150" width="24"                 | x="40" y="195" width="24"
                    LABEL [choice, plain]   | x="110" y="150" width="24"                 | x="150" y="184" width="24"
                    LABEL_ROOM [choice]     | x="110" y="150" width="24"                 | x="110" y="150" width="20"
                    DIAGONAL [deep]         | x="100" y="60"                             | x="120" y="60"
                    LOOSE [toChoice, choice]| x="75" y="200"                             | x="70" y="200"
                    LOOSE [toldDone, told]  | x="250" y="258"                            | x="250" y="270"
                    OVERLAP [task, told]    | x="232" y="222"                            | x="232" y="200"
                    THROUGH [subDone, task] | x="300" y="60"/><di:waypoint x="418" y="60"| x="250" y="100"/><di:waypoint x="250" y="170"
                    CROSSING [plain, deep]  | x="100" y="175"/><di:waypoint x="100" y="60"| x="180" y="210"/><di:waypoint x="180" y="60"
                    CROSSING [toldDone, subDone] | x="418" y="182"                       | x="418" y="250"
                    NO_PLANE [subBegin]     | bpmnElement="sub">                         | bpmnElement="tidy">
                    NO_PLANE [subBegin]     | isExpanded="false"                         | isExpanded="true"
                    """)
    void each_rule_is_seen(String rule, String tidy, String broken) {
        assertThat(TIDY).contains(tidy);
        var diagram = broken.contains("<!---->")
                ? TIDY.replaceAll("(?s)<conditionExpression.*?</conditionExpression>", "")
                : TIDY.replace(tidy, broken);

        assertThat(findings(diagram)).contains(rule);
    }

    @Test
    void what_waits_for_events_leads_to_events() {
        var diagram = TIDY.replace(
                "<exclusiveGateway id=\"choice\" name=\"如何\" default=\"plain\"/>",
                "<eventBasedGateway id=\"choice\" name=\"如何\"/>");

        assertThat(findings(diagram)).contains("NO_EVENT [plain]", "NO_EVENT [deep]");
    }

    @Test
    void more_than_twenty_five_shapes_are_not_taken_in_at_one_look() {
        var tasks = IntStream.range(0, 20)
                .mapToObj(task -> "<userTask id=\"more" + task + "\"/>")
                .collect(Collectors.joining());
        var shapes = IntStream.range(0, 20)
                .mapToObj(task -> "<bpmndi:BPMNShape id=\"more" + task + "Shape\" bpmnElement=\"more" + task
                        + "\"><dc:Bounds x=\"" + 200 * task
                        + "\" y=\"400\" width=\"100\" height=\"80\"/></bpmndi:BPMNShape>")
                .collect(Collectors.joining());
        var diagram = TIDY.replaceFirst("<userTask", tasks + "<userTask")
                .replaceFirst("<bpmndi:BPMNShape", shapes + "<bpmndi:BPMNShape");

        assertThat(findings(diagram)).contains("TOO_MANY [26]");
    }
}
