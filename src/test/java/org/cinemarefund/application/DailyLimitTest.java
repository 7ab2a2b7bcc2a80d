package org.cinemarefund.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cinemarefund.evidence.EvidenceDesk;
import org.cinemarefund.identity.LimitsProperties;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.policy.Clauses;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Cinemas;
import org.cinemarefund.ticketing.Orders;
import org.cinemarefund.ticketing.TicketInstructions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two applications a day in China, whatever the time of the first, and a wait that ends when it says. */
class DailyLimitTest {
    private static final Registration WISH =
            new Registration("1", RefundReason.PERSONAL, null, "oOwner-1", List.of(), null, null, Set.of(), "zh-CN");

    @ParameterizedTest(name = "{0} and {1}, then {2}: wait {3}")
    @CsvSource({
        "2026-03-02T02:00:00Z, 2026-03-02T03:00:00Z, 2026-03-02T15:00:00Z, 3600",
        "2026-03-01T16:00:00Z, 2026-03-01T16:00:01Z, 2026-03-01T16:00:02Z, 86398",
        "2026-03-02T02:00:00Z, 2026-03-02T03:00:00Z, 2026-03-02T15:59:59.5Z, 1",
        "2026-03-02T15:50:00Z, 2026-03-02T15:59:59Z, 2026-03-02T16:00:00Z, ",
        "2026-03-02T15:50:00Z, 2026-03-02T16:00:00Z, 2026-03-02T16:10:00Z, ",
        "2026-03-01T16:00:00Z, 2026-03-02T15:00:00Z, 2026-03-02T16:00:00Z, ",
    })
    void the_limit_is_per_day_in_china_and_says_when_it_ends(Instant first, Instant second, Instant now, Long wait) {
        var refused = catchThrowableOfType(
                Problem.class, () -> intake(List.of(first, second), now).register(WISH));

        if (wait == null) {
            assertThat(refused).isNull();
        } else {
            assertThat(refused.code()).isEqualTo(ProblemCode.TOO_MANY_REQUESTS);
            assertThat(refused.properties()).containsEntry("retryAfterSeconds", wait);
        }
    }

    private static Intake intake(List<Instant> made, Instant now) {
        var applications = mock(RefundApplications.class);
        when(applications.others(any(), any(), any()))
                .thenAnswer(asked -> new RefundApplications.Others(false, (int) made.stream()
                        .filter(at -> !at.isBefore(asked.getArgument(2)))
                        .count()));
        var orders = mock(Orders.class);
        when(orders.lock("1")).thenReturn(Optional.of(TestOrders.order("1")));
        var cinemas = mock(Cinemas.class);
        when(cinemas.find(TestOrders.CINEMA)).thenReturn(Optional.of(TestOrders.cinema()));
        var numbers = mock(ApplicationNumbers.class);
        when(numbers.next()).thenReturn("R1");
        return new Intake(
                applications,
                numbers,
                orders,
                cinemas,
                new RefundPolicy(List.of(), new Clauses(Map.of(), Map.of())),
                null,
                null,
                mock(RefundPayments.class),
                mock(TicketInstructions.class),
                mock(NoticeDesk.class),
                mock(EvidenceDesk.class),
                new LimitsProperties(2, 600, 600, 30),
                null,
                Clock.fixed(now, ZoneOffset.UTC));
    }
}
