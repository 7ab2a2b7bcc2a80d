package org.cinemarefund.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.payment.RefundState.ABNORMAL;
import static org.cinemarefund.payment.RefundState.CLOSED;
import static org.cinemarefund.payment.RefundState.PROCESSING;
import static org.cinemarefund.payment.RefundState.RETURNED_TO_MERCHANT;
import static org.cinemarefund.payment.RefundState.SUCCESS;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefundStateTest {
    private static final List<RefundState> WORDS_OF_THE_CHANNEL =
            List.of(PROCESSING, ABNORMAL, CLOSED, RETURNED_TO_MERCHANT, SUCCESS);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # what we know      | PROCESSING         | ABNORMAL           | CLOSED             | RETURNED           | SUCCESS
            PREPARED            | FORWARD_WITH_ALARM | FORWARD_WITH_ALARM | FORWARD_WITH_ALARM | FORWARD_WITH_ALARM | FORWARD_WITH_ALARM
            REVOKED             | FORWARD_WITH_ALARM | FORWARD_WITH_ALARM | FORWARD_WITH_ALARM | FORWARD_WITH_ALARM | FORWARD_WITH_ALARM
            SENDING             | FORWARD            | FORWARD            | FORWARD            | FORWARD            | FORWARD
            UNKNOWN             | FORWARD            | FORWARD            | FORWARD            | FORWARD            | FORWARD
            WAITING_FOR_BALANCE | FORWARD            | FORWARD            | FORWARD            | FORWARD            | FORWARD
            REFUSED             | FORWARD            | FORWARD            | FORWARD            | FORWARD            | FORWARD
            GIVEN_UP            | FORWARD_WITH_ALARM | FORWARD_WITH_ALARM | FORWARD            | FORWARD_WITH_ALARM | FORWARD_WITH_ALARM
            PROCESSING          | NOTHING_NEW        | FORWARD            | FORWARD            | FORWARD            | FORWARD
            ABNORMAL            | NOTHING_NEW        | NOTHING_NEW        | CONTRADICTION      | FORWARD            | FORWARD
            CLOSED              | NOTHING_NEW        | CONTRADICTION      | NOTHING_NEW        | FORWARD_WITH_ALARM | FORWARD_WITH_ALARM
            RETURNED_TO_MERCHANT| NOTHING_NEW        | CONTRADICTION      | CONTRADICTION      | NOTHING_NEW        | CONTRADICTION
            SETTLED_OFFLINE     | CONTRADICTION      | NOTHING_NEW        | NOTHING_NEW        | NOTHING_NEW        | FORWARD_WITH_ALARM
            SUCCESS             | NOTHING_NEW        | CONTRADICTION      | CONTRADICTION      | CONTRADICTION      | NOTHING_NEW
            """)
    void knowledge_moves_forward_only(
            RefundState known,
            RefundState.Learning processing,
            RefundState.Learning abnormal,
            RefundState.Learning closed,
            RefundState.Learning returned,
            RefundState.Learning success) {
        assertThat(WORDS_OF_THE_CHANNEL.stream().map(known::learn))
                .containsExactly(processing, abnormal, closed, returned, success);
    }

    @Test
    void only_what_never_left_or_was_closed_or_given_up_is_not_spent() {
        assertThat(Arrays.stream(RefundState.values()).filter(state -> !state.countsAsSpent()))
                .containsExactly(RefundState.REVOKED, RefundState.GIVEN_UP, RefundState.CLOSED);
    }

    @Test
    void bytes_may_have_left_in_every_state_but_the_first_two() {
        assertThat(Arrays.stream(RefundState.values()).filter(state -> !state.maybeSent()))
                .containsExactly(RefundState.PREPARED, RefundState.REVOKED);
    }

    @Test
    void a_released_number_is_either_our_guess_or_processing_or_settled() {
        assertThat(Arrays.stream(RefundState.values()).filter(RefundState::maybeSent))
                .allSatisfy(state -> assertThat(List.of(
                                state.ownGuess() && state != RefundState.REFUSED, state == PROCESSING, state.settled()))
                        .containsOnlyOnce(true));
    }

    @Test
    void after_a_repair_to_the_merchant_success_is_the_merchants_whatever_account_is_named() {
        var success =
                new ChannelRefund("4200001-1", "T1", "5030001", ChannelRefund.Status.SUCCESS, null, null, null, null);

        assertThat(RefundKnowledge.stateOf(success, RepairRoute.MERCHANT)).isEqualTo(RefundState.RETURNED_TO_MERCHANT);
        assertThat(RefundKnowledge.stateOf(success, RepairRoute.CARD)).isEqualTo(RefundState.SUCCESS);
    }
}
