package org.cinemarefund.payment.jdbc;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.restore.Restores;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcRestores implements Restores {
    private final JdbcClient jdbc;

    JdbcRestores(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void begin(String restore, Instant now) {
        try {
            jdbc.sql("insert into restore_sweep (restore, begun_at) values (:restore, :now)")
                    .param("restore", restore)
                    .param("now", Times.of(now))
                    .update();
        } catch (DuplicateKeyException begunBefore) {
            // Another node, or this one before it died.
        }
    }

    @Override
    public boolean finished(String restore) {
        return jdbc.sql("select count(*) from restore_sweep where restore = :restore and finished_at is not null")
                        .param("restore", restore)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    @Override
    public void finish(String restore, Instant now) {
        jdbc.sql("update restore_sweep set finished_at = :now where restore = :restore and finished_at is null")
                .param("restore", restore)
                .param("now", Times.of(now))
                .update();
    }

    @Override
    public boolean takeTurn(String restore, String node, Instant now, Instant until) {
        return jdbc.sql("update restore_sweep set node = :node, turn_ends = :until where restore = :restore"
                                + " and finished_at is null and (node is null or node = :node or turn_ends < :now)")
                        .param("restore", restore)
                        .param("node", node)
                        .param("now", Times.of(now))
                        .param("until", Times.of(until))
                        .update()
                > 0;
    }

    @Override
    public List<String> unanswered(String restore, Collection<RefundState> known, String after, int limit) {
        return jdbc.sql("""
                select out_refund_no from refund_transaction t
                where out_refund_no > :after and state not in (:known) and not exists (select 1 from restore_answer a
                  where a.restore = :restore and a.out_refund_no = t.out_refund_no)
                order by out_refund_no limit :limit""")
                .param("after", after)
                .param("known", known.stream().map(Enum::name).toList())
                .param("restore", restore)
                .param("limit", limit)
                .query(String.class)
                .list();
    }

    @Override
    public void answered(String restore, String outRefundNo) {
        jdbc.sql("""
                insert into restore_answer (restore, out_refund_no) select :restore, out_refund_no from refund_transaction t
                where out_refund_no = :outRefundNo and not exists (select 1 from restore_answer a
                  where a.restore = :restore and a.out_refund_no = t.out_refund_no)""")
                .param("restore", restore)
                .param("outRefundNo", outRefundNo)
                .update();
    }

    @Override
    public int answers(String restore) {
        return jdbc.sql("select count(*) from restore_answer where restore = :restore")
                .param("restore", restore)
                .query(Integer.class)
                .single();
    }
}
