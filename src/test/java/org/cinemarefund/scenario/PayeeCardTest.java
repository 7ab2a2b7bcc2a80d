package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.cinemarefund.payment.PaymentGateway;
import org.cinemarefund.payment.RefundTransactions;
import org.cinemarefund.payment.Repair;
import org.cinemarefund.payment.RepairReply;
import org.cinemarefund.payment.card.PayeeCards;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.SandboxRefund;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The card for an abnormal refund: who may give it, and that nobody can find it anywhere afterwards. */
@ExtendWith(OutputCaptureExtension.class)
class PayeeCardTest extends MoneyScenario {
    private static final String ACCOUNT = "6222021234567890128";
    private static final String NAME = "卡奈丽";
    /** Every session is of one person; logging in is slow. */
    private static final Map<String, DeskSession> SESSIONS = new HashMap<>();

    @Autowired
    private PayeeCards cards;

    @Autowired
    private RefundTransactions transactions;

    @Autowired
    private PaymentGateway gateway;

    @BeforeEach
    void more_people() {
        staff.ensureUser("fin-former", "F", "Ormer", PASSWORD, "finance");
    }

    @Test
    void finance_gives_a_card_that_only_wechat_can_read(CapturedOutput log) throws Exception {
        var refund = abnormal();

        assertThat(put(refund, FINANCE, card(ACCOUNT)).statusCode()).isEqualTo(204);
        var mark = cards.given(refund.applicationNo()).orElseThrow().card();

        var told = session(FINANCE).send("GET", path(refund), null, true);
        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(told.body()).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("bankType", "bank", "lastDigits", "givenBy", "comment", "givenAt");
        assertThat(told.body()).contains("ICBC_DEBIT", "中国工商银行", "0128", "电话", FINANCE);
        var noted = refund.events().stream()
                .filter(event -> event.kind() == Kind.PAYEE_CARD_GIVEN)
                .toList();
        assertThat(noted).extracting(RefundEvent::actor).containsExactly(FINANCE);
        assertThat(noted).singleElement().satisfies(line -> {
            assertThat(line.facts().code(Fact.FINGERPRINT)).isEqualTo(mark.fingerprint());
            assertThat(line.words(Fact.BANK)).contains(mark.bankType());
            assertThat(line.words(Fact.LAST_DIGITS)).contains(mark.lastDigits());
            assertThat(line.words(Fact.COMMENT)).contains("电话核实");
            assertThat(line.facts().text()).doesNotContain(mark.bankType(), "电话核实");
        });
        assertThat(mark.toString()).matches("ICBC_DEBIT 0128 #[0-9a-f]{32}");
        assertThat(refund.timeline()).containsOnlyOnce("PAYEE_CARD_GIVEN").doesNotContain("PAYEE_CARD");

        // What is stored is what WeChat takes and can read.
        var row = transactions.newestOf(refund.applicationNo()).orElseThrow();
        var reply = gateway.repair(
                row.order(),
                row.told().refundId(),
                new Repair.ToCard(cards.of(refund.applicationNo()).orElseThrow()));
        assertThat(reply).isInstanceOfSatisfying(RepairReply.Accepted.class, accepted -> {
            assertThat(accepted.refund().channel()).isEqualTo("OTHER_BANKCARD");
            assertThat(accepted.refund().userReceivedAccount()).isEqualTo("工商银行借记卡0128");
        });

        assertThat(everythingStored()).contains("ICBC_DEBIT", refund.applicationNo());
        assertThat(everythingStored()).doesNotContain(ACCOUNT, NAME);
        assertThat(log.getAll() + reply).doesNotContain(ACCOUNT, NAME);
        assertThat(sandbox.sandbox().ledger().requests().toString()).doesNotContain(ACCOUNT, NAME);
    }

    @Test
    void another_card_replaces_the_first_and_it_can_be_taken_away() throws Exception {
        var refund = abnormal();
        put(refund, FINANCE, card(ACCOUNT));
        var first = cards.of(refund.applicationNo()).orElseThrow();
        var other = card("6225 8801 2345 0403").put("bankType", "CMB_DEBIT").put("realName", "李 雷");

        assertThat(put(refund, FINANCE, other).statusCode()).isEqualTo(204);
        assertThat(cards.of(refund.applicationNo()).orElseThrow().sealedAccount())
                .isNotEqualTo(first.sealedAccount());
        assertThat(session(FINANCE).send("GET", path(refund), null, true).body())
                .contains("CMB_DEBIT");

        assertThat(delete(refund).statusCode()).isEqualTo(204);
        assertThat(delete(refund).statusCode()).isEqualTo(204);
        assertThat(cards.of(refund.applicationNo())).isEmpty();
        assertThat(session(FINANCE).send("GET", path(refund), null, true).statusCode())
                .isEqualTo(404);
        assertThat(refund.events().stream()
                        .filter(event -> event.kind() == Kind.PAYEE_CARD || event.kind() == Kind.PAYEE_CARD_GIVEN)
                        .map(event -> event.kind() == Kind.PAYEE_CARD
                                ? event.facts().code(Fact.CAUSE)
                                : event.words(Fact.BANK).orElseThrow() + " "
                                        + event.words(Fact.LAST_DIGITS).orElseThrow()))
                .containsExactly("ICBC_DEBIT 0128", "CMB_DEBIT 0403", "REMOVED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void it_exists_for_nobody_but_finance(String method) throws Exception {
        var refund = abnormal();
        put(refund, FINANCE, card(ACCOUNT));
        // Even what is wrong with the request is not for them.
        var body = method.equals("PUT") ? "{\"bankType\":" : null;

        assertProblem(new DeskSession(port, null, null).send(method, path(refund), body, true), 401, "UNAUTHENTICATED");
        assertProblem(session(SUPERVISOR).send(method, path(refund), body, true), 404, "NOT_FOUND");
        assertProblem(session(refund.reviewer).send(method, path(refund), body, true), 404, "NOT_FOUND");
        assertProblem(session(refund.reviewer).send(method, path(refund), body, false), 404, "NOT_FOUND");
        assertThat(http(method, path(refund), null, Map.of()).status()).isEqualTo(401);
        assertThat(refund.asMoviegoer(method, path(refund), null).status()).isEqualTo(401);
        assertThat(engineSession("fin-former")
                        .send("GET", path(refund), null, true)
                        .statusCode())
                .isEqualTo(200);
        identity.deleteMembership("fin-former", "finance");
        assertProblem(session("fin-former").send(method, path(refund), body, true), 404, "NOT_FOUND");
        assertThat(cards.given(refund.applicationNo())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE"})
    void another_page_cannot_make_the_browser_of_finance_do_it(String method) throws Exception {
        var refund = abnormal();
        put(refund, FINANCE, card(ACCOUNT));
        var before = cards.of(refund.applicationNo());
        var body = method.equals("PUT") ? card("6225880123450403").toString() : null;
        var foreign = session(SUPERVISOR).token();

        assertProblem(session(FINANCE).send(method, path(refund), body, false), 403, "FORBIDDEN");
        assertProblem(session(FINANCE).with(foreign, method, path(refund), body), 403, "FORBIDDEN");
        assertProblem(session(FINANCE).with("", method, path(refund), body), 403, "FORBIDDEN");
        assertThat(cards.of(refund.applicationNo())).isEqualTo(before);
    }

    @Test
    void a_card_is_taken_only_while_the_refund_is_abnormal() throws Exception {
        var processing = processing();
        var undecided = refund().applies();
        var credited = abnormal();
        settles(credited, SandboxRefund.Status.SUCCESS);
        awaitMoney(credited, "SUCCESS");
        var closed = processing();
        settles(closed, SandboxRefund.Status.CLOSED);
        awaitMoney(closed, "CLOSED");
        closed.claim(Task.resolveRefund, FINANCE).expect(204);

        for (var refund : new Refund[] {processing, undecided, credited, closed}) {
            refund.givesCard("ICBC_DEBIT", ACCOUNT).expect(409, "PAYEE_CARD_NOT_WANTED");
            assertThat(refund.seen().body().has("payeeCard")).isFalse();
        }
        assertProblem(put(processing, FINANCE, card(ACCOUNT)), 403, "TASK_NOT_YOURS");
        assertProblem(put(undecided, FINANCE, card(ACCOUNT)), 403, "TASK_NOT_YOURS");
        assertProblem(put(credited, FINANCE, card(ACCOUNT)), 403, "TASK_NOT_YOURS");
        assertProblem(put(closed, FINANCE, card(ACCOUNT)), 422, "ACTION_NOT_ALLOWED");

        for (var refund : new Refund[] {processing, undecided, credited, closed}) {
            assertThat(cards.of(refund.applicationNo())).isEmpty();
            assertThat(refund.eventKinds()).doesNotContain(Kind.PAYEE_CARD_GIVEN);
        }
        var nobodys = "/api/desk/refunds/R404/payee-card";
        assertProblem(session(FINANCE).send("PUT", nobodys, card(ACCOUNT).toString(), true), 404, "NOT_FOUND");
        assertProblem(session(FINANCE).send("DELETE", nobodys, null, true), 404, "NOT_FOUND");
    }

    @Test
    void the_moviegoer_is_asked_for_their_card_and_gives_it_themself() {
        var refund = abnormal();
        var asked = refund.seen().body().path("payeeCard");
        assertThat(asked.path("wanted").asBoolean()).isTrue();
        assertThat(asked.path("banks")).hasSize(15);
        assertThat(asked.path("banks").toString()).contains("{\"code\":\"ICBC_DEBIT\",\"text\":\"中国工商银行\"}");
        assertThat(asked.path("text").asText()).contains("本人名下");
        assertThat(asked.hasNonNull("bank") || asked.hasNonNull("lastDigits")).isFalse();

        var answer = refund.givesCard("ICBC_DEBIT", ACCOUNT);

        assertThat(answer.status()).isEqualTo(204);
        var given = refund.seen().body().path("payeeCard");
        assertThat(given.path("bank").asText()).isEqualTo("中国工商银行");
        assertThat(given.path("lastDigits").asText()).isEqualTo("0128");
        assertThat(told(refund, "PAYEE_CARD_GIVEN")).contains("您", "中国工商银行 尾号0128");
        assertThat(refund.events())
                .filteredOn(event -> event.kind() == Kind.PAYEE_CARD_GIVEN)
                .extracting(RefundEvent::actor)
                .containsExactly("moviegoer");
        assertThat(refund.givesCard("CMB_DEBIT", "6225880123450403").status()).isEqualTo(204);
        assertThat(refund.seen().body().path("payeeCard").path("lastDigits").asText())
                .isEqualTo("0403");
        assertThat(everythingStored()).doesNotContain(ACCOUNT, "6225880123450403", "王小明");
    }

    @Test
    void nobody_gives_a_card_for_somebody_elses_refund() {
        var refund = abnormal();
        var other = refund();
        other.applies();
        var body = card(ACCOUNT);

        var answer =
                other.asMoviegoer("PUT", "/api/refund-applications/" + refund.applicationNo() + "/payee-card", body);

        answer.expect(404, "NOT_FOUND");
        assertThat(cards.of(refund.applicationNo())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{\"bankAccount\":\"6222021234567890128\"", "{\"bankAccount\":6222021234567890128}"})
    void what_the_moviegoer_got_wrong_is_never_repeated(String body, CapturedOutput log) throws Exception {
        var refund = abnormal();

        var answer = raw(refund, body);

        assertThat(answer).contains("INVALID_REQUEST").doesNotContain(ACCOUNT);
        assertThat(log.getAll()).doesNotContain(ACCOUNT);
    }

    private String raw(Refund refund, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/refund-applications/"
                        + refund.applicationNo() + "/payee-card"))
                .PUT(BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + refund.token())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE"})
    void only_who_claimed_the_task_touches_the_card(String method, CapturedOutput log) throws Exception {
        var refund = abnormal();
        put(refund, FINANCE, card(ACCOUNT));
        var before = cards.of(refund.applicationNo());
        // Even what is wrong with the request is not for them.
        var body = method.equals("PUT") ? "{\"bankType\":" : null;

        assertProblem(session(FINANCE_TWO).send(method, path(refund), body, true), 403, "TASK_NOT_YOURS");
        engineRest(FINANCE, "POST", "/task/" + refund.taskId(Task.resolveRefund) + "/unclaim", JSON.createObjectNode())
                .expect(204);
        assertProblem(session(FINANCE).send(method, path(refund), body, true), 403, "TASK_NOT_YOURS");

        assertThat(cards.of(refund.applicationNo())).isEqualTo(before);
        assertThat(log.getAll()).contains("MONEY_REFUSED " + FINANCE_TWO + " " + method + " payee-card TASK_NOT_YOURS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void finance_says_how_they_got_the_card(String comment) throws Exception {
        var refund = abnormal();
        var silent = card(ACCOUNT);
        silent.remove("comment");

        for (var body : new ObjectNode[] {silent, card(ACCOUNT).put("comment", comment)}) {
            var answer = put(refund, FINANCE, body);
            assertProblem(answer, 422, "COMMENT_REQUIRED");
            assertThat(JSON.readTree(answer.body()).path("field").asText()).isEqualTo("comment");
        }
        assertThat(cards.of(refund.applicationNo())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"卡号 6222 0212 3456 7890 128", "6222-0212-3456-7890-128", "是卡奈丽本人"})
    void what_finance_writes_about_it_does_not_give_it_away(String comment) throws Exception {
        var refund = abnormal();

        var answer = put(refund, FINANCE, card(ACCOUNT).put("comment", comment));

        assertProblem(answer, 422, "INVALID_REQUEST");
        assertThat(JSON.readTree(answer.body()).path("field").asText()).isEqualTo("comment");
        assertThat(everythingStored()).doesNotContain(comment);
    }

    private static String told(Refund refund, String event) {
        for (var line : refund.seen().body().path("timeline")) {
            if (line.path("event").asText().equals(event)) {
                return line.path("text").asText();
            }
        }
        throw new AssertionError("no " + event);
    }

    @Test
    void when_the_refund_is_over_the_card_is_gone() throws Exception {
        var refund = abnormal();
        put(refund, FINANCE, card(ACCOUNT));

        settles(refund, SandboxRefund.Status.SUCCESS);

        awaitMoney(refund, "SUCCESS");
        assertThat(refund.status()).isEqualTo("REFUNDED");
        assertThat(cards.of(refund.applicationNo())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bankType, ICBC_CREDIT",
        "bankAccount, 62220212345",
        "bankAccount, 卡6222021234567890128",
        "realName, ' '",
    })
    void what_is_wrong_is_named_and_never_repeated(String field, String value) throws Exception {
        var refund = abnormal();

        var answer = put(refund, FINANCE, card(ACCOUNT).put(field, value));

        assertProblem(answer, 422, "INVALID_REQUEST");
        assertThat(JSON.readTree(answer.body()).path("field").asText()).isEqualTo(field);
        assertThat(answer.body()).doesNotContain(ACCOUNT, NAME, "ICBC_CREDIT", "62220212345");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "7", "{\"bankAccount\":\"6222021234567890128\"", "6222021234567890128x"})
    void what_cannot_be_read_is_never_repeated(String body) throws Exception {
        var refund = abnormal();

        var answer = session(FINANCE).send("PUT", path(refund), body, true);

        assertProblem(answer, 422, "INVALID_REQUEST");
        assertThat(answer.body()).doesNotContain(ACCOUNT);
    }

    @Test
    void more_than_four_kilobytes_are_not_read() throws Exception {
        var refund = abnormal();
        var padded = card(ACCOUNT).put("more", "x".repeat(5000));

        assertProblem(put(refund, FINANCE, padded), 413, "PAYLOAD_TOO_LARGE");
    }

    @Test
    void the_task_shows_that_a_card_is_on_file_and_by_whom() throws Exception {
        var refund = abnormal();
        var task = "/api/desk/tasks/" + refund.taskId(Task.resolveRefund);
        var money = JSON.readTree(session(FINANCE).send("GET", task, null, true).body())
                .path("money");
        assertThat(money.path("payeeCard").isMissingNode()
                        || money.path("payeeCard").isNull())
                .isTrue();

        put(refund, FINANCE, card(ACCOUNT));

        var shown = session(FINANCE).send("GET", task, null, true);
        var onFile = JSON.readTree(shown.body()).path("money").path("payeeCard");
        assertThat(onFile.path("bank").asText()).isEqualTo("中国工商银行");
        assertThat(onFile.path("givenBy").asText()).isEqualTo(FINANCE);
        assertThat(onFile.path("lastDigits").asText()).isEqualTo("0128");
        assertThat(onFile.path("comment").asText()).isEqualTo("电话核实");
        assertThat(JSON.readTree(shown.body()).path("history").findValuesAsText("detail"))
                .contains("中国工商银行 尾号0128: 电话核实");
        assertThat(shown.body()).doesNotContain(ACCOUNT, NAME, "#");
    }

    /** WeChat says it cannot pay to where the money came from; one of finance has taken the task. */
    private Refund abnormal() {
        var refund = processing();
        settles(refund, SandboxRefund.Status.ABNORMAL);
        awaitMoney(refund, "ABNORMAL");
        refund.claim(Task.resolveRefund, FINANCE).expect(204);
        return refund;
    }

    private static String path(Refund refund) {
        return "/api/desk/refunds/" + refund.applicationNo() + "/payee-card";
    }

    private static ObjectNode card(String account) {
        return JSON.createObjectNode()
                .put("bankType", "ICBC_DEBIT")
                .put("bankAccount", account)
                .put("realName", NAME)
                .put("comment", "电话核实");
    }

    private HttpResponse<String> put(Refund refund, String user, JsonNode card) throws Exception {
        return session(user).send("PUT", path(refund), card.toString(), true);
    }

    private HttpResponse<String> delete(Refund refund) throws Exception {
        return session(FINANCE).send("DELETE", path(refund), null, true);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).path("code").asText()).isEqualTo(code);
    }

    /** Every row of every table, the engine's too. */
    private String everythingStored() {
        var tables = jdbc.sql(
                        "select table_schema || '.\"' || table_name || '\"' from information_schema.tables where table_type = 'BASE TABLE' and table_schema <> 'INFORMATION_SCHEMA'")
                .query(String.class)
                .list();
        assertThat(tables)
                .anyMatch(text -> text.contains("ACT_HI_VARINST"))
                .anyMatch(text -> text.contains("PAYEE_CARD"));
        var all = new StringBuilder();
        for (var table : tables) {
            jdbc.sql("select * from " + table).query().listOfRows().forEach(row -> new TreeMap<>(row)
                    .values()
                    .forEach(value -> all.append(
                                    value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value)
                            .append('\n')));
        }
        return all.toString();
    }

    private DeskSession engineSession(String user) throws Exception {
        staff.ensureUser(user, "F", "Ormer", PASSWORD, "finance");
        if (identity.createUserQuery().userId(user).memberOfGroup("finance").count() == 0) {
            identity.createMembership(user, "finance");
        }
        return session(user);
    }

    private DeskSession session(String user) throws Exception {
        var session = SESSIONS.get(user);
        if (session == null) {
            session = new DeskSession(port, user, PASSWORD);
            SESSIONS.put(user, session);
        }
        return session;
    }
}
