package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A draft of {@code member-card}, which nobody else here uses: a cinema of this test has it, and another one. */
class PlanCheckTest extends ProcessScenario {
    private static final String PATH = "/api/desk/plans/check";

    private Refund ours;
    private Refund others;
    private String manager;

    @BeforeEach
    void two_cinemas_with_an_application_each() {
        ours = applied();
        others = applied();
        manager = "manager-" + ours.cinemaId;
        staff.ensureUser(manager, "M", "A", PASSWORD, "managers-" + ours.cinemaId);
    }

    private Refund applied() {
        var refund = refund().cinema("policyPlan", "member-card")
                .order("ticketKind", "MEMBER")
                .showIn(Duration.ofDays(3));
        refund.apply().expect(201);
        return refund;
    }

    /** Everything is refused by it. */
    private static Map<String, String> draft() throws IOException {
        var files = shipped();
        files.put("dmn", files.get("dmn").replace("<text>\"REVIEW\"</text>", "<text>\"REJECT\"</text>"));
        return files;
    }

    private static Map<String, String> shipped() throws IOException {
        var files = new TreeMap<String, String>();
        for (var part : Map.of("dmn", ".dmn", "zh", ".zh.properties", "en", ".en.properties")
                .entrySet()) {
            files.put(part.getKey(), Files.readString(Path.of("processes", "policy-member-card" + part.getValue())));
        }
        return files;
    }

    private JsonNode checked(String user, Map<String, String> files, String language) throws Exception {
        var session = new DeskSession(port, user, PASSWORD);
        var answer = session.upload(session.token(), PATH, files, language);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void a_manager_reads_what_it_would_have_been_for_their_own_cinema_and_a_supervisor_for_all() throws Exception {
        var managers = checked(manager, draft(), "zh-CN");
        var all = checked(SUPERVISOR, draft(), "zh-CN");

        assertThat(managers.at("/replay/applications").asInt()).isEqualTo(1);
        assertThat(managers.at("/replay/different").asInt()).isEqualTo(1);
        assertThat(managers.at("/replay/fen").asLong())
                .isEqualTo(-ours.stored().deal().refundAmount());
        assertThat(managers.at("/replay/items/0/applicationNo").asText()).isEqualTo(ours.applicationNo());
        assertThat(managers.at("/replay/items/0/before/outcome").asText()).isEqualTo("REVIEW");
        assertThat(managers.at("/replay/items/0/after/outcome").asText()).isEqualTo("REJECT");
        assertThat(all.at("/replay/items"))
                .extracting(each -> each.get("applicationNo").asText())
                .contains(ours.applicationNo(), others.applicationNo());
    }

    @Test
    void the_plan_as_it_is_decides_nobody_differently() throws Exception {
        var same = checked(SUPERVISOR, shipped(), "zh-CN");

        assertThat(same.at("/replay/applications").asInt()).isPositive();
        assertThat(same.at("/replay/different").asInt()).isZero();
        assertThat(same.at("/replay/fen").asLong()).isZero();
    }

    @Test
    void what_is_wrong_is_said_in_the_language_asked_for_and_then_nothing_is_tried() throws Exception {
        var files = shipped();
        files.put("dmn", files.get("dmn").replace("<text>ticketKind</text>", "<text>ticketKnd</text>"));

        var chinese = checked(manager, files, "zh-CN");
        var english = checked(manager, files, "en");

        for (var answer : new JsonNode[] {chinese, english}) {
            assertThat(answer.has("replay")).isFalse();
            assertThat(answer.at("/findings/0/severity").asText()).isEqualTo("ERROR");
            assertThat(answer.at("/findings/0/code").asText()).isEqualTo("UNKNOWN_FACT");
            assertThat(answer.at("/findings/0/where").asText()).isEqualTo("dmn");
        }
        assertThat(chinese.at("/findings/0/text").asText()).contains("没有名为“ticketKnd”的输入项");
        assertThat(english.at("/findings/0/text").asText()).contains("no fact called “ticketKnd”");
    }

    @Test
    void it_is_for_supervisors_and_managers_with_a_session_of_the_web_applications() throws Exception {
        var nobody = new DeskSession(port, null, null);
        assertThat(nobody.upload(nobody.token(), PATH, shipped(), "en").statusCode())
                .isIn(401, 403);
        for (var user : new String[] {ours.reviewer, FINANCE}) {
            var session = new DeskSession(port, user, PASSWORD);
            assertThat(session.upload(session.token(), PATH, shipped(), "en").statusCode())
                    .as(user)
                    .isEqualTo(403);
        }
        var session = new DeskSession(port, manager, PASSWORD);
        assertThat(session.upload(null, PATH, shipped(), "en").statusCode()).isEqualTo(403);
    }

    @Test
    void three_files_are_needed_and_none_may_be_large() throws Exception {
        var session = new DeskSession(port, manager, PASSWORD);
        var files = shipped();
        files.remove("en");
        var missing = session.upload(session.token(), PATH, files, "en");
        assertThat(missing.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(missing.body()).path("field").asText()).isEqualTo("en");

        files.put("en", "#".repeat(256 * 1024 + 1));
        assertThat(session.upload(session.token(), PATH, files, "en").statusCode())
                .isEqualTo(413);
    }
}
