package org.cinemarefund.finance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.application.DeskParts;
import org.cinemarefund.application.OwnOrders;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.payment.MemoryPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.testing.MemoryApplications;
import org.cinemarefund.testing.MemoryCards;
import org.cinemarefund.testing.MemoryNotices;
import org.cinemarefund.testing.MemoryOpenids;
import org.cinemarefund.testing.MemoryOrders;
import org.cinemarefund.testing.MovableClock;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Order;

/** The desks of finance over stores in memory. */
final class FinanceWorld {
    static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    /** 100.00 of 118.00 yuan. */
    static final Deal DEAL =
            new Deal(Deal.Outcome.REVIEW, 11800, 1800, 10000, List.of(), "flat-fee", "any", "1", false);

    final MovableClock clock = new MovableClock(NOW);
    final MemoryApplications applications = new MemoryApplications();
    final MemoryOrders orders = new MemoryOrders();
    final MemoryNotices notices = new MemoryNotices();
    final MemoryCards cards = new MemoryCards();
    final MemoryOpenids openids = new MemoryOpenids();
    final List<String> tasks = new ArrayList<>();
    final Owed owed = new Owed();
    final OwnOrders ownOrders = DeskParts.ownOrders(applications, openids);
    final DifferenceDesk differences = new DifferenceDesk(applications, owed, new Tasks(), ownOrders, clock);
    final MemoryPayments money = new MemoryPayments(
            new RefundBook(applications, orders, notices.desk(), new Tasks(), cards, DeskParts.figures(), clock),
            cards,
            clock);
    final FinanceDesk desk = new FinanceDesk(
            applications, money.payments, money.repairs, orders, notices.desk(), ownOrders, differences, clock);

    /** An approved application and its number in this state. */
    RefundApplication refund(String applicationNo, RefundState state) {
        var order = orders.told(TestOrders.order("O" + applicationNo));
        var application = DeskParts.agreed(
                RefundApplication.register(TestOrders.applied(applicationNo, order, "zh-CN", NOW)), DEAL, NOW);
        application.approved("lin", null, NOW);
        applications.add(application);
        money.number(applicationNo, order.orderNo(), state);
        return application;
    }

    /** The show of this order has begun. */
    void showHasBegun(Order order) {
        clock.move(Duration.between(clock.instant(), order.showTime()));
    }

    private final class Tasks implements AlarmTasks {
        @Override
        public void open(String outRefundNo, String applicationNo, String what) {
            tasks.add("open " + applicationNo + " " + what);
        }

        @Override
        public void end(String applicationNo, String what) {
            tasks.add("end " + applicationNo + " " + what);
        }
    }

    /** What is owed beside refunds, in memory. */
    static final class Owed implements Differences {
        private final Map<String, Difference> all = new HashMap<>();

        @Override
        public Optional<Difference> find(String applicationNo) {
            return Optional.ofNullable(all.get(applicationNo));
        }

        @Override
        public void add(Difference difference, Instant at) {
            all.put(difference.applicationNo(), difference);
        }

        @Override
        public void end(String applicationNo, Difference.State how, Instant at) {
            all.computeIfPresent(
                    applicationNo,
                    (number, was) -> new Difference(was.applicationNo(), was.orderNo(), was.amount(), how));
        }
    }
}
