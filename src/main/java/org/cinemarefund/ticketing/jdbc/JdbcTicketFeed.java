package org.cinemarefund.ticketing.jdbc;

import java.util.List;
import org.cinemarefund.shared.jdbc.Times;
import org.cinemarefund.ticketing.TicketFeed;
import org.cinemarefund.ticketing.TicketInstruction;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Numbers rows when they are read, not when they are written: an identity is given before the commit, so a reader that
 * has seen 7 could miss a 6 whose transaction was still open. A row that can be seen is committed, and numbers are given
 * one transaction after another, so what gets a number later gets a higher one.
 */
@Repository
class JdbcTicketFeed implements TicketFeed {
    private static final String FEED = "ticket-instructions";
    /** Far above what one page needs, and small enough for one short transaction. */
    private static final int NUMBERED_AT_ONCE = 1000;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final TransactionTemplate transaction;

    JdbcTicketFeed(JdbcClient jdbc, JdbcTemplate batches, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public List<Entry> after(long seq, int limit) {
        List<Entry> page = numberedAfter(seq, limit);
        if (page.size() == limit || !somethingToNumber()) {
            return page;
        }
        transaction.executeWithoutResult(status -> number());
        return numberedAfter(seq, limit);
    }

    private List<Entry> numberedAfter(long seq, int limit) {
        return jdbc.sql("select * from ticket_instruction where seq > :seq order by seq limit :limit")
                .param("seq", seq)
                .param("limit", limit)
                .query((row, index) -> new Entry(
                        row.getLong("seq"),
                        row.getString("order_no"),
                        row.getString("application_no"),
                        TicketInstruction.valueOf(row.getString("instruction")),
                        row.getBoolean("return_coupon"),
                        Times.in(row, "at")))
                .list();
    }

    private boolean somethingToNumber() {
        return jdbc.sql("select 1 from ticket_instruction where seq is null limit 1")
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private void number() {
        // One numbers at a time; what the one before numbered is committed and seen by the next statement.
        long last = jdbc.sql("select seq from feed_position where feed = :feed for update")
                .param("feed", FEED)
                .query(Long.class)
                .single();
        List<Long> ids = jdbc.sql("select id from ticket_instruction where seq is null order by id limit :most")
                .param("most", NUMBERED_AT_ONCE)
                .query(Long.class)
                .list();
        long[] next = {last};
        batches.batchUpdate("update ticket_instruction set seq = ? where id = ?", ids, NUMBERED_AT_ONCE, (row, id) -> {
            row.setLong(1, ++next[0]);
            row.setLong(2, id);
        });
        jdbc.sql("update feed_position set seq = :seq where feed = :feed")
                .param("seq", next[0])
                .param("feed", FEED)
                .update();
    }
}
