package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.sandbox.Scenario;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was approved and has not arrived is told by state and age, and adds up. Others' refunds are there, too. */
class MoneyInFlightTest extends MoneyScenario {
    private static final String PATH = "/api/desk/money";
    private static final String OPERATOR = "money-ops";
    private static final String SERVICE = "money-service";

    private final Map<String, Long> before = new TreeMap<>();
    private DeskSession finance;

    @BeforeEach
    void what_others_left_behind_is_known() throws Exception {
        staff.ensureUser(OPERATOR, "M", "O", PASSWORD, "operators");
        staff.ensureUser(SERVICE, "M", "R", PASSWORD, "service");
        finance = new DeskSession(port, FINANCE, PASSWORD);
        before.putAll(figures());
    }

    private JsonNode read(String path) throws Exception {
        var answer = finance.send("GET", path, null, false);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** {@code STATE count} and {@code STATE fen}, and Σ. */
    private Map<String, Long> figures() throws Exception {
        var figures = new TreeMap<String, Long>();
        var all = read(PATH);
        long fen = 0;
        for (var item : all.path("items")) {
            figures.put(
                    item.path("state").asText() + " count", item.path("count").asLong());
            figures.put(item.path("state").asText() + " fen", item.path("fen").asLong());
            fen += item.path("fen").asLong();
            assertAddsUp(item);
        }
        assertAddsUp(all.path("total"));
        assertThat(all.at("/total/fen").asLong()).isEqualTo(fen);
        figures.put("Σ", fen);
        return figures;
    }

    private static void assertAddsUp(JsonNode sum) {
        long count = 0;
        long fen = 0;
        for (var age : sum.path("ages")) {
            count += age.path("count").asLong();
            fen += age.path("fen").asLong();
        }
        assertThat(count).isEqualTo(sum.path("count").asLong());
        assertThat(fen).isEqualTo(sum.path("fen").asLong());
    }

    private long more(String figure) throws Exception {
        return figures().getOrDefault(figure, 0L) - before.getOrDefault(figure, 0L);
    }

    private JsonNode row(Refund refund, String state) throws Exception {
        String cursor = "";
        do {
            var page = read(PATH + "/" + state + "?limit=2" + cursor);
            for (var item : page.path("items")) {
                if (item.path("applicationNo").asText().equals(refund.applicationNo())) {
                    return item;
                }
            }
            cursor = page.hasNonNull("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : null;
        } while (cursor != null);
        return JSON.missingNode();
    }

    @Test
    void a_refund_counts_from_its_approval_until_wechat_proves_that_it_arrived() throws Exception {
        var refund = approved();
        assertThat(more("SENDING count")).isEqualTo(1);
        assertThat(more("Σ")).isEqualTo(9700);
        assertThat(row(refund, "SENDING").path("since").asText()).isEqualTo("2026-03-02T10:00:00+08:00");
        assertThat(row(refund, "SENDING").path("orderNo").asText()).isEqualTo(refund.orderNo);

        refund.performs(Step.submitRefund);
        assertThat(more("SENDING count")).isZero();
        assertThat(more("PROCESSING fen")).isEqualTo(9700);
        assertThat(row(refund, "PROCESSING").path("outRefundNo").asText()).isEqualTo(refund.outRefundNo());

        settles(refund, Status.SUCCESS);
        awaitMoney(refund, "SUCCESS");
        assertThat(more("Σ")).isZero();
        assertThat(row(refund, "PROCESSING").isMissingNode()).isTrue();
        endsCredited(refund);
    }

    @Test
    void a_closed_number_counts_until_another_one_takes_its_place() throws Exception {
        var refund = processing();
        settles(refund, Status.CLOSED);
        awaitMoney(refund, "CLOSED");
        assertThat(more("CLOSED fen")).isEqualTo(9700);

        resolves(refund, "NEW_NUMBER", null, null);
        assertThat(more("CLOSED count")).isZero();
        assertThat(more("Σ")).as("once, not twice").isEqualTo(9700);
        refund.performs(Step.submitRefund);
        assertThat(more("PROCESSING count")).isEqualTo(1);
        assertThat(more("Σ")).isEqualTo(9700);
    }

    @Test
    void what_finance_refuses_or_settles_is_owed_no_more() throws Exception {
        var refused = approved(Scenario.USER_ACCOUNT_ABNORMAL).performs(Step.submitRefund, Step.queryRefund);
        var settled = approved(Scenario.USER_ACCOUNT_ABNORMAL).performs(Step.submitRefund, Step.queryRefund);
        assertThat(more("REFUSED count")).isEqualTo(2);

        resolves(refused, "REJECT", "账户已注销", null);
        resolves(settled, "SETTLE_OFFLINE", null, "BANK-1");
        assertThat(more("Σ")).isZero();
        assertThat(more("REFUSED count")).isZero();
    }

    @Test
    void what_is_owed_beside_a_refund_counts_until_it_is_paid() throws Exception {
        var refund = processing();
        clock.forward(Duration.ofMinutes(1));
        refund.order("screeningStatus", "CANCELLED");
        assertThat(more("DIFFERENCE fen")).isEqualTo(300);
        assertThat(more("Σ")).isEqualTo(10000);
        assertThat(row(refund, "DIFFERENCE").has("outRefundNo")).isFalse();

        settles(refund, Status.SUCCESS);
        awaitMoney(refund, "SUCCESS");
        assertThat(more("Σ")).as("still owed").isEqualTo(300);
        jdbc.sql("update refund_difference set state = 'PAID' where application_no = ?")
                .param(refund.applicationNo())
                .update();
        assertThat(more("Σ")).isZero();
    }

    @Test
    void it_grows_older() throws Exception {
        var refund = processing();
        var young = age("PROCESSING", 0);
        clock.forward(Duration.ofHours(1));
        assertThat(age("PROCESSING", 0)).isLessThan(young);
        clock.forward(Duration.ofDays(8));
        assertThat(age("PROCESSING", 0)).isZero();
        assertThat(age("PROCESSING", 4)).isPositive();
        assertThat(row(refund, "PROCESSING").path("fen").asLong()).isEqualTo(9700);
    }

    private long age(String state, int bucket) throws Exception {
        for (var item : read(PATH).path("items")) {
            if (item.path("state").asText().equals(state)) {
                return item.path("ages").get(bucket).path("count").asLong();
            }
        }
        return 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, PATH + ".csv", PATH + "/PROCESSING"})
    void finance_supervisors_and_operators_read_it_and_nobody_else(String path) throws Exception {
        for (var reader : new String[] {FINANCE, SUPERVISOR, OPERATOR}) {
            assertThat(new DeskSession(port, reader, PASSWORD)
                            .send("GET", path, null, false)
                            .statusCode())
                    .as(reader)
                    .isEqualTo(200);
        }
        assertThat(new DeskSession(port, SERVICE, PASSWORD)
                        .send("GET", path, null, false)
                        .statusCode())
                .isEqualTo(403);
        assertThat(new DeskSession(port, null, null)
                        .send("GET", path, null, false)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void an_unknown_state_is_a_mistake_of_the_caller() throws Exception {
        assertThat(finance.send("GET", PATH + "/SUCCESS", null, false).statusCode())
                .isEqualTo(422);
    }

    @Test
    void the_table_has_every_refund_once_and_adds_up() throws Exception {
        var refund = refund().cinema("autoApproveUpTo", 1_000_000)
                .cinema("name", "=HYPERLINK(\"http://evil.example\")")
                .applies();
        var answer = finance.send("GET", PATH + ".csv", null, false);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/csv");
        assertThat(answer.headers().firstValue("content-disposition").orElse(""))
                .isEqualTo("attachment; filename=\"refunds-in-flight-20260302-1000.csv\"");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        assertThat(answer.body()).startsWith("\uFEFF退款单号,订单号,影院,状态,金额（元）,同意时间,已过（小时）,商户退款单号,微信退款单号,微信支付单号\r\n");

        var lines = answer.body().split("\r\n");
        var ours = Arrays.stream(lines)
                .filter(line -> line.startsWith(refund.applicationNo()))
                .toList();
        assertThat(ours).hasSize(1);
        assertThat(ours.get(0))
                .contains("," + refund.orderNo
                        + ",\"'=HYPERLINK(\"\"http://evil.example\"\")\",正在提交,97.00,2026-03-02 10:00:00,0,");
        var sum = Arrays.stream(lines)
                .skip(1)
                .map(line -> line.replaceAll("^.*,([0-9]+\\.[0-9]{2}),2026-.*$", "$1"))
                .mapToLong(yuan -> new BigDecimal(yuan).movePointRight(2).longValueExact())
                .sum();
        assertThat(sum).isEqualTo(figures().get("Σ"));
    }

    @Test
    void the_form_tells_what_happened_and_what_each_choice_does() throws Exception {
        var refund = approved(Scenario.USER_ACCOUNT_ABNORMAL).performs(Step.submitRefund, Step.queryRefund);
        var money = read("/api/desk/tasks/" + refund.taskId(Task.resolveRefund)).path("money");

        assertThat(money.path("what").asText()).startsWith("微信拒绝了这笔退款");
        assertThat(money.path("where").asText()).startsWith("钱在商户账户");
        assertThat(money.at("/answer/code").asText()).isEqualTo("USER_ACCOUNT_ABNORMAL");
        assertThat(money.at("/answer/quote").asText()).isNotBlank();
        for (var action : money.path("actions")) {
            assertThat(action.path("does").asText()).as(action.toString()).isNotBlank();
            assertThat(action.path("twoPeople").asBoolean())
                    .isEqualTo(action.path("code").asText().equals("SETTLE_OFFLINE"));
            assertThat(action.path("recommended").asBoolean())
                    .isEqualTo(action.path("code").asText().equals("SETTLE_OFFLINE"));
        }
    }
}
