package org.cinemarefund.process.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ProcessDefinitionImpl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefundHistoryTest {

    @ParameterizedTest
    @CsvSource({
        "exclusiveGateway, ACTIVITY_INSTANCE_START, false",
        "exclusiveGateway, ACTIVITY_INSTANCE_END, false",
        "exclusiveGateway, INCIDENT_CREATE, true",
        "noneEndEvent, ACTIVITY_INSTANCE_START, true",
        "noneEndEvent, ACTIVITY_INSTANCE_END, true",
        "eventBasedGateway, ACTIVITY_INSTANCE_START, true",
        "userTask, ACTIVITY_INSTANCE_UPDATE, true",
        "userTask, IDENTITY_LINK_ADD, false",
        "userTask, IDENTITY_LINK_DELETE, false",
        "serviceTask, JOB_FAIL, true",
    })
    void every_stop_and_every_end_is_remembered_but_no_gateway(
            String activity, HistoryEventTypes event, boolean remembered) {
        assertThat(RefundHistory.INSTANCE.isHistoryEventProduced(event, at(activity)))
                .isEqualTo(remembered);
    }

    @ParameterizedTest
    @CsvSource({"decision, true", "action, true", "comment, false", "cinemaId, false", "applicant, false"})
    void of_variables_only_what_our_own_rows_do_not_say(String name, boolean remembered) {
        var variable = new VariableInstanceEntity();
        variable.setName(name);
        assertThat(RefundHistory.INSTANCE.isHistoryEventProduced(HistoryEventTypes.VARIABLE_INSTANCE_CREATE, variable))
                .isEqualTo(remembered);
    }

    private static ExecutionEntity at(String type) {
        var activity = new ActivityImpl("x", new ProcessDefinitionImpl("p"));
        activity.setProperty("type", type);
        var token = new ExecutionEntity();
        token.setActivity(activity);
        return token;
    }
}
