package org.cinemarefund.finance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.testing.Problems.refusal;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import org.cinemarefund.application.RefundWorkflow;
import org.cinemarefund.application.StaffTasks;
import org.cinemarefund.finance.FinanceDesk.Resolution;
import org.cinemarefund.finance.PayeeCardDesk.TypedCard;
import org.cinemarefund.notice.StaffNotice;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.card.PayeeCard;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gives a card for a refund whose way back is closed, and what that undoes. */
class PayeeCardDeskTest {
    private static final TypedCard CARD = TypedCard.of("ICBC_DEBIT", "6222020200120128", "张三");

    private final FinanceWorld world = new FinanceWorld();
    private final StaffTasks tasks = mock();
    private final RefundWorkflow workflow = mock();
    private final List<StaffNotice.News> told = new ArrayList<>();
    private final PayeeCardDesk desk = new PayeeCardDesk(
            world.applications,
            world.money.payments,
            world.cards,
            (bank, account, name) ->
                    new PayeeCard(bank, account.substring(account.length() - 4), "sealed", "sealed", "key-1"),
            world.desk,
            tasks,
            world.ownOrders,
            workflow,
            told::add,
            world.clock);

    private void claimedBy(String user) {
        when(tasks.claimedOfFinance("R1", user)).thenReturn(true);
    }

    @Test
    void the_moviegoer_gives_their_own_and_the_staff_hears_of_it() {
        world.refund("R1", RefundState.ABNORMAL);

        desk.giveOwn("oOwner-1", "R1", CARD);

        assertThat(desk.given("R1")).get().extracting(given -> given.by()).isEqualTo("moviegoer");
        var line = world.applications.last("R1");
        assertThat(line.kind()).isEqualTo(Kind.PAYEE_CARD_GIVEN);
        assertThat(line.words(Fact.LAST_DIGITS)).contains("0128");
        assertThat(told).singleElement().extracting(StaffNotice.News::kind).isEqualTo(StaffNotice.Kind.CARD_GIVEN);
    }

    @Test
    void nobody_gives_one_for_a_refund_of_somebody_else() {
        world.refund("R1", RefundState.ABNORMAL);

        assertThat(refusal(() -> desk.giveOwn("oOther", "R1", CARD))).isEqualTo("NOT_FOUND");
        assertThat(refusal(() -> desk.giveOwn("oOwner-1", "R2", CARD))).isEqualTo("NOT_FOUND");
        assertThat(desk.given("R1")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PROCESSING", "UNKNOWN", "CLOSED", "SUCCESS", "RETURNED_TO_MERCHANT"})
    void a_card_is_wanted_only_while_the_way_back_is_closed(RefundState state) {
        world.refund("R1", RefundState.SENDING);
        world.money.state("R1", state);
        claimedBy("qian");

        assertThat(refusal(() -> desk.giveOwn("oOwner-1", "R1", CARD))).isEqualTo("PAYEE_CARD_NOT_WANTED");
        assertThat(refusal(() -> desk.giveAsFinance("R1", CARD, "电话", "qian"))).isEqualTo("ACTION_NOT_ALLOWED");
    }

    @Test
    void none_is_wanted_while_a_repair_is_under_way() {
        var application = world.refund("R1", RefundState.ABNORMAL);
        assertThat(desk.wish(application))
                .get()
                .extracting(PayeeCardDesk.Wish::wanted)
                .isEqualTo(true);

        world.money.repairOpen("R1");

        assertThat(desk.wish(application))
                .get()
                .extracting(PayeeCardDesk.Wish::wanted)
                .isEqualTo(false);
        assertThat(refusal(() -> desk.giveOwn("oOwner-1", "R1", CARD))).isEqualTo("PAYEE_CARD_NOT_WANTED");
    }

    @Test
    void finance_gives_one_with_the_task_in_hand_and_says_how_they_got_it() {
        world.refund("R1", RefundState.ABNORMAL);
        assertThat(refusal(() -> desk.giveAsFinance("R9", CARD, "电话", "qian"))).isEqualTo("NOT_FOUND");
        assertThat(refusal(() -> desk.giveAsFinance("R1", CARD, "电话", "qian"))).isEqualTo("TASK_NOT_YOURS");

        claimedBy("qian");
        assertThat(refusal(() -> desk.giveAsFinance("R1", CARD, " ", "qian"))).isEqualTo("COMMENT_REQUIRED: comment");
        for (var quoting : List.of("卡号 6222 0202 0012 0128", "户名张三")) {
            assertThat(refusal(() -> desk.giveAsFinance("R1", CARD, quoting, "qian")))
                    .isEqualTo("INVALID_REQUEST: comment");
        }
        assertThat(desk.given("R1")).isEmpty();

        desk.giveAsFinance("R1", CARD, "电话", "qian");
        assertThat(desk.given("R1")).get().extracting(given -> given.note()).isEqualTo("电话");
        assertThat(world.applications.last("R1").actor()).isEqualTo("qian");
        assertThat(told).isEmpty();
    }

    @Test
    void nobody_of_finance_gives_one_for_an_order_of_their_own() {
        world.refund("R1", RefundState.ABNORMAL);
        world.openids.replace("qian", List.of("oOwner-1"));
        claimedBy("qian");

        assertThat(refusal(() -> desk.giveAsFinance("R1", CARD, "电话", "qian"))).isEqualTo("OWN_ORDER");
    }

    @Test
    void another_card_undoes_what_finance_chose_and_the_process_hears_of_it() {
        world.refund("R1", RefundState.ABNORMAL);
        desk.giveOwn("oOwner-1", "R1", CARD);
        verify(workflow, never()).choiceUndone("R1");
        world.desk.choose("R1", Resolution.of("ABNORMAL_TO_CARD", "x", null, null), "qian");

        desk.giveOwn("oOwner-1", "R1", CARD);

        verify(workflow).choiceUndone("R1");
        var line = world.applications.last("R1");
        assertThat(line.kind()).isEqualTo(Kind.RESOLUTION_REFUSED);
        assertThat(line.facts().code(Fact.CAUSE)).isEqualTo("CARD_CHANGED");
    }

    @Test
    void a_card_is_taken_off_the_file_once() {
        world.refund("R1", RefundState.ABNORMAL);
        desk.giveOwn("oOwner-1", "R1", CARD);
        assertThat(refusal(() -> desk.remove("R1", "qian"))).isEqualTo("TASK_NOT_YOURS");
        claimedBy("qian");

        desk.remove("R1", "qian");
        var lines = world.applications.eventsOf("R1").size();
        desk.remove("R1", "qian");

        assertThat(desk.given("R1")).isEmpty();
        assertThat(world.applications.last("R1").kind()).isEqualTo(Kind.PAYEE_CARD);
        assertThat(world.applications.eventsOf("R1")).hasSize(lines);
    }
}
