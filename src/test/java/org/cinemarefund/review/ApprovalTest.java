package org.cinemarefund.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderStatus;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketState;
import org.junit.jupiter.api.Test;

/** From a yes to a refund that is ready to be sent, if nothing moved meanwhile. */
class ApprovalTest {
    private final ReviewWorld world = new ReviewWorld();

    private boolean approve() {
        return world.inTransaction(() -> world.approval.approve("R1"));
    }

    private static Order as(
            Order order, OrderStatus status, TicketState tickets, ScreeningStatus screening, String payment) {
        return new Order(
                order.orderNo(),
                payment,
                order.openid(),
                order.cinemaId(),
                order.filmTitle(),
                order.hall(),
                order.showTime(),
                order.seats(),
                order.ticketKind(),
                order.salesChannel(),
                order.paidAmount(),
                order.serviceFee(),
                order.couponAmount(),
                order.bankType(),
                order.paidAt(),
                status,
                tickets,
                screening,
                order.invoiced(),
                order.version());
    }

    private void comesBackAs(SupervisorReason why, UnaryOperator<Order> news) {
        var application = world.underReview("R1", 10000);
        world.decides("R1", "APPROVE", "lin");
        world.told(application, news);

        assertThat(approve()).isFalse();

        assertThat(application.supervisorReason()).contains(why);
        assertThat(application.status()).isEqualTo(RefundStatus.UNDER_REVIEW);
        assertThat(application.approvedBy()).isEmpty();
        assertThat(world.applications.last("R1").kind()).isEqualTo(Kind.SENT_BACK);
        assertThat(world.money.rows.newestOf("R1")).isEmpty();
        assertThatThrownBy(this::approve)
                .as("an approval that came back is none")
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_number_and_its_request_are_there_before_anything_is_sent() {
        world.underReview("R1", 10000);
        world.decides("R1", "APPROVE", "lin");

        assertThat(approve()).isTrue();

        var row = world.money.newest("R1");
        assertThat(row.state()).isEqualTo(RefundState.PREPARED);
        assertThat(row.refundAmount()).isEqualTo(10000);
        assertThat(row.totalAmount()).isEqualTo(100000);
        assertThat(row.approved().by()).isEqualTo("lin");
        assertThat(row.approved().request()).isNotEmpty();
        assertThat(world.money.channel.sent).isEmpty();
    }

    @Test
    void what_nobody_approved_is_not_prepared() {
        world.underReview("R1", 10000);

        assertThatThrownBy(this::approve).isInstanceOf(IllegalStateException.class);
        assertThat(world.money.rows.newestOf("R1")).isEmpty();
    }

    @Test
    void the_rules_may_say_yes_alone() {
        var application = world.underReview("R1", 10000, Deal.Outcome.AUTO_APPROVE, UnaryOperator.identity());

        assertThat(approve()).isTrue();

        assertThat(application.status()).isEqualTo(RefundStatus.REFUNDING);
        assertThat(world.money.newest("R1").approved().by()).isEqualTo("system");
    }

    @Test
    void an_order_that_is_not_paid_any_more_goes_to_a_supervisor() {
        comesBackAs(
                SupervisorReason.ORDER_CHANGED,
                order -> as(
                        order,
                        OrderStatus.REFUNDED,
                        order.ticketState(),
                        order.screeningStatus(),
                        order.transactionId()));
    }

    @Test
    void so_does_another_sum() {
        comesBackAs(
                SupervisorReason.ORDER_CHANGED,
                order -> TestOrders.order(order.orderNo(), paid -> paid.paidAmount(90000)));
    }

    @Test
    void so_do_tickets_that_were_used() {
        comesBackAs(
                SupervisorReason.TICKETS_USED,
                order -> as(order, OrderStatus.PAID, TicketState.USED, order.screeningStatus(), order.transactionId()));
    }

    @Test
    void and_a_payment_that_is_none() {
        comesBackAs(
                SupervisorReason.PAYMENT_NUMBER,
                order -> as(order, OrderStatus.PAID, order.ticketState(), order.screeningStatus(), "4".repeat(33)));
    }

    @Test
    void where_the_cinema_is_at_fault_everything_goes_back_used_tickets_or_not() {
        var application = world.underReview("R1", 10000);
        world.decides("R1", "APPROVE", "lin");
        world.told(
                application,
                order -> as(
                        order, OrderStatus.PAID, TicketState.USED, ScreeningStatus.CANCELLED, order.transactionId()));

        assertThat(approve()).isTrue();

        assertThat(world.money.newest("R1").refundAmount()).isEqualTo(100000);
        assertThat(application.deal().ruleId()).isEqualTo(Deal.CINEMA_AT_FAULT);
        assertThat(world.applications.kinds("R1")).contains(Kind.CINEMA_AT_FAULT);
    }
}
