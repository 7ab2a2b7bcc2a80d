package org.cinemarefund.application.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.cinemarefund.application.Applied;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.RefundApplications.Had;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.TestOrders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a moviegoer had of us in a month, as it is counted in our rows. */
class WhatSomebodyHadTest {
    private static final Instant MARCH = Instant.parse("2026-02-28T16:00:00Z");
    private static final String OPENID = "oOwner-1";

    private JdbcClient jdbc;
    private RefundApplications applications;

    @ParameterizedTest
    @EnumSource
    void refunds_that_arrived_count_by_their_day_and_faults_of_the_cinema_do_not(Databases database) {
        use(database.freshWithoutParents());
        applied("R1", "status = 'REFUNDED', credited_at = '2026-02-28 16:00:00+00', rule_id = 'FEE'");
        applied("R2", "status = 'REFUNDED', credited_at = '2026-02-28 15:59:59+00', rule_id = 'FEE'");
        applied("R3", "status = 'REFUNDED', credited_at = '2026-03-05 00:00:00+00', rule_id = 'P0'");
        applied(
                "R4",
                "status = 'REFUNDED', credited_at = '2026-03-05 00:00:00+00', rule_id = 'CLAIM', approved_as = 'FAULT'");
        applied(
                "R5",
                "status = 'SETTLED_OFFLINE', closed_at = '2026-03-05 00:00:00+00', rule_id = 'FEE', approved_as = 'PROPOSAL'");
        applied("R6", "status = 'REJECTED', closed_at = '2026-03-05 00:00:00+00', rule_id = 'FEE'");
        applied("R7", "status = 'REFUNDING', rule_id = 'FEE'");
        applied(
                "R8",
                "status = 'REFUNDED', credited_at = '2026-03-05 00:00:00+00', rule_id = 'FEE', openid = 'oOther'");

        assertThat(applications.had(OPENID, MARCH)).isEqualTo(new Had(2, 0));
    }

    @ParameterizedTest
    @EnumSource
    void what_went_straight_through_counts_whatever_became_of_it(Databases database) {
        use(database.freshWithoutParents());
        applied("R1", "straight_through = true, outcome = 'AUTO_APPROVE', rule_id = 'FEE', status = 'REFUNDING'");
        applied("R2", "straight_through = true, outcome = 'AUTO_APPROVE', rule_id = 'P0', status = 'WITHDRAWN'");
        applied("R3", "straight_through = false, outcome = 'AUTO_APPROVE', rule_id = 'P0'");
        applied("R4", "straight_through = null, outcome = 'AUTO_APPROVE', rule_id = 'FEE'"); // by a node of before
        applied("R5", "straight_through = null, outcome = 'AUTO_APPROVE', rule_id = 'P0'");
        applied("R6", "straight_through = true, applied_at = '2026-02-28 15:59:59+00'");
        applied("R7", "straight_through = true, openid = 'oOther'");

        assertThat(applications.had(OPENID, MARCH)).isEqualTo(new Had(0, 3));
    }

    /** Whoever counts for the same person waits until the one before is done. */
    @ParameterizedTest
    @EnumSource
    void one_counts_after_the_other(Databases database) throws Exception {
        var source = database.freshWithoutParents();
        use(source);
        var transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        for (int n = 1; n <= 4; n++) {
            applied("R" + n, "straight_through = false");
        }
        var pool = Executors.newFixedThreadPool(4);
        var together = new CountDownLatch(4);
        try {
            var all = pool.invokeAll(List.of(1, 2, 3, 4).stream()
                    .map(n -> (Callable<Integer>) () -> {
                        together.countDown();
                        together.await(10, TimeUnit.SECONDS);
                        return transaction.execute(status -> {
                            applications.lockCount(OPENID);
                            var before = applications.had(OPENID, MARCH).straightThrough();
                            jdbc.sql("update refund_application set straight_through = true where application_no = ?")
                                    .param("R" + n)
                                    .update();
                            return before;
                        });
                    })
                    .toList());
            var seen = new TreeSet<Integer>();
            for (var each : all) {
                seen.add(each.get());
            }
            assertThat(seen).containsExactly(0, 1, 2, 3);
        } finally {
            pool.shutdownNow();
        }
    }

    private void use(DataSource database) {
        jdbc = JdbcClient.create(database);
        applications = new ApplicationStorage(database).applications;
        jdbc.sql("""
                insert into cinema (cinema_id, name, policy_plan, review_working_days, on_overdue, auto_approve_up_to, updated_at)
                values ('sz-001', 'x', 'flat-fee', 2, 'ESCALATE', 0, current_timestamp)""").update();
    }

    private void applied(String applicationNo, String changes) {
        var order = TestOrders.order("O" + applicationNo);
        jdbc.sql("""
                insert into ticket_order (order_no, transaction_id, openid, cinema_id, film_title, show_time, seats, ticket_kind,
                  sales_channel, paid_amount, service_fee, coupon_amount, paid_at, status, ticket_state, screening_status, invoiced,
                  updated_at)
                values (?, ?, 'oOwner-1', 'sz-001', 'x', current_timestamp, '1', 'STANDARD', 'X', 100, 0, 0, current_timestamp,
                  'PAID', 'ISSUED', 'SCHEDULED', false, current_timestamp)""").params(order.orderNo(), "4200" + applicationNo).update();
        applications.add(RefundApplication.register(new Applied(
                applicationNo,
                order,
                TestOrders.cinema(),
                RefundReason.PERSONAL,
                null,
                "zh-CN",
                MARCH.plusSeconds(3600),
                null)));
        jdbc.sql("update refund_application set " + changes + " where application_no = ?")
                .param(applicationNo)
                .update();
    }
}
