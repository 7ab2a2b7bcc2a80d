package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import org.camunda.bpm.engine.task.Task;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundSampleProcess;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.review.SampleTasks;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Of what goes straight through some is looked at afterwards. */
class SampleTest extends MoneyScenario {
    @Autowired
    private SampleTasks samples;

    private Task sample(Refund refund) {
        return tasks.createTaskQuery()
                .processDefinitionKey(RefundSampleProcess.KEY)
                .processVariableValueEquals("applicationNo", refund.applicationNo())
                .singleResult();
    }

    private static boolean isChosen(Refund refund) {
        var hash = new CRC32();
        hash.update(refund.applicationNo().getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % 100 < 5;
    }

    @Test
    void the_hash_of_the_number_chooses_and_neither_people_nor_facts_are_looked_at() {
        for (var n = 0; n < 8; n++) {
            var refund = approved();
            assertThat(sample(refund) != null).as(refund.applicationNo()).isEqualTo(isChosen(refund));
        }
        var byPerson = refund().applies();
        byPerson.approves(org.cinemarefund.process.names.RefundProcess.Task.reviewRefund, byPerson.reviewer);
        var byFact = refund().order("screeningStatus", "CANCELLED").applies();
        assertThat(sample(byPerson)).isNull();
        assertThat(sample(byFact)).isNull();
    }

    @Test
    void a_supervisor_says_what_they_think_and_the_money_does_not_wait() throws Exception {
        var refund = approved();
        if (!isChosen(refund)) {
            samples.open(refund.applicationNo());
        }
        var task = sample(refund).getId();
        refund.performs(Step.submitRefund);
        settles(refund, Status.SUCCESS);
        refund.performs(Step.sendCreditNotice);
        assertThat(refund.status()).isEqualTo("REFUNDED");

        assertThat(claims(task, FINANCE).status()).isIn(403, 404, 409);
        claims(task, SUPERVISOR).expect(204);
        var view = JSON.readTree(new DeskSession(port, SUPERVISOR, PASSWORD)
                .send("GET", "/api/desk/tasks/" + task, null, true)
                .body());
        assertThat(view.path("taskKey").asText()).isEqualTo("inspectSample");
        assertThat(view.path("refundAmount").asLong()).isEqualTo(9700);
        assertThat(view.path("choices")).isEmpty();
        assertThat(complete(task, SUPERVISOR, "complete", Map.of("verdict", "WRONG"))
                        .expect(400)
                        .text("message"))
                .startsWith("COMMENT_REQUIRED");
        assertThat(complete(task, SUPERVISOR, "complete", Map.of("verdict", "PERFECT"))
                        .expect(400)
                        .text("message"))
                .startsWith("INVALID_REQUEST");
        complete(task, SUPERVISOR, "complete", Map.of("verdict", "WRONG", "comment", "已取票"))
                .expect(204);

        assertThat(sample(refund)).isNull();
        assertThat(refund.status()).isEqualTo("REFUNDED");
        assertThat(refund.eventKinds()).endsWith(Kind.SAMPLE_INSPECTED);
        assertThat(refund.timeline()).doesNotContain("SAMPLE_INSPECTED");
    }

    @Test
    void nobody_starts_one_from_outside() {
        var refund = refund().applies();
        for (var user : new String[] {BACKEND, SUPERVISOR, "admin"}) {
            assertThat(engineRest(
                                    user,
                                    "POST",
                                    "/process-definition/key/" + RefundSampleProcess.KEY + "/start",
                                    JSON.createObjectNode().put("businessKey", refund.applicationNo()))
                            .status())
                    .isIn(403, 404);
        }
        assertThat(sample(refund)).isNull();
    }
}
