package org.cinemarefund.finance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cinemarefund.testing.Problems.refusal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.finance.FinanceDesk.Action;
import org.cinemarefund.finance.FinanceDesk.Confirmation;
import org.cinemarefund.finance.FinanceDesk.Resolution;
import org.cinemarefund.finance.FinanceDesk.Step;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.MemoryPayments;
import org.cinemarefund.payment.QueryReply;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.payment.RefundTransaction.Answer;
import org.cinemarefund.payment.RepairReply;
import org.cinemarefund.payment.card.PayeeCard;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What finance may do about a refund that WeChat would not or could not complete. */
class FinanceDeskTest {
    private static final PayeeCard CARD = new PayeeCard("ICBC_DEBIT", "0128", "a", "n", "s");
    private static final PayeeCard ANOTHER = new PayeeCard("CMB_DEBIT", "0403", "b", "m", "s");

    private final FinanceWorld world = new FinanceWorld();
    private final FinanceDesk desk = world.desk;

    private Set<Action> allowed() {
        return desk.allowed(world.money.newest("R1"));
    }

    private Optional<Action> recommended(RefundTransaction row) {
        return desk.recommended(row, desk.allowed(row));
    }

    private static Set<Action> actions(String names) {
        return Stream.of(names.split(" "))
                .filter(name -> !name.isEmpty())
                .map(Action::valueOf)
                .collect(Collectors.toSet());
    }

    private static Resolution choice(Action action) {
        var proof = action == Action.SETTLE_OFFLINE ? "P-1" : null;
        return Resolution.of(action.name(), "因为", proof, null);
    }

    private static Confirmation yes() {
        return Confirmation.of("APPROVE", null);
    }

    /** Chosen by one of finance, confirmed by another where two are needed. */
    private void chosen(Action action) {
        if (desk.choose("R1", choice(action), "qian")) {
            assertThat(desk.confirm("R1", yes(), "sun")).isTrue();
        }
    }

    private String refusedBecause() {
        var line = world.applications.last("R1");
        assertThat(line.kind()).isEqualTo(Kind.RESOLUTION_REFUSED);
        assertThat(world.applications.find("R1").orElseThrow().resolution()).isEmpty();
        return line.facts().code(Fact.CAUSE);
    }

    @ParameterizedTest
    @CsvSource({
        "PREPARED, ''",
        "SENDING, CHECK_AGAIN",
        "UNKNOWN, CHECK_AGAIN",
        "PROCESSING, CHECK_AGAIN",
        "WAITING_FOR_BALANCE, RESEND CHECK_AGAIN",
        "REFUSED, RESEND SETTLE_OFFLINE REJECT",
        "ABNORMAL, CHECK_AGAIN ABNORMAL_TO_CARD ABNORMAL_TO_MERCHANT",
        "CLOSED, NEW_NUMBER SETTLE_OFFLINE REJECT",
        "RETURNED_TO_MERCHANT, SETTLE_OFFLINE",
        "GIVEN_UP, ''",
        "SETTLED_OFFLINE, ''",
        "SUCCESS, ''",
    })
    void each_state_has_its_safe_actions_and_no_others(RefundState state, String names) {
        world.refund("R1", RefundState.SENDING);
        world.money.state("R1", state);

        assertThat(allowed()).isEqualTo(actions(names));
    }

    @ParameterizedTest
    @CsvSource({
        "PREPARED,",
        "SENDING, CHECK_AGAIN",
        "UNKNOWN, CHECK_AGAIN",
        "PROCESSING, CHECK_AGAIN",
        "WAITING_FOR_BALANCE,",
        "REFUSED,",
        "ABNORMAL,",
        "CLOSED, NEW_NUMBER",
        "RETURNED_TO_MERCHANT, SETTLE_OFFLINE",
        "SUCCESS,",
    })
    void at_most_one_action_is_what_the_facts_speak_for(RefundState state, Action action) {
        world.refund("R1", RefundState.SENDING);
        world.money.state("R1", state);

        assertThat(recommended(world.money.newest("R1"))).isEqualTo(Optional.ofNullable(action));
    }

    @Test
    void what_is_recommended_follows_what_wechat_said_and_what_is_on_file() {
        world.refund("R1", RefundState.UNKNOWN);
        assertThat(recommended(world.money.answered("R1", Answer.NOT_FOUND_SIGNED)))
                .contains(Action.RESEND);
        assertThat(recommended(world.money.refused("R1", "USER_ACCOUNT_ABNORMAL", "账户异常")))
                .contains(Action.SETTLE_OFFLINE);
        assertThat(recommended(world.money.refused("R1", "PARAM_ERROR", "参数错误")))
                .isEmpty();
        assertThat(recommended(world.money.lessIsLeft("R1", 500))).contains(Action.PAY_REST);
        assertThat(recommended(world.money.lessIsLeft("R1", 11_800)))
                .as("nothing is left")
                .isEmpty();

        world.refund("R2", RefundState.ABNORMAL);
        world.cards.keep("R2", CARD, "qian", "电话核实", FinanceWorld.NOW);
        assertThat(recommended(world.money.newest("R2"))).contains(Action.ABNORMAL_TO_CARD);
        assertThat(recommended(world.money.repairOpen("R2"))).contains(Action.CHECK_AGAIN);
    }

    @ParameterizedTest
    @EnumSource(names = {"SENDING", "UNKNOWN", "PROCESSING"})
    void only_what_wechat_signed_that_it_does_not_know_is_sent_again(RefundState state) {
        world.refund("R1", state);
        world.money.answered("R1", Answer.NOT_FOUND);
        assertThat(allowed()).containsExactly(Action.CHECK_AGAIN);

        world.money.answered("R1", Answer.NOT_FOUND_SIGNED);
        assertThat(allowed()).containsExactly(Action.CHECK_AGAIN, Action.RESEND);
    }

    @Test
    void while_a_repair_is_open_it_can_only_be_asked_about() {
        world.refund("R1", RefundState.ABNORMAL);
        world.money.repairOpen("R1");

        assertThat(allowed()).containsExactly(Action.CHECK_AGAIN);
    }

    @Test
    void a_refusal_needs_tickets_that_are_still_worth_something() {
        var order = world.refund("R1", RefundState.CLOSED).order();
        assertThat(allowed()).contains(Action.REJECT);

        world.showHasBegun(order);
        assertThat(allowed()).doesNotContain(Action.REJECT);
    }

    @Test
    void and_nothing_that_was_paid_beside_it() {
        var application = world.refund("R1", RefundState.CLOSED);
        world.differences.owe(application, world.money.newest("R1"), ScreeningStatus.RESCHEDULED);
        assertThat(allowed()).contains(Action.REJECT);

        world.differences.paid("R1", "qian", null, "P-1");
        assertThat(allowed()).doesNotContain(Action.REJECT);
    }

    @Test
    void what_is_no_choice_is_refused_by_its_field() {
        assertThat(refusal(() -> Resolution.of(null, null, null, null))).isEqualTo("INVALID_REQUEST: action");
        assertThat(refusal(() -> Resolution.of("PAY_TWICE", null, null, null))).isEqualTo("INVALID_REQUEST: action");
        assertThat(refusal(() -> Resolution.of("SETTLE_OFFLINE", "x", null, null)))
                .isEqualTo("PROOF_REQUIRED: proofReference");
        assertThat(refusal(() -> Resolution.of("RESEND", "x", null, 100))).isEqualTo("INVALID_REQUEST: restAmount");
        assertThat(refusal(() -> Confirmation.of(null, null))).isEqualTo("INVALID_REQUEST: decision");
        assertThat(refusal(() -> Confirmation.of("MAYBE", null))).isEqualTo("INVALID_REQUEST: decision");
        assertThat(refusal(() -> Confirmation.of("REJECT", null))).isEqualTo("COMMENT_REQUIRED: comment");
    }

    @Test
    void what_the_state_does_not_allow_is_not_chosen() {
        world.refund("R1", RefundState.PROCESSING);
        var before = world.applications.eventsOf("R1").size();

        assertThat(refusal(() -> desk.choose("R1", choice(Action.SETTLE_OFFLINE), "qian")))
                .isEqualTo("ACTION_NOT_ALLOWED");
        assertThat(world.applications.eventsOf("R1")).hasSize(before);
    }

    @Test
    void a_refusal_says_why_and_a_card_is_there_before_it_is_paid_to() {
        world.refund("R1", RefundState.CLOSED);
        assertThat(refusal(() -> desk.choose("R1", Resolution.of("REJECT", null, null, null), "qian")))
                .isEqualTo("COMMENT_REQUIRED: comment");

        world.refund("R2", RefundState.ABNORMAL);
        assertThat(refusal(() -> desk.choose("R2", choice(Action.ABNORMAL_TO_CARD), "qian")))
                .isEqualTo("PAYEE_CARD_REQUIRED: action");
    }

    @Test
    void nobody_chooses_or_confirms_for_an_order_of_their_own() {
        world.refund("R1", RefundState.CLOSED);
        world.openids.replace("sun", List.of("oOwner-1"));
        assertThat(refusal(() -> desk.choose("R1", choice(Action.NEW_NUMBER), "sun")))
                .isEqualTo("OWN_ORDER");

        desk.choose("R1", choice(Action.NEW_NUMBER), "qian");
        assertThat(refusal(() -> desk.confirm("R1", yes(), "sun"))).isEqualTo("OWN_ORDER");
    }

    @Test
    void what_lets_money_go_out_again_takes_two_and_the_choice_is_recorded() {
        world.refund("R1", RefundState.CLOSED);

        assertThat(desk.choose("R1", choice(Action.NEW_NUMBER), "qian")).isTrue();
        assertThat(world.applications.last("R1").kind()).isEqualTo(Kind.RESOLUTION);
        assertThat(refusal(() -> desk.confirm("R1", yes(), "qian"))).isEqualTo("SAME_PERSON");

        assertThat(desk.confirm("R1", yes(), "sun")).isTrue();
        assertThat(world.applications.last("R1").kind()).isEqualTo(Kind.RESOLUTION_CONFIRMED);
        assertThat(world.applications.find("R1").orElseThrow().choice().confirmedBy())
                .isEqualTo("sun");
    }

    @Test
    void what_changes_nothing_takes_one() {
        world.refund("R1", RefundState.UNKNOWN);

        assertThat(desk.choose("R1", choice(Action.CHECK_AGAIN), "qian")).isFalse();
    }

    @Test
    void a_second_person_who_says_no_ends_the_choice() {
        world.refund("R1", RefundState.CLOSED);
        desk.choose("R1", choice(Action.NEW_NUMBER), "qian");

        assertThat(desk.confirm("R1", Confirmation.of("REJECT", "不行"), "sun")).isFalse();

        assertThat(world.applications.last("R1").kind()).isEqualTo(Kind.RESOLUTION_DECLINED);
        assertThat(desk.confirm("R1", yes(), "sun"))
                .as("a choice that is over is confirmed by nobody")
                .isFalse();
        world.money.channel.queries(MemoryPayments.found("4200OR1-1", ChannelRefund.Status.CLOSED));
        assertThat(desk.verify("R1")).isEqualTo(Step.LOOK_AGAIN);
    }

    @Test
    void a_new_number_is_given_once_wechat_says_again_that_the_old_one_is_closed() {
        world.refund("R1", RefundState.CLOSED);
        chosen(Action.NEW_NUMBER);
        world.money.channel.queries(MemoryPayments.found("4200OR1-1", ChannelRefund.Status.CLOSED));

        assertThat(desk.verify("R1")).isEqualTo(Step.RESEND);

        assertThat(world.money.newest("R1").outRefundNo()).isEqualTo("4200OR1-2");
        assertThat(world.money.newest("R1").approved().by()).isEqualTo("qian");
    }

    @Test
    void without_an_answer_of_wechats_nothing_final_is_done() {
        world.refund("R1", RefundState.CLOSED);
        chosen(Action.NEW_NUMBER);
        world.money.channel.queries(new QueryReply.Unknown("timeout"));

        assertThat(desk.verify("R1")).isEqualTo(Step.LOOK_AGAIN);

        assertThat(refusedBecause()).isEqualTo("NO_ANSWER");
        assertThat(world.money.newest("R1").outRefundNo()).isEqualTo("4200OR1-1");
    }

    @Test
    void what_nobody_confirmed_is_not_done_however_the_token_came() {
        world.refund("R1", RefundState.CLOSED);
        desk.choose("R1", choice(Action.SETTLE_OFFLINE), "qian");
        world.money.channel.queries(MemoryPayments.found("4200OR1-1", ChannelRefund.Status.CLOSED));

        assertThat(desk.verify("R1")).isEqualTo(Step.LOOK_AGAIN);
        assertThat(refusedBecause()).isEqualTo("NOT_CONFIRMED");
        assertThatThrownBy(() -> desk.settleOffline("R1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void what_the_money_did_meanwhile_is_named() {
        world.refund("R1", RefundState.CLOSED);
        chosen(Action.NEW_NUMBER);
        world.money.state("R1", RefundState.RETURNED_TO_MERCHANT);
        world.money.channel.queries(new QueryReply.Unknown("timeout"));

        assertThat(desk.verify("R1")).isEqualTo(Step.LOOK_AGAIN);
        assertThat(refusedBecause()).isEqualTo("RETURNED_TO_MERCHANT");
    }

    @Test
    void a_refused_refund_is_rejected_once_wechat_signs_that_it_does_not_know_it() {
        world.refund("R1", RefundState.REFUSED);
        chosen(Action.REJECT);
        world.money.channel.queries(new QueryReply.NotFound(true));

        assertThat(desk.verify("R1")).isEqualTo(Step.REJECT);

        var application = world.applications.find("R1").orElseThrow();
        assertThat(application.status()).isEqualTo(RefundStatus.REJECTED);
        assertThat(application.answer().comment()).isEqualTo("因为");
        assertThat(world.money.newest("R1").state()).isEqualTo(RefundState.GIVEN_UP);
        assertThat(world.notices.intended).containsExactly("R1 REJECTED 1");
        assertThat(world.applications.last("R1").actor()).isEqualTo("qian");
    }

    @Test
    void an_unsigned_answer_rejects_nothing() {
        world.refund("R1", RefundState.REFUSED);
        chosen(Action.REJECT);
        world.money.channel.queries(new QueryReply.NotFound(false));

        assertThat(desk.verify("R1")).isEqualTo(Step.LOOK_AGAIN);
        assertThat(refusedBecause()).isEqualTo("NO_ANSWER");
    }

    @Test
    void offline_it_ends_with_both_names_and_is_told() {
        world.refund("R1", RefundState.RETURNED_TO_MERCHANT);
        chosen(Action.SETTLE_OFFLINE);
        world.money.channel.queries(new QueryReply.NotFound(true));
        assertThat(desk.verify("R1")).isEqualTo(Step.SETTLE_OFFLINE);

        desk.settleOffline("R1");

        var application = world.applications.find("R1").orElseThrow();
        assertThat(application.status()).isEqualTo(RefundStatus.SETTLED_OFFLINE);
        assertThat(application.choice().proofReference()).isEqualTo("P-1");
        assertThat(world.money.newest("R1").state()).isEqualTo(RefundState.SETTLED_OFFLINE);
        assertThat(world.notices.intended).containsExactly("R1 SETTLED_OFFLINE 1");
    }

    @Test
    void at_most_what_is_left_is_paid_of_a_refund_of_which_a_part_went_back_elsewhere() {
        world.refund("R1", RefundState.REFUSED);
        world.money.lessIsLeft("R1", 3000);
        assertThat(desk.mostOfTheRest(world.money.newest("R1"))).isEqualTo(7000);
        assertThat(allowed()).contains(Action.PAY_REST);
        assertThat(refusal(() -> desk.choose("R1", Resolution.of("PAY_REST", "x", null, 7001), "qian")))
                .isEqualTo("INVALID_REQUEST: restAmount");

        chosen(Action.PAY_REST);
        world.money.elsewhere(3001);
        world.money.channel.queries(new QueryReply.NotFound(true));
        assertThat(desk.verify("R1")).isEqualTo(Step.LOOK_AGAIN);
        assertThat(refusedBecause()).isEqualTo("LESS_IS_LEFT");

        chosen(Action.PAY_REST);
        world.money.channel.queries(new QueryReply.NotFound(true));
        assertThat(desk.verify("R1")).isEqualTo(Step.RESEND);
        assertThat(world.money.newest("R1").refundAmount()).isEqualTo(6999);
        assertThat(world.applications.find("R1").orElseThrow().deal().refundAmount())
                .isEqualTo(6999);
    }

    @Test
    void a_repair_goes_to_the_very_card_that_two_people_chose() {
        world.refund("R1", RefundState.ABNORMAL);
        world.cards.keep("R1", CARD, "moviegoer", null, FinanceWorld.NOW);
        chosen(Action.ABNORMAL_TO_CARD);
        world.money.channel.queries(MemoryPayments.found("4200OR1-1", ChannelRefund.Status.ABNORMAL));
        assertThat(desk.verify("R1")).isEqualTo(Step.REPAIR);
        world.money.channel.repairs(new RepairReply.Unknown("timeout", true));

        desk.repair("R1");

        assertThat(world.money.channel.repaired).hasSize(1);
        assertThat(world.money.newest("R1").repair().open()).isTrue();
        desk.repair("R1");
        assertThat(world.money.channel.repaired).as("it was done once").hasSize(1);
    }

    @Test
    void another_card_undoes_the_choice() {
        world.refund("R1", RefundState.ABNORMAL);
        world.cards.keep("R1", CARD, "moviegoer", null, FinanceWorld.NOW);
        chosen(Action.ABNORMAL_TO_CARD);
        world.cards.keep("R1", ANOTHER, "moviegoer", null, FinanceWorld.NOW);

        desk.repair("R1");

        assertThat(world.money.channel.repaired).isEmpty();
        assertThat(refusedBecause()).isEqualTo("CARD_CHANGED");
    }

    @Test
    void no_repair_is_made_that_nobody_or_only_one_chose() {
        world.refund("R1", RefundState.ABNORMAL);
        assertThatThrownBy(() -> desk.repair("R1")).isInstanceOf(IllegalStateException.class);

        world.cards.keep("R1", CARD, "moviegoer", null, FinanceWorld.NOW);
        desk.choose("R1", choice(Action.ABNORMAL_TO_CARD), "qian");
        assertThatThrownBy(() -> desk.repair("R1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two people");
    }
}
