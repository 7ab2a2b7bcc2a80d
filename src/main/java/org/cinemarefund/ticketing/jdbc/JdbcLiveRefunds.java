package org.cinemarefund.ticketing.jdbc;

import org.cinemarefund.ticketing.LiveRefunds;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Looks at the tables of refunds, which depend on ours, because the answer must be in the upsert's own transaction. */
@Repository
class JdbcLiveRefunds implements LiveRefunds {
    private final JdbcClient jdbc;

    JdbcLiveRefunds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public boolean liveOn(String orderNo) {
        return any("select 1 from refund_application where live_order_no = :orderNo", orderNo);
    }

    @Override
    public boolean moneyMovedOn(String orderNo) {
        return any(
                "select 1 from refund_transaction where order_no = :orderNo and state <> 'REVOKED' limit 1", orderNo);
    }

    private boolean any(String sql, String orderNo) {
        return jdbc.sql(sql)
                .param("orderNo", orderNo)
                .query(Integer.class)
                .optional()
                .isPresent();
    }
}
