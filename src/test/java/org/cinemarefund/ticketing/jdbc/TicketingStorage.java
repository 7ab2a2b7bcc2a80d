package org.cinemarefund.ticketing.jdbc;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Cinemas;
import org.cinemarefund.ticketing.LiveRefunds;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderWatch;
import org.cinemarefund.ticketing.Orders;
import org.cinemarefund.ticketing.TicketFeed;
import org.cinemarefund.ticketing.TicketInstructions;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The real adapters over one database, put together without Spring, at a standing clock; one ordinary cinema is known. */
public final class TicketingStorage {
    public static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    /** Nobody has asked for any of the money back. */
    public static final OrderWatch NOBODY_CONCERNED = orderNo -> new OrderWatch.Watcher() {
        @Override
        public boolean complete() {
            return true;
        }

        @Override
        public void changed(Order before, Order after) {
            // Nobody hears of it.
        }
    };

    public final JdbcClient jdbc;
    public final JdbcTransactionManager transactions;
    public final TransactionTemplate transaction;
    public final Orders orders;
    public final Cinemas cinemas;
    public final LiveRefunds refunds;
    public final TicketInstructions instructions;
    public final TicketFeed feed;

    public TicketingStorage(Databases database) {
        this(database.freshWithoutParents(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    public TicketingStorage(DataSource source, Clock clock) {
        this.jdbc = JdbcClient.create(source);
        this.transactions = new JdbcTransactionManager(source);
        this.transaction = new TransactionTemplate(transactions);
        this.orders = new JdbcOrders(jdbc, transactions, clock);
        this.cinemas = new JdbcCinemas(jdbc, transactions, clock);
        this.refunds = new JdbcLiveRefunds(jdbc);
        this.instructions = new JdbcTicketInstructions(jdbc, clock);
        this.feed = new JdbcTicketFeed(jdbc, new JdbcTemplate(source), transactions);
        cinemas.upsert(TestOrders.cinema());
    }

    /** A bare application for the order; not live when {@code liveOrderNo} is null. */
    public void application(String applicationNo, String orderNo, String liveOrderNo) {
        jdbc.sql("""
                        insert into refund_application (
                            application_no, order_no, openid, cinema_id, reason, locale, applied_at, facts, paid_amount,
                            plan, review_forced, status, review_due_capped, review_due_provisional, evidence_rounds,
                            live_order_no, events, chain)
                        values (
                            :applicationNo, :orderNo, 'oOwner-1', 'sz-001', 'PERSONAL', 'zh', :at, '{}', 11800,
                            'flat-fee', false, 'UNDER_REVIEW', false, false, 0, :liveOrderNo, 0, '')
                        """)
                .param("applicationNo", applicationNo)
                .param("orderNo", orderNo)
                .param("liveOrderNo", liveOrderNo)
                .param("at", NOW.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** A bare refund transaction for the order. */
    public void refund(String applicationNo, String orderNo, String state) {
        jdbc.sql("""
                        insert into refund_transaction (
                            out_refund_no, application_no, attempt, order_no, transaction_id, refund_amount,
                            total_amount, request, approved_by, state, repair_round, prepared_at,
                            sends, polls, changed_at)
                        values (
                            :applicationNo, :applicationNo,
                            (select count(*) + 1 from refund_transaction where order_no = :orderNo), :orderNo, 'T', 1, 1, :request, 'a', :state, 0,
                            :at, 0, 0, :at)
                        """)
                .param("applicationNo", applicationNo)
                .param("orderNo", orderNo)
                .param("request", new byte[] {1})
                .param("state", state)
                .param("at", NOW.atOffset(ZoneOffset.UTC))
                .update();
    }
}
