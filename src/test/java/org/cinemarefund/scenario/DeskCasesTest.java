package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.sandbox.Scenario;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Staff look up cases of any state: who finds which, by what, and what of it they read. */
class DeskCasesTest extends MoneyScenario {
    private static final String SERVICE = "svc-one";
    private static final String OPERATOR = "ops-one";
    private static final String NOBODY = "nobody-one";

    @BeforeEach
    void those_who_look_cases_up() {
        staff.ensureUser(SERVICE, "S", "V", PASSWORD, "service");
        staff.ensureUser(OPERATOR, "O", "P", PASSWORD, "operators");
        staff.ensureUser(NOBODY, "N", "O", PASSWORD);
    }

    /** Somebody of the staff who is logged in to the web applications. */
    private final class Desk {
        private final DeskSession session;

        Desk(String user) {
            try {
                session = new DeskSession(port, user, PASSWORD);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        int status(String path) {
            return send(path).statusCode();
        }

        JsonNode read(String path) {
            var answer = send(path);
            assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
            return json(answer.body());
        }

        JsonNode refused(String path, int status) {
            var answer = send(path);
            assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(status);
            return json(answer.body());
        }

        private java.net.http.HttpResponse<String> send(String path) {
            try {
                return session.with(null, "GET", path, null);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        private JsonNode json(String body) {
            try {
                return JSON.readTree(body);
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        }

        List<String> finds(String query) {
            return numbers(read("/api/desk/cases?" + query));
        }

        JsonNode opens(Refund refund) {
            return read(path(refund));
        }
    }

    private static String path(Refund refund) {
        return "/api/desk/cases/" + refund.applicationNo();
    }

    private static List<String> numbers(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false)
                .map(item -> item.path("applicationNo").asText())
                .toList();
    }

    private static String q(String text) {
        return "q=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // --- who

    @Test
    void reviewers_find_their_cinemas_cases_and_the_others_all() {
        var ours = refund().applies();
        var theirs = refund().applies();
        var reviewer = new Desk(ours.reviewer);

        assertThat(reviewer.finds("limit=100")).containsExactly(ours.applicationNo());
        assertThat(reviewer.finds(q(theirs.orderNo))).isEmpty();
        assertThat(reviewer.finds("cinemaId=" + theirs.cinemaId)).isEmpty();
        assertThat(reviewer.status(path(ours))).isEqualTo(200);
        assertThat(reviewer.refused(path(theirs), 404).path("code").asText()).isEqualTo("NOT_FOUND");
        assertThat(reviewer.status("/api/desk/cases/NONE")).isEqualTo(404);
        for (var everywhere : List.of(SERVICE, SUPERVISOR, FINANCE, OPERATOR)) {
            var desk = new Desk(everywhere);
            assertThat(desk.finds(q(ours.orderNo))).as(everywhere).containsExactly(ours.applicationNo());
            assertThat(desk.finds(q(theirs.orderNo))).as(everywhere).containsExactly(theirs.applicationNo());
            assertThat(desk.status(path(theirs))).as(everywhere).isEqualTo(200);
        }
    }

    @Test
    void nobody_else_finds_anything() {
        var refund = refund().applies();
        for (var outside : List.of(NOBODY, BACKEND)) {
            var desk = new Desk(outside);
            for (var path :
                    List.of("/api/desk/cases", "/api/desk/cases?status=NONE", path(refund), "/api/desk/cases/NONE")) {
                assertThat(desk.refused(path, 403).path("code").asText())
                        .as(outside + path)
                        .isEqualTo("FORBIDDEN");
            }
        }
        var stranger = new Desk(null);
        assertThat(stranger.status("/api/desk/cases")).isEqualTo(401);
        assertThat(stranger.status(path(refund))).isEqualTo(401);
    }

    @Test
    void each_opening_by_the_service_desk_is_recorded_and_no_other() {
        var refund = refund().applies();
        var service = new Desk(SERVICE);
        service.finds(q(refund.orderNo));
        new Desk(refund.reviewer).opens(refund);
        new Desk(SUPERVISOR).opens(refund);
        new Desk(NOBODY).status(path(refund));
        assertThat(looks(refund)).isEmpty();

        service.opens(refund);
        service.opens(refund);

        assertThat(looks(refund)).containsExactly(SERVICE, SERVICE);
        var line = new Desk(SUPERVISOR)
                .read("/api/desk/staff-record?limit=1&userId=" + SERVICE)
                .at("/items/0");
        assertThat(line.path("event").asText()).isEqualTo("LOOKED");
        assertThat(line.path("applicationNo").asText()).isEqualTo(refund.applicationNo());
    }

    private List<String> looks(Refund refund) {
        return jdbc.sql("select by_user from staff_record where event = 'LOOKED' and application_no = ? order by nr")
                .param(refund.applicationNo())
                .query(String.class)
                .list();
    }

    // --- by what

    @Test
    void every_number_of_a_case_leads_to_it() {
        var refund = processing();
        settles(refund, Status.SUCCESS);
        endsCredited(refund);
        var service = new Desk(SERVICE);
        var atWechat = jdbc.sql("select refund_id from refund_transaction where application_no = ?")
                .param(refund.applicationNo())
                .query(String.class)
                .single();

        for (var number : List.of(
                refund.applicationNo(),
                refund.orderNo,
                refund.transactionId(),
                refund.outRefundNo(),
                atWechat,
                refund.openid,
                refund.openid.substring(0, 12),
                refund.openid.substring(0, 6))) {
            assertThat(service.finds(q(number))).as(number).containsExactly(refund.applicationNo());
            assertThat(service.finds(q(" " + number + "\t".strip())))
                    .as("copied " + number)
                    .hasSize(1);
        }
        for (var nothing : List.of(
                refund.openid.substring(0, 5),
                refund.openid.substring(1),
                refund.openid.substring(0, 6) + "%",
                refund.openid.substring(0, 5) + "_",
                "%%%%%%",
                "______",
                refund.orderNo.toLowerCase(java.util.Locale.ROOT),
                refund.orderNo + "0",
                refund.transactionId().substring(1))) {
            assertThat(service.finds(q(nothing))).as(nothing).isEmpty();
        }
    }

    @Test
    void an_order_and_a_person_lead_to_all_their_applications_newest_first() {
        var refund = refund().applies();
        var first = refund.applicationNo();
        refund.withdraw().expect(200);
        clock.forward(Duration.ofMinutes(5));
        refund.applies();

        var service = new Desk(SERVICE);
        assertThat(service.finds(q(refund.orderNo))).containsExactly(refund.applicationNo(), first);
        assertThat(service.finds(q(refund.openid))).containsExactly(refund.applicationNo(), first);
        assertThat(service.finds(q(refund.openid) + "&status=WITHDRAWN")).containsExactly(first);
    }

    @Test
    void pages_follow_each_other_also_where_all_applied_in_one_instant() {
        var cinema = refund().sell();
        var made = new ArrayList<String>();
        for (int n = 0; n < 7; n++) {
            made.add(refund().order("cinemaId", cinema.cinemaId).applies().applicationNo());
        }
        var service = new Desk(SERVICE);

        var seen = new ArrayList<String>();
        var sizes = new ArrayList<Integer>();
        var cursor = "";
        do {
            var page = service.read("/api/desk/cases?limit=3&cinemaId=" + cinema.cinemaId + cursor);
            seen.addAll(numbers(page));
            sizes.add(page.path("items").size());
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : null;
        } while (cursor != null);

        assertThat(sizes).containsExactly(3, 3, 1);
        assertThat(seen)
                .containsExactlyElementsOf(made.stream()
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void days_begin_and_end_at_midnight_in_china() {
        var cinema = refund().sell();
        var evening = applied(cinema, "2026-03-03T15:59:59Z");
        var midnight = applied(cinema, "2026-03-03T16:00:00Z");
        var next = applied(cinema, "2026-03-04T16:00:00Z");
        var service = new Desk(SERVICE);
        var there = "cinemaId=" + cinema.cinemaId;

        assertThat(service.finds(there + "&from=2026-03-03&to=2026-03-03")).containsExactly(evening);
        assertThat(service.finds(there + "&from=2026-03-04&to=2026-03-04")).containsExactly(midnight);
        assertThat(service.finds(there + "&from=2026-03-04")).containsExactly(next, midnight);
        assertThat(service.finds(there + "&to=2026-03-04")).containsExactly(midnight, evening);
        assertThat(service.finds(there + "&from=2026-03-05&to=2026-03-04")).isEmpty();
    }

    private String applied(Refund cinema, String at) {
        clock.set(Instant.parse(at));
        return refund().order("cinemaId", cinema.cinemaId).applies().applicationNo();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=NONE",
                "status=refunded",
                "from=yesterday",
                "from=2026-02-30",
                "to=1999-01-01",
                "limit=0",
                "limit=101",
                "cursor=none",
                "q=00000000000000000000000000000000000000000000000000000000000000000",
                "cinemaId=a%00b"
            })
    void what_cannot_be_asked_is_refused_with_its_field(String query) {
        var answer = new Desk(SERVICE).refused("/api/desk/cases?" + query, 422);

        assertThat(answer.path("code").asText()).isEqualTo("INVALID_REQUEST");
        assertThat(answer.path("field").asText()).isEqualTo(query.substring(0, query.indexOf('=')));
    }

    // --- what

    @Test
    void each_role_reads_as_much_of_it_as_it_may() {
        var refund = refund().wish("description", "临时\u202E加班").applies();
        refund.asks(Task.reviewRefund, refund.reviewer, "请拍票根");

        var service = new Desk(SERVICE).opens(refund);
        assertThat(service.path("description").asText()).isEqualTo("临时加班");
        assertThat(service.path("openid").asText())
                .isEqualTo(refund.openid.substring(0, 4) + "…" + refund.openid.substring(24));
        assertThat(service.has("money")).isFalse();
        assertThat(service.has("notifications")).isFalse();
        assertThat(service.has("ruleInputs")).isFalse();
        assertThat(service.has("evidence")).isFalse();
        assertThat(service.has("processInstanceId")).isFalse();
        assertThat(service.toString()).doesNotContain(refund.reviewer, refund.openid, refund.transactionId());
        assertThat(service.at("/timeline/1/text").asText()).isEqualTo("影院请您补充说明");
        assertThat(service.at("/notices/0/stateText").asText()).isEqualTo("已发送");

        var reviewer = new Desk(refund.reviewer).opens(refund);
        assertThat(reviewer.findValuesAsText("actor")).contains(refund.reviewer, "顾客", "系统");
        assertThat(reviewer.path("ruleInputs")).isNotEmpty();
        assertThat(reviewer.has("evidence")).isTrue();
        assertThat(reviewer.has("money")).isFalse();
        assertThat(reviewer.toString()).doesNotContain(refund.openid);

        var operator = new Desk(OPERATOR).opens(refund);
        assertThat(operator.path("processInstanceId").asText())
                .isEqualTo(refund.instance().getId());
        assertThat(operator.path("money")).isEmpty();
        assertThat(operator.has("evidence")).isFalse();
        assertThat(new Desk(FINANCE).opens(refund).has("processInstanceId")).isFalse();
    }

    @Test
    void finance_reads_the_numbers_and_what_wechat_told() {
        var refund = processing();
        settles(refund, Status.SUCCESS);
        endsCredited(refund);

        var kase = new Desk(FINANCE).opens(refund);

        assertThat(kase.at("/money/0/outRefundNo").asText()).isEqualTo(refund.outRefundNo());
        assertThat(kase.at("/money/0/transactionId").asText()).isEqualTo(refund.transactionId());
        assertThat(kase.at("/money/0/refundId").asText()).isNotBlank();
        assertThat(kase.at("/money/0/stateText").asText()).isEqualTo("已到账");
        assertThat(kase.at("/notifications/0/kind").asText()).isEqualTo("SUCCESS");
        assertThat(kase.at("/notifications/0/accepted").asBoolean()).isTrue();
        assertThat(kase.path("updatedAt").asText()).isNotBlank();
        assertThat(new Desk(OPERATOR).opens(refund).path("processInstanceId").asText())
                .isNotBlank();
    }

    @Test
    void it_is_said_whose_turn_it_is() {
        var waits = refund().applies();
        turn(waits, "REVIEWER", "影院正在审核，最迟 3月4日周三 给出结果。");

        var asked = refund().applies();
        asked.asks(Task.reviewRefund, asked.reviewer, "请拍票根");
        turn(asked, "MOVIEGOER", "请顾客在小程序里补充，最迟 3月5日周四。");

        var second = refund().order("paidAmount", 300_000).applies();
        second.approves(Task.reviewRefund, second.reviewer);
        turn(second, "SUPERVISOR", "影院主管正在复核，最迟 3月4日周三 给出结果。");

        var withWechat = processing();
        turn(withWechat, "WECHAT", "微信于 3月2日 10:00 受理，退回微信支付（零钱等，非银行卡），最迟 3月2日 10:30 到账。");

        var short1 = approvedAndHeld(Scenario.NOT_ENOUGH).performs(Step.submitRefund);
        turn(short1, "BALANCE", "退款略有延迟，款项稍后按原路退回，顾客不用做任何事。");

        var abnormal = processing();
        settles(abnormal, Status.ABNORMAL);
        turn(abnormal, "FINANCE", "微信无法退回原支付账户。请顾客在小程序里填写一张本人储蓄卡收款。");

        var withdrawn = refund().applies();
        withdrawn.withdraw().expect(200);
        turn(withdrawn, "NOBODY", "3月2日 10:00 顾客自己撤回了申请，没有退款，影票还给顾客。");
    }

    @Test
    void a_silent_ticketing_system_and_then_a_fault_are_told_apart() {
        ticketing.to(URI.create("http://127.0.0.1:1"));
        try {
            var refund = approved();
            turn(refund, "TICKETING", "正在等票务系统确认影票作废，确认后马上提交微信退款。");

            var job = refund.job(Step.confirmVoid.name());
            management.setJobRetries(job.getId(), 0);

            var kase = turn(refund, "OPERATOR", "系统有一步没有完成，技术人员正在处理；这段时间不会重复退款，退款单也不会丢失。");
            assertThat(kase.path("promise").asText()).startsWith("不要承诺时间");
        } finally {
            ticketing.off();
        }
    }

    /** In the list and in the case, the same. */
    private JsonNode turn(Refund refund, String code, String now) {
        var service = new Desk(SERVICE);
        var item = service.read("/api/desk/cases?" + q(refund.applicationNo())).at("/items/0");
        var kase = service.opens(refund);
        assertThat(item.at("/waitingFor/code").asText()).isEqualTo(code);
        assertThat(kase.path("waitingFor")).isEqualTo(item.path("waitingFor"));
        assertThat(kase.path("waitingSince")).isEqualTo(item.path("waitingSince"));
        assertThat(item.has("waitingSince")).isEqualTo(!code.equals("NOBODY"));
        assertThat(item.path("status")).isEqualTo(kase.path("status"));
        assertThat(item.path("updatedAt")).isEqualTo(kase.path("updatedAt"));
        var story = kase.path("story");
        assertThat(story.get(story.size() - 1).path("text").asText()).isEqualTo(now);
        return kase;
    }
}
