package org.cinemarefund.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.testing.Problems.refusal;

import java.time.Duration;
import java.util.List;
import org.cinemarefund.application.ApprovedAs;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.application.RefundApplication.Verdict;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What exceeds the rules' deal takes two different people, of a payment of 1000.00; above 500.00 everything does. */
class TwoPeopleTest {
    private final ReviewWorld world = new ReviewWorld();

    private RefundApplication blamed(long fen) {
        return world.blamed("R1", fen);
    }

    private Verdict decides(String decision, Long fen, String by) {
        return world.decides("R1", decision, fen, by);
    }

    private void paid(RefundApplication application, long fen, ApprovedAs as) {
        assertThat(application.status()).isEqualTo(RefundStatus.REFUNDING);
        assertThat(application.deal().refundAmount()).isEqualTo(fen);
        assertThat(application.deal().fee()).isEqualTo(100000 - fen);
        assertThat(application.people().approvedAs()).isEqualTo(as);
        assertThat(application.proposal()).isEmpty();
    }

    private void waits(RefundApplication application, long fen, ApprovedAs as, String by) {
        assertThat(application.status()).isEqualTo(RefundStatus.UNDER_REVIEW);
        assertThat(application.supervisorReason()).contains(SupervisorReason.PROPOSAL);
        assertThat(application.deal()).as("nothing is paid yet").isEqualTo(application.dealOfTheRules());
        assertThat(application.proposal().orElseThrow().refundAmount()).isEqualTo(fen);
        assertThat(application.proposal().orElseThrow().as()).isEqualTo(as);
        assertThat(application.proposal().orElseThrow().comment()).isEqualTo("因为");
        assertThat(application.answer().firstApprover()).isEqualTo(by);
        var line = world.applications.last("R1");
        assertThat(line.kind()).isEqualTo(Kind.SECOND_APPROVAL_NEEDED);
        assertThat(line.facts().code(Fact.CHOICE)).isEqualTo(as.name());
        assertThat(line.facts().fen(Fact.REFUND)).isEqualTo(fen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"APPROVE", "APPROVE_AS_FAULT"})
    void a_claim_is_paid_when_somebody_else_confirms_it(String second) {
        var application = blamed(0);
        assertThat(application.deal().claim()).isTrue();

        assertThat(decides("APPROVE_AS_FAULT", null, "lin")).isEqualTo(Verdict.SUPERVISOR);
        waits(application, 100000, ApprovedAs.FAULT, "lin");
        for (var choice : List.of("APPROVE", "APPROVE_AS_FAULT")) {
            assertThat(refusal(() -> decides(choice, null, "lin"))).isEqualTo("SAME_PERSON");
        }

        assertThat(decides(second, null, "zhou")).isEqualTo(Verdict.APPROVE);
        paid(application, 100000, ApprovedAs.FAULT);
        assertThat(application.usedTicketsDoNotMatter()).isTrue();
    }

    @Test
    void the_rules_give_a_claim_nothing_and_so_nobody_can_approve_that() {
        var application = blamed(0);

        assertThat(refusal(() -> decides("APPROVE", null, "lin"))).isEqualTo("ACTION_NOT_ALLOWED");
        assertThat(refusal(() -> decides("APPROVE", 0L, "lin"))).isEqualTo("ACTION_NOT_ALLOWED");
        decides("APPROVE_AS_FAULT", null, "lin");
        assertThat(refusal(() -> decides("APPROVE", 0L, "zhou"))).isEqualTo("ACTION_NOT_ALLOWED");

        waits(application, 100000, ApprovedAs.FAULT, "lin");
    }

    @Test
    void a_fault_is_only_confirmed_where_it_is_claimed() {
        var application = world.underReview("R1", 40000);

        assertThat(refusal(() -> decides("APPROVE_AS_FAULT", null, "lin"))).isEqualTo("ACTION_NOT_ALLOWED");
        assertThat(application.supervisorReason()).isEmpty();
    }

    @Test
    void a_fault_that_costs_no_more_than_the_rules_takes_one() {
        var application = world.blamed("R1", 100000);

        assertThat(decides("APPROVE_AS_FAULT", null, "lin"))
                .as("but this is large")
                .isEqualTo(Verdict.SUPERVISOR);
        assertThat(application.supervisorReason()).contains(SupervisorReason.LARGE_AMOUNT);
        assertThat(decides("APPROVE", null, "zhou")).isEqualTo(Verdict.APPROVE);
        paid(application, 100000, ApprovedAs.FAULT);
    }

    @ParameterizedTest
    @CsvSource({"40000", "39999", "100001", "0"})
    void a_proposal_lies_above_the_rules_and_within_what_was_paid(long fen) {
        var application = world.underReview("R1", 40000);

        assertThat(refusal(() -> decides("PROPOSE_AMOUNT", fen, "lin"))).isEqualTo("INVALID_REQUEST: refundAmount");
        assertThat(refusal(() -> decides("PROPOSE_AMOUNT", null, "lin"))).isEqualTo("INVALID_REQUEST: refundAmount");
        assertThat(application.supervisorReason()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"APPROVE,", "APPROVE, 40001", "PROPOSE_AMOUNT, 40001"})
    void what_is_proposed_is_paid_when_somebody_else_confirms_that_sum(String second, Long fen) {
        var application = world.underReview("R1", 40000);

        assertThat(decides("PROPOSE_AMOUNT", 40001L, "lin")).isEqualTo(Verdict.SUPERVISOR);
        waits(application, 40001, ApprovedAs.PROPOSAL, "lin");

        assertThat(decides(second, fen, "zhou")).isEqualTo(Verdict.APPROVE);
        paid(application, 40001, ApprovedAs.PROPOSAL);
    }

    @Test
    void the_second_person_may_pay_what_the_rules_give() {
        var application = world.underReview("R1", 40000);
        decides("PROPOSE_AMOUNT", 90000L, "lin");

        assertThat(decides("APPROVE", 40000L, "zhou")).isEqualTo(Verdict.APPROVE);

        paid(application, 40000, null);
    }

    @ParameterizedTest
    @CsvSource({"PROPOSE_AMOUNT, 70000", "APPROVE, 70000"})
    void another_sum_is_a_new_proposal_of_the_second_person(String decision, long fen) {
        var application = world.underReview("R1", 40000);
        decides("PROPOSE_AMOUNT", 90000L, "lin");

        if (decision.equals("APPROVE")) {
            assertThat(refusal(() -> decides(decision, fen, "zhou")))
                    .as("nobody pays more without a word why")
                    .isEqualTo("COMMENT_REQUIRED: comment");
            decides("PROPOSE_AMOUNT", fen, "zhou");
        } else {
            assertThat(decides(decision, fen, "zhou")).isEqualTo(Verdict.SUPERVISOR);
        }

        waits(application, 70000, ApprovedAs.PROPOSAL, "zhou");
        assertThat(refusal(() -> decides("APPROVE", null, "zhou"))).isEqualTo("SAME_PERSON");
        assertThat(decides("APPROVE", null, "lin"))
                .as("the first is the second now")
                .isEqualTo(Verdict.APPROVE);
        paid(application, 70000, ApprovedAs.PROPOSAL);
    }

    @Test
    void less_than_the_rules_give_is_nobodys_to_pay() {
        world.underReview("R1", 40000);
        assertThat(refusal(() -> decides("APPROVE", 39999L, "lin"))).isEqualTo("INVALID_REQUEST: refundAmount");
        decides("PROPOSE_AMOUNT", 90000L, "lin");

        assertThat(refusal(() -> decides("APPROVE", 39999L, "zhou"))).isEqualTo("INVALID_REQUEST: refundAmount");
    }

    @Test
    void either_of_them_may_refuse_and_it_can_be_withdrawn() {
        var refused = world.underReview("R1", 40000);
        decides("PROPOSE_AMOUNT", 90000L, "lin");
        assertThat(decides("REJECT", null, "lin")).isEqualTo(Verdict.REJECT);
        assertThat(refused.status()).isEqualTo(RefundStatus.REJECTED);

        var withdrawn = world.blamed("R2", 0);
        world.decides("R2", "APPROVE_AS_FAULT", "lin");
        withdrawn.withdraw(world.clock.instant());
        assertThat(withdrawn.status()).isEqualTo(RefundStatus.WITHDRAWN);
    }

    @Test
    void one_second_person_satisfies_every_reason_for_one() {
        var application = world.underReview("R1", 60000);
        assertThat(decides("APPROVE", null, "lin")).isEqualTo(Verdict.SUPERVISOR);
        assertThat(application.supervisorReason()).contains(SupervisorReason.LARGE_AMOUNT);

        assertThat(decides("PROPOSE_AMOUNT", 90000L, "zhou")).isEqualTo(Verdict.SUPERVISOR);
        waits(application, 90000, ApprovedAs.PROPOSAL, "zhou");
        assertThat(decides("APPROVE", null, "lin")).isEqualTo(Verdict.APPROVE);

        paid(application, 90000, ApprovedAs.PROPOSAL);
    }

    @Test
    void what_two_approved_counts_for_nobody_alone() {
        world.blamed("R1", 0);
        decides("APPROVE_AS_FAULT", null, "lin");
        decides("APPROVE", null, "zhou");
        world.underReview("R2", 45000);
        world.underReview("R3", 45000);

        assertThat(world.decides("R2", "APPROVE", "zhou")).isEqualTo(Verdict.APPROVE);
        assertThat(world.decides("R3", "APPROVE", "zhou")).isEqualTo(Verdict.APPROVE);
    }

    @Test
    void more_can_be_asked_for_while_a_choice_waits() {
        var application = blamed(0);
        decides("APPROVE_AS_FAULT", null, "lin");

        decides("ASK_FOR_EVIDENCE", null, "zhou");
        world.desk.awaitEvidence("R1");
        application.evidenceSupplied("好", world.clock.instant());

        waits(application, "R1");
    }

    private void waits(RefundApplication application, String no) {
        assertThat(application.supervisorReason()).as(no).contains(SupervisorReason.PROPOSAL);
        assertThat(application.proposal()).isPresent();
    }

    @Test
    void nobody_reads_of_a_choice_that_waits_but_of_why_it_was_confirmed() {
        var application = blamed(0);
        decides("APPROVE_AS_FAULT", null, "lin");
        assertThat(application.answer().comment()).isNull();

        decides("APPROVE", null, "zhou");

        assertThat(application.answer().comment()).isEqualTo("因为");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 40000})
    void overdue_never_confirms_a_fault(long rules) {
        world.onOverdue = Cinema.OnOverdue.APPROVE;
        var application = blamed(rules);
        world.clock.move(Duration.between(world.clock.instant(), application.reviewDueAt()));

        var verdict = world.inTransaction(() -> world.desk.overdue("R1"));

        if (rules == 0) {
            assertThat(verdict).isEqualTo(Verdict.SUPERVISOR);
            assertThat(application.supervisorReason()).contains(SupervisorReason.OVERDUE);
        } else {
            assertThat(verdict).isEqualTo(Verdict.APPROVE);
            paid(application, rules, null);
        }
    }

    @Test
    void an_approval_that_comes_back_waits_for_somebody_else_again() {
        var application = world.underReview("R1", 40000);
        decides("PROPOSE_AMOUNT", 90000L, "lin");
        decides("APPROVE", null, "zhou");
        application.sendBack(SupervisorReason.ORDER_CHANGED, world.clock.instant());

        assertThat(application.deal().refundAmount()).isEqualTo(40000);
        assertThat(application.people().approvedAs()).isNull();
        assertThat(application.proposal().orElseThrow().refundAmount()).isEqualTo(90000);
        assertThat(refusal(() -> decides("APPROVE", null, "lin"))).isEqualTo("SAME_PERSON");
        assertThat(decides("APPROVE", null, "zhou")).isEqualTo(Verdict.APPROVE);
        paid(application, 90000, ApprovedAs.PROPOSAL);
    }

    @Test
    void what_is_for_supervisors_is_not_answered_where_the_token_was_moved_back_to() {
        var application = blamed(0);
        decides("APPROVE_AS_FAULT", null, "lin");
        var reviewers = new ReviewDesk.Seat("reviewRefund", false);
        for (var decision : List.of("APPROVE", "REJECT", "ASK_FOR_EVIDENCE")) {
            var answer = ReviewDesk.Answer.of(decision, "好", null, null);
            assertThat(refusal(() -> world.inTransaction(() -> world.desk.decide("R1", reviewers, answer, "huang"))))
                    .isEqualTo("ACTION_NOT_ALLOWED");
        }

        waits(application, 100000, ApprovedAs.FAULT, "lin");
    }

    @Test
    void a_proposal_that_was_declined_does_not_wait_again() {
        var application = world.underReview("R1", 40000);
        decides("PROPOSE_AMOUNT", 90000L, "lin");
        decides("APPROVE", 40000L, "zhou");
        application.sendBack(SupervisorReason.ORDER_CHANGED, world.clock.instant());

        assertThat(application.proposal()).isEmpty();
        assertThat(decides("APPROVE", null, "zhou")).isEqualTo(Verdict.APPROVE);
        paid(application, 40000, null);
    }

    /** A reason and a sum are two things: who merely proposes as much confirms no fault, nor the other way round. */
    @ParameterizedTest
    @CsvSource({
        "APPROVE_AS_FAULT,, PROPOSE_AMOUNT, 100000, PROPOSAL",
        "PROPOSE_AMOUNT, 100000, APPROVE_AS_FAULT,, FAULT"
    })
    void another_choice_of_the_same_sum_is_another_choice(
            String first, Long firstFen, String second, Long secondFen, ApprovedAs as) {
        var application = blamed(0);
        decides(first, firstFen, "lin");

        assertThat(decides(second, secondFen, "zhou")).isEqualTo(Verdict.SUPERVISOR);

        waits(application, 100000, as, "zhou");
        assertThat(decides("APPROVE", null, "lin")).isEqualTo(Verdict.APPROVE);
        paid(application, 100000, as);
    }

    @Test
    void who_agreed_to_another_sum_has_not_agreed_to_that_of_the_cinemas_fault() {
        var application = world.underReview("R1", 40000);
        decides("PROPOSE_AMOUNT", 90000L, "lin");
        var all = application.deal().confirmed();
        application.cinemaAtFault(ScreeningStatus.CANCELLED, all, "退", "r", world.clock.instant());
        application.approvedAsFault(world.clock.instant());
        application.sendBack(SupervisorReason.ORDER_CHANGED, world.clock.instant());

        assertThat(decides("APPROVE", null, "zhou"))
                .as("it is large, and nobody said yes to it before")
                .isEqualTo(Verdict.SUPERVISOR);
        assertThat(application.supervisorReason()).contains(SupervisorReason.LARGE_AMOUNT);
        assertThat(decides("APPROVE", null, "lin")).isEqualTo(Verdict.APPROVE);
    }

    @Test
    void what_was_said_of_a_decision_that_is_none_any_more_is_not_told() {
        var application = world.underReview("R1", 60000);
        var yes = ReviewDesk.Answer.of("APPROVE", "给同事看的");
        world.inTransaction(() -> world.desk.decide("R1", world.seat("R1"), yes, "lin"));
        assertThat(application.toldToTheMoviegoer()).isEmpty();

        decides("APPROVE", null, "zhou");
        assertThat(application.toldToTheMoviegoer()).contains("给同事看的");

        application.sendBack(SupervisorReason.ORDER_CHANGED, world.clock.instant());
        assertThat(application.toldToTheMoviegoer()).isEmpty();
    }

    @Test
    void used_tickets_stop_what_did_not_know_of_them_and_no_claim() {
        var claim = blamed(0);
        decides("APPROVE_AS_FAULT", null, "lin");
        decides("APPROVE", null, "zhou");
        var plain = world.underReview("R2", 40000);
        world.decides("R2", "PROPOSE_AMOUNT", 90000L, "lin");
        world.decides("R2", "APPROVE", "zhou");
        for (var application : List.of(claim, plain)) {
            world.told(
                    application,
                    order -> TestOrders.order(
                            order.orderNo(), facts -> facts.paidAmount(100000).ticketState(TicketState.USED)));
        }

        assertThat(world.inTransaction(() -> world.approval.approve("R1"))).isTrue();
        assertThat(world.inTransaction(() -> world.approval.approve("R2"))).isFalse();
        assertThat(plain.supervisorReason()).contains(SupervisorReason.TICKETS_USED);
    }

    @Test
    void a_refusal_says_why_in_the_words_of_the_cinema() {
        var application = world.underReview("R1", 40000);
        for (var reason : List.of("LATE", "other", "")) {
            assertThat(refusal(() -> rejects("R1", reason, "不"))).isEqualTo("INVALID_REQUEST: rejectReason");
        }
        assertThat(refusal(() -> rejects("R1", null, null))).isEqualTo("COMMENT_REQUIRED: comment");
        assertThat(refusal(() -> rejects("R1", "OTHER", " "))).isEqualTo("COMMENT_REQUIRED: comment");
        assertThat(application.status()).isEqualTo(RefundStatus.UNDER_REVIEW);

        rejects("R1", "WATCHED", null);

        assertThat(application.answer().rejectReason()).isEqualTo("WATCHED");
        assertThat(world.applications.last("R1").facts().code(Fact.REJECT_REASON))
                .isEqualTo("WATCHED");
        world.underReview("R2", 40000);
        rejects("R2", null, "不行");
        assertThat(world.applications.find("R2").orElseThrow().answer().rejectReason())
                .isEqualTo("OTHER");
    }

    private void rejects(String applicationNo, String reason, String comment) {
        var answer = ReviewDesk.Answer.of("REJECT", comment, null, reason);
        world.inTransaction(() -> world.desk.decide(applicationNo, world.seat(applicationNo), answer, "lin"));
    }

    @Test
    void of_what_goes_straight_through_some_is_looked_at_afterwards() {
        world.approvedByTheRules("R1", 40000, true);
        world.underReview("R2", 40000);
        world.decides("R2", "APPROVE", "lin");
        world.approvedByTheRules("R3", 40000, false);

        assertThat(world.inTransaction(() -> world.approval.approve("R1"))).isTrue();
        assertThat(world.inTransaction(() -> world.approval.approve("R2"))).isTrue();
        assertThat(world.inTransaction(() -> world.approval.approve("R3"))).isTrue();

        assertThat(world.sampled).containsExactly("R1");
    }

    @Test
    void which_ones_is_up_to_the_number_alone() {
        var chosen = 0;
        for (var n = 0; n < 10_000; n++) {
            var number = "R" + n;
            chosen += SampleDesk.isChosen(number, 5) ? 1 : 0;
            assertThat(SampleDesk.isChosen(number, 0)).isFalse();
            assertThat(SampleDesk.isChosen(number, 100)).isTrue();
            assertThat(SampleDesk.isChosen(number, 5)).isEqualTo(SampleDesk.isChosen(number, 5));
        }
        assertThat(chosen).isBetween(350, 650);
    }

    @Test
    void a_sample_that_is_wrong_needs_a_word_and_nobody_looks_at_their_own() {
        world.approvedByTheRules("R1", 40000, true);
        world.inTransaction(() -> world.approval.approve("R1"));
        assertThat(refusal(() -> SampleDesk.Finding.of(null, null))).isEqualTo("INVALID_REQUEST: verdict");
        assertThat(refusal(() -> SampleDesk.Finding.of("GOOD", null))).isEqualTo("INVALID_REQUEST: verdict");
        assertThat(refusal(() -> SampleDesk.Finding.of("WRONG", " "))).isEqualTo("COMMENT_REQUIRED: comment");
        world.openids.replace("zhou", List.of("oOwner-1"));
        var wrong = SampleDesk.Finding.of("WRONG", "太多");
        assertThat(refusal(() -> world.samples.inspected("R1", wrong, "zhou"))).isEqualTo("OWN_ORDER");

        world.samples.inspected("R1", wrong, "sun");

        var line = world.applications.last("R1");
        assertThat(line.kind()).isEqualTo(Kind.SAMPLE_INSPECTED);
        assertThat(line.facts().code(Fact.VERDICT)).isEqualTo("WRONG");
        assertThat(line.words(Fact.COMMENT)).contains("太多");
    }
}
