package org.cinemarefund.ticketing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CouponReturnsTest {
    private final Feed feed = new Feed();
    private final Tills tills = new Tills();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CouponReturns returns = new CouponReturns(feed, tills, registry);

    @Test
    void one_that_is_never_taken_does_not_keep_the_others_waiting() {
        for (long id = 1; id <= 50; id++) {
            feed.open.put(id, "A" + id);
        }
        tills.refused.addAll(Set.of("A1", "A2", "A30"));

        for (int round = 0; round < 12; round++) {
            returns.tell();
        }

        assertThat(feed.open.values()).containsExactly("A1", "A2", "A30");
        assertThat(tills.asked).as("what was taken is told once").doesNotHaveDuplicates();
    }

    @Test
    void a_ticketing_system_that_is_away_is_asked_once_a_round() {
        feed.open.put(1L, "A1");
        feed.open.put(2L, "A2");
        tills.refused.addAll(Set.of("A1", "A2"));

        returns.tell();
        returns.tell();

        assertThat(tills.calls).isEqualTo(2);
        assertThat(registry.get("refund.coupons.not.taken").gauge().value()).isEqualTo(2);
        tills.refused.clear();
        returns.tell();
        returns.tell();
        assertThat(feed.open).isEmpty();
        assertThat(registry.get("refund.coupons.not.taken").gauge().value()).isZero();
    }

    @Test
    void without_an_address_nobody_is_told() {
        feed.open.put(1L, "A1");
        tills.configured = false;

        returns.tell();

        assertThat(tills.calls).isZero();
    }

    private static final class Tills implements OutboundTicketing {
        private final Set<String> refused = new HashSet<>();
        private final List<String> asked = new ArrayList<>();
        private int calls;
        private boolean configured = true;

        @Override
        public boolean configured() {
            return configured;
        }

        @Override
        public Confirmation confirm(TicketInstruction instruction, String orderNo, String applicationNo) {
            calls++;
            if (refused.contains(applicationNo)) {
                throw new TicketingUnavailable("not now");
            }
            asked.add(applicationNo);
            return Confirmation.DONE;
        }
    }

    private static final class Feed implements TicketInstructions {
        private final TreeMap<Long, String> open = new TreeMap<>();

        @Override
        public List<Unconfirmed> couponsToReturn(long after, int limit) {
            return open.tailMap(after, false).entrySet().stream()
                    .limit(limit)
                    .map(each -> new Unconfirmed(each.getKey(), "O", each.getValue()))
                    .toList();
        }

        @Override
        public void confirmed(String applicationNo, TicketInstruction instruction) {
            open.values().remove(applicationNo);
        }

        @Override
        public boolean hold(String orderNo, String applicationNo) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean voidTickets(String orderNo, String applicationNo, boolean returnCoupon) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean returnCoupon(String orderNo, String applicationNo) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean release(String orderNo, String applicationNo) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Given> given(String applicationNo, TicketInstruction instruction) {
            throw new UnsupportedOperationException();
        }
    }
}
