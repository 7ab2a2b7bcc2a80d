package org.cinemarefund.finance.jdbc;

import java.time.Instant;
import java.util.Optional;
import org.cinemarefund.finance.Difference;
import org.cinemarefund.finance.Differences;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcDifferences implements Differences {
    private final JdbcClient jdbc;

    JdbcDifferences(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<Difference> find(String applicationNo) {
        return jdbc.sql("select * from refund_difference where application_no = :applicationNo")
                .param("applicationNo", applicationNo)
                .query((row, n) -> new Difference(
                        row.getString("application_no"),
                        row.getString("order_no"),
                        row.getLong("amount"),
                        Difference.State.valueOf(row.getString("state"))))
                .optional();
    }

    @Override
    public void add(Difference difference, Instant at) {
        jdbc.sql("insert into refund_difference (application_no, order_no, amount, state, told_at, changed_at)"
                        + " values (:applicationNo, :orderNo, :amount, :state, :at, :at)")
                .param("applicationNo", difference.applicationNo())
                .param("orderNo", difference.orderNo())
                .param("amount", difference.amount())
                .param("state", difference.state().name())
                .param("at", Times.of(at))
                .update();
    }

    @Override
    public void end(String applicationNo, Difference.State how, Instant at) {
        jdbc.sql("update refund_difference set state = :state, changed_at = :at where application_no = :applicationNo")
                .param("applicationNo", applicationNo)
                .param("state", how.name())
                .param("at", Times.of(at))
                .update();
    }
}
