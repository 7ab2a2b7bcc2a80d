package org.cinemarefund.review;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.cinemarefund.application.Applied;
import org.cinemarefund.application.DeskParts;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundLocks;
import org.cinemarefund.deadline.ReviewProperties;
import org.cinemarefund.deadline.ReviewSla;
import org.cinemarefund.deadline.WorkingCalendar;
import org.cinemarefund.notice.StaffNotice;
import org.cinemarefund.payment.MemoryPayments;
import org.cinemarefund.policy.Clauses;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.record.RejectReasons;
import org.cinemarefund.testing.MemoryApplications;
import org.cinemarefund.testing.MemoryCards;
import org.cinemarefund.testing.MemoryNotices;
import org.cinemarefund.testing.MemoryOpenids;
import org.cinemarefund.testing.MemoryOrders;
import org.cinemarefund.testing.MovableClock;
import org.cinemarefund.testing.PlainTransactions;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;

/** The desk of those who decide, over stores in memory. A second person is needed above 500.00, alone 900.00 a day are too much. */
final class ReviewWorld {
    /** A Monday in China, 18:00. The show is on Sunday. */
    static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    final MovableClock clock = new MovableClock(NOW);
    final MemoryApplications applications = new MemoryApplications();
    final MemoryOrders orders = new MemoryOrders();
    final MemoryNotices notices = new MemoryNotices();
    final MemoryOpenids openids = new MemoryOpenids();
    final List<String> told = new ArrayList<>();
    final MemoryPayments money = new MemoryPayments(new MemoryCards(), clock);
    Cinema.OnOverdue onOverdue = Cinema.OnOverdue.ESCALATE;

    private final ReviewProperties settings =
            new ReviewProperties(Duration.ofMinutes(30), Duration.ofMinutes(30), 50000, 90000, 3, "none");
    private final ReviewSla sla = new ReviewSla(new WorkingCalendar(Path.of("none")), settings);
    private final RefundLocks locks = DeskParts.locks(orders, money.payments, applications);
    private final CinemaFaults faults =
            new CinemaFaults(new RefundPolicy(List.of(), new Clauses(Map.of("P0", "全退"), Map.of("P0", "all"))), clock);
    private final StaffNotice staff = this::tell;

    final ReviewDesk desk = new ReviewDesk(
            applications,
            locks,
            sla,
            settings,
            notices.desk(),
            staff,
            DeskParts.figures(),
            DeskParts.ownOrders(applications, openids),
            new PersonLimit(applications, settings),
            new RejectReasons(),
            clock);
    private boolean straight;

    /** Applications of which a sample was opened. */
    final List<String> sampled = new ArrayList<>();

    final SampleDesk samples = new SampleDesk(
            applications,
            new SampleProperties(100),
            sampled::add,
            DeskParts.ownOrders(applications, openids),
            DeskParts.figures(),
            clock);
    final Approval approval = new Approval(applications, locks, money.payments, faults, samples, clock);

    private void tell(StaffNotice.News news) {
        told.add(news.kind() + " " + news.applicationNo());
    }

    <T> T inTransaction(Supplier<T> work) {
        return PlainTransactions.template().execute(status -> work.get());
    }

    /** Under review for so much of a payment of 1000.00. */
    RefundApplication underReview(String applicationNo, long fen) {
        return underReview(applicationNo, fen, Deal.Outcome.REVIEW, UnaryOperator.identity());
    }

    /** Under review because somebody blames the cinema, of a payment of 1000.00; the rules give so much. */
    RefundApplication blamed(String applicationNo, long fen) {
        return underReview(
                applicationNo,
                RefundReason.FILM_QUALITY,
                fen == 0 ? Deal.CLAIM : "any",
                fen,
                Deal.Outcome.REVIEW,
                UnaryOperator.identity());
    }

    RefundApplication underReview(
            String applicationNo, long fen, Deal.Outcome outcome, UnaryOperator<TestOrders.Facts> facts) {
        return underReview(applicationNo, RefundReason.PERSONAL, "any", fen, outcome, facts);
    }

    /** Nobody looks at it, because the rules say so or because it is small. */
    RefundApplication approvedByTheRules(String applicationNo, long fen, boolean small) {
        straight = small;
        try {
            return underReview(applicationNo, fen, Deal.Outcome.AUTO_APPROVE, UnaryOperator.identity());
        } finally {
            straight = false;
        }
    }

    private RefundApplication underReview(
            String applicationNo,
            RefundReason reason,
            String rule,
            long fen,
            Deal.Outcome outcome,
            UnaryOperator<TestOrders.Facts> facts) {
        var order = orders.told(TestOrders.order("O" + applicationNo, paid -> facts.apply(paid.paidAmount(100000))));
        var plain = TestOrders.cinema();
        var cinema = new Cinema(
                plain.cinemaId(),
                plain.name(),
                plain.region(),
                plain.phone(),
                plain.policyPlan(),
                plain.reviewWorkingDays(),
                onOverdue,
                plain.autoApproveUpTo());
        var now = clock.instant();
        var application =
                RefundApplication.register(new Applied(applicationNo, order, cinema, reason, null, "zh-CN", now, null));
        DeskParts.agreed(
                application,
                new Deal(
                        outcome, 100000, 100000 - fen, fen, List.of(), "flat-fee", rule, "1", reason.blamesTheCinema()),
                straight,
                now);
        if (outcome == Deal.Outcome.REVIEW) {
            application.dueAt(sla.deadline(now, order.showTime(), cinema.reviewWorkingDays()));
        }
        applications.add(application);
        return application;
    }

    RefundApplication.Verdict decides(String applicationNo, String decision, String by) {
        return decides(applicationNo, decision, null, by);
    }

    /** @param fen sent along; null for none */
    RefundApplication.Verdict decides(String applicationNo, String decision, Long fen, String by) {
        var comment = decision.equals("APPROVE") ? null : "因为";
        var answer = ReviewDesk.Answer.of(decision, comment, fen, null);
        return inTransaction(() -> desk.decide(applicationNo, seat(applicationNo), answer, by));
    }

    /** Where the token is. */
    ReviewDesk.Seat seat(String applicationNo) {
        var supervisors = applications
                .find(applicationNo)
                .orElseThrow()
                .supervisorReason()
                .isPresent();
        return new ReviewDesk.Seat(supervisors ? "supervisorReview" : "reviewRefund", supervisors);
    }

    /** The order system tells something else of the order now. */
    void told(RefundApplication application, UnaryOperator<Order> news) {
        orders.told(news.apply(application.order()));
    }
}
