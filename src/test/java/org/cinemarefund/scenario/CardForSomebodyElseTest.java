package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.finance.FinanceDesk;
import org.cinemarefund.payment.RefundRepairs;
import org.cinemarefund.payment.card.CardMark;
import org.cinemarefund.payment.card.PayeeCards;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * One person of finance wants an abnormal refund on a card of their own, and the ways they could try it: alone, by another card
 * after the choice, by another card after the second person's word.
 */
class CardForSomebodyElseTest extends MoneyScenario {
    private static final String THEIRS = "6222021234567890128";
    private static final String SOMEBODY_ELSES = "6225880000001234";
    /** Every session is of one person; logging in is slow. */
    private static final Map<String, DeskSession> SESSIONS = new HashMap<>();

    @Autowired
    private PayeeCards cards;

    @Autowired
    private FinanceDesk finance;

    @Autowired
    private RefundRepairs repairs;

    private Refund abnormal() {
        var refund = processing();
        settles(refund, Status.ABNORMAL);
        awaitMoney(refund, "ABNORMAL");
        return refund;
    }

    /** The moviegoer gave their card and the first person of finance chose it. */
    private Refund chosen() {
        var refund = abnormal();
        refund.givesCard("ICBC_DEBIT", THEIRS).expect(204);
        refund.answer(Task.resolveRefund, FINANCE, choice("ABNORMAL_TO_CARD", null, null))
                .expect(204);
        return refund;
    }

    /** Both agreed; WeChat has not been asked yet. */
    private Refund confirmed() {
        var refund = chosen();
        confirms(refund, "APPROVE", null);
        return refund;
    }

    /** The card is another than the one that was chosen, whoever changed it. */
    private enum Swap {
        BY_THE_MOVIEGOER,
        BY_FINANCE,
        THE_SAME_CARD_AGAIN,
        REMOVED
    }

    private void swap(Refund refund, Swap how, String by) throws Exception {
        switch (how) {
            case BY_THE_MOVIEGOER ->
                refund.givesCard("CMB_DEBIT", SOMEBODY_ELSES).expect(204);
            case THE_SAME_CARD_AGAIN -> refund.givesCard("ICBC_DEBIT", THEIRS).expect(204);
            case BY_FINANCE ->
                assertThat(put(refund, by, card(SOMEBODY_ELSES)).statusCode()).isEqualTo(204);
            case REMOVED ->
                assertThat(session(by).send("DELETE", path(refund), null, true).statusCode())
                        .isEqualTo(204);
        }
    }

    private DeskSession session(String user) throws Exception {
        var session = SESSIONS.get(user);
        if (session == null) {
            session = new DeskSession(port, user, PASSWORD);
            SESSIONS.put(user, session);
        }
        return session;
    }

    private HttpResponse<String> put(Refund refund, String user, ObjectNode card) throws Exception {
        return session(user).send("PUT", path(refund), card.toString(), true);
    }

    private static String path(Refund refund) {
        return "/api/desk/refunds/" + refund.applicationNo() + "/payee-card";
    }

    private static ObjectNode card(String account) {
        return JSON.createObjectNode()
                .put("bankType", "CMB_DEBIT")
                .put("bankAccount", account)
                .put("realName", "钱某某")
                .put("comment", "顾客来电告知");
    }

    private List<Ledger.Request> repairsSent(Refund refund) {
        return refund.requests().stream()
                .filter(request -> request.api().contains("apply-abnormal-refund"))
                .toList();
    }

    private List<String> details(Refund refund, Kind kind) {
        return refund.events().stream()
                .filter(event -> event.kind() == kind)
                .map(CardForSomebodyElseTest::detail)
                .toList();
    }

    private static String detail(RefundEvent line) {
        var facts = line.facts();
        var mark = line.words(Fact.BANK)
                .map(bank ->
                        new CardMark(bank, line.words(Fact.LAST_DIGITS).orElseThrow(), facts.code(Fact.FINGERPRINT)))
                .map(CardMark::toString)
                .orElse(null);
        return Stream.of(
                        facts.code(Fact.ACTION),
                        mark,
                        facts.code(Fact.CAUSE),
                        line.words(Fact.COMMENT).orElse(null))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    private void startsAnew(Refund refund) {
        assertThat(repairsSent(refund)).as("asked of WeChat").isEmpty();
        assertThat(refund.money()).isEqualTo("ABNORMAL");
        assertThat(refund.open(Task.resolveRefund)).as("chosen anew").isNotNull();
        assertThat(refund.open(Task.confirmResolution)).isNull();
        assertThat(details(refund, Kind.RESOLUTION_REFUSED)).containsExactly("ABNORMAL_TO_CARD CARD_CHANGED");
    }

    @Test
    void one_person_alone_sends_nothing_to_a_card() throws Exception {
        var refund = abnormal();
        assertThat(put(refund, FINANCE, card(SOMEBODY_ELSES)).statusCode())
                .as("the task is nobody's yet")
                .isEqualTo(403);
        refund.claim(Task.resolveRefund, FINANCE).expect(204);
        assertThat(put(refund, FINANCE, card(SOMEBODY_ELSES)).statusCode()).isEqualTo(204);

        complete(refund.taskId(Task.resolveRefund), FINANCE, "complete", Map.of("action", "ABNORMAL_TO_CARD"))
                .expect(204);

        assertThat(refund.findJob(Step.verifyResolution.name())).isNull();
        refund.decide(Task.confirmResolution, FINANCE, "APPROVE", null).expect(400);
        assertThat(repairsSent(refund)).isEmpty();
        assertThat(refund.money()).isEqualTo("ABNORMAL");
    }

    @Test
    void the_second_person_sees_which_card_and_the_record_can_say_it_for_ever() throws Exception {
        var refund = abnormal();
        refund.claim(Task.resolveRefund, FINANCE).expect(204);
        assertThat(put(refund, FINANCE, card(SOMEBODY_ELSES)).statusCode()).isEqualTo(204);
        var mark = cards.given(refund.applicationNo()).orElseThrow().card().toString();
        complete(refund.taskId(Task.resolveRefund), FINANCE, "complete", Map.of("action", "ABNORMAL_TO_CARD"))
                .expect(204);

        var seen = JSON.readTree(session(FINANCE_TWO)
                        .send("GET", "/api/desk/tasks/" + refund.taskId(Task.confirmResolution), null, true)
                        .body())
                .path("resolution")
                .path("card");

        assertThat(seen.path("bank").asText()).isEqualTo("招商银行");
        assertThat(seen.path("lastDigits").asText()).isEqualTo("1234");
        assertThat(seen.path("givenBy").asText()).isEqualTo(FINANCE);
        assertThat(seen.path("own").asBoolean()).isFalse();
        assertThat(seen.path("comment").asText()).isEqualTo("顾客来电告知");
        confirms(refund, "APPROVE", null);
        refund.performs(Step.verifyResolution).performs(Step.repairRefund);
        settles(refund, Status.SUCCESS);
        assertThat(cards.of(refund.applicationNo()))
                .as("the card itself is gone")
                .isEmpty();
        assertThat(details(refund, Kind.PAYEE_CARD_GIVEN)).containsExactly(mark + " 顾客来电告知");
        assertThat(details(refund, Kind.RESOLUTION)).containsExactly("ABNORMAL_TO_CARD " + mark);
        assertThat(details(refund, Kind.RESOLUTION_CONFIRMED)).containsExactly("ABNORMAL_TO_CARD " + mark);
        assertThat(details(refund, Kind.CREDITED)).containsExactly(mark);
    }

    @ParameterizedTest
    @EnumSource
    void another_card_while_the_second_person_looks_begins_the_choice_anew(Swap how) throws Exception {
        var refund = chosen();
        refund.claim(Task.confirmResolution, FINANCE_TWO).expect(204);
        var task = refund.taskId(Task.confirmResolution);

        swap(refund, how, FINANCE_TWO);

        assertThat(complete(task, FINANCE_TWO, "complete", Map.of("decision", "APPROVE"))
                        .status())
                .as("the word of the second person finds its task gone")
                .isGreaterThanOrEqualTo(400);
        startsAnew(refund);
        assertThat(details(refund, Kind.RESOLUTION_CONFIRMED)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"BY_THE_MOVIEGOER", "THE_SAME_CARD_AGAIN"})
    void another_card_after_both_agreed_begins_the_choice_anew(Swap how) throws Exception {
        var refund = confirmed();

        swap(refund, how, null);
        refund.performs(Step.verifyResolution);

        startsAnew(refund);
    }

    @ParameterizedTest
    @EnumSource(names = {"BY_THE_MOVIEGOER", "THE_SAME_CARD_AGAIN"})
    void another_card_in_the_last_moment_is_not_sent(Swap how) throws Exception {
        var refund = confirmed().performs(Step.verifyResolution);

        swap(refund, how, null);
        refund.performs(Step.repairRefund);

        startsAnew(refund);
        // Chosen anew by two people, the new card it is.
        refund.answer(Task.resolveRefund, FINANCE_TWO, choice("ABNORMAL_TO_CARD", null, null))
                .expect(204);
        refund.decide(Task.confirmResolution, FINANCE, "APPROVE", null).expect(204);
        refund.performs(Step.verifyResolution).performs(Step.repairRefund);
        assertThat(repairsSent(refund)).hasSize(1);
    }

    @Test
    void a_card_that_was_put_into_our_tables_by_hand_is_not_sent() {
        var verified = confirmed();
        tamper(verified);
        verified.performs(Step.verifyResolution);
        startsAnew(verified);

        var late = confirmed().performs(Step.verifyResolution);
        tamper(late);
        late.performs(Step.repairRefund);
        startsAnew(late);
    }

    private void tamper(Refund refund) {
        jdbc.sql("update payee_card set sealed_account = 'another' where application_no = ?")
                .param(refund.applicationNo())
                .update();
    }

    @Test
    void a_repair_asks_for_the_bound_card_and_for_no_other() {
        var refund = confirmed();
        var other = new CardMark("ICBC_DEBIT", "0128", "0".repeat(32));

        repairs.toCard(refund.applicationNo(), other);

        assertThat(repairsSent(refund)).isEmpty();
        assertThat(refund.money()).isEqualTo("ABNORMAL");
    }

    @Test
    void a_token_moved_past_the_second_person_sends_nothing() {
        var refund = chosen();

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> finance.repair(refund.applicationNo()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two people");

        assertThat(repairsSent(refund)).isEmpty();
    }

    @Test
    void a_choice_that_was_carried_out_is_not_carried_out_again() {
        var refund = confirmed().performs(Step.verifyResolution).performs(Step.repairRefund);
        assertThat(repairsSent(refund)).hasSize(1);
        settles(refund, Status.ABNORMAL);
        polls(refund);

        finance.repair(refund.applicationNo());

        assertThat(repairsSent(refund)).hasSize(1);
        assertThat(refund.givesCard("ICBC_DEBIT", THEIRS).status()).isIn(204, 409);
        assertThat(details(refund, Kind.RESOLUTION_REFUSED)).isEmpty();
    }

    @Test
    void while_a_repair_is_under_way_no_other_card_is_wanted() {
        var refund = confirmed().performs(Step.verifyResolution);
        jdbc.sql("update refund_transaction set repair = 'CARD', repair_asked_at = ?, repair_open = true"
                        + " where application_no = ?")
                .param(java.sql.Timestamp.from(clock.instant()))
                .param(refund.applicationNo())
                .update();

        refund.givesCard("CMB_DEBIT", SOMEBODY_ELSES).expect(409, "PAYEE_CARD_NOT_WANTED");

        assertThat(refund.seen().body().path("payeeCard").path("wanted").asBoolean(true))
                .isFalse();
    }

    @Test
    void the_moviegoer_reads_which_card_the_money_went_to() {
        var refund = confirmed().performs(Step.verifyResolution).performs(Step.repairRefund);

        settles(refund, Status.SUCCESS);
        refund.performs(Step.sendCreditNotice).endedAt("refunded");

        var seen = refund.seen().body();
        assertThat(seen.path("receivedAccount").asText()).isEqualTo("中国工商银行 尾号0128");
        assertThat(credited(refund)).isEqualTo("已退至 中国工商银行 尾号0128");
        assertThat(seen.has("payeeCard") && !seen.path("payeeCard").isNull()).isFalse();
        assertThat(refund.messages()).as("their own card: told as usual").hasSize(1);
    }

    private String credited(Refund refund) {
        for (var line : refund.seen().body().path("timeline")) {
            if (line.path("event").asText().equals("CREDITED")) {
                return line.path("text").asText();
            }
        }
        throw new AssertionError("not credited");
    }

    @Test
    void of_a_card_that_finance_typed_no_message_says_arrived_without_naming_it() throws Exception {
        var refund = abnormal();
        refund.claim(Task.resolveRefund, FINANCE).expect(204);
        assertThat(put(refund, FINANCE, card(SOMEBODY_ELSES)).statusCode()).isEqualTo(204);
        assertThat(refund.seen().body().path("payeeCard").path("lastDigits").asText())
                .as("they see it before it is too late")
                .isEqualTo("1234");
        complete(refund.taskId(Task.resolveRefund), FINANCE, "complete", Map.of("action", "ABNORMAL_TO_CARD"))
                .expect(204);
        confirms(refund, "APPROVE", null);
        refund.performs(Step.verifyResolution).performs(Step.repairRefund);

        settles(refund, Status.SUCCESS);
        refund.performs(Step.sendCreditNotice).endedAt("refunded");

        assertThat(credited(refund)).isEqualTo("已退至 招商银行 尾号1234");
        for (var message : refund.messages()) {
            assertThat(message.toString()).contains("招商银行", "1234");
        }
    }
}
