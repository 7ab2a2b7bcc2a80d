package org.cinemarefund.finance.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.cinemarefund.finance.MoneyInFlight;
import org.cinemarefund.finance.MoneyState;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

@Repository
class JdbcMoneyInFlight implements MoneyInFlight {
    /** So many rows at a time come from the database where all are read. */
    private static final int PIECE = 500;

    /**
     * An open number is money under way whatever became of its application; a closed or refused one only while it is the newest of a
     * refund that lives.
     */
    private static final String MONEY = """
            (select t.state, t.application_no, t.order_no, a.cinema_id, t.refund_amount as fen,
               coalesce(a.approved_at, t.prepared_at) as since, t.out_refund_no, t.refund_id, t.transaction_id, t.out_refund_no as nr
             from refund_transaction t join refund_application a on a.application_no = t.application_no
             where t.state in (:open)
             union all
             select t.state, t.application_no, t.order_no, a.cinema_id, t.refund_amount,
               coalesce(a.approved_at, t.prepared_at), t.out_refund_no, t.refund_id, t.transaction_id, t.out_refund_no
             from refund_transaction t join refund_application a on a.application_no = t.application_no
             where t.state in (:waiting) and a.status = 'REFUNDING'
               and not exists (select 1 from refund_transaction newer
                 where newer.application_no = t.application_no and newer.attempt > t.attempt)
             union all
             select 'DIFFERENCE', d.application_no, d.order_no, a.cinema_id, d.amount, d.told_at, null, null, null, d.application_no
             from refund_difference d join refund_application a on a.application_no = d.application_no
             where d.state = 'OPEN') money""";

    private static final String ITEMS = """
            select money.state, money.application_no, money.order_no, c.name as cinema, money.fen, money.since, money.out_refund_no,
              money.refund_id, money.transaction_id
            from %s left join cinema c on c.cinema_id = money.cinema_id""".formatted(MONEY);

    private static final List<String> OPEN = names(moneyState -> !moneyState.outlivesTheRefund());
    private static final List<String> WAITING = names(MoneyState::outlivesTheRefund);

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate inPieces;

    JdbcMoneyInFlight(JdbcClient jdbc, DataSource database) {
        this.jdbc = jdbc;
        var template = new JdbcTemplate(database);
        template.setFetchSize(PIECE);
        this.inPieces = new NamedParameterJdbcTemplate(template);
    }

    private static List<String> names(Predicate<MoneyState> which) {
        return Arrays.stream(MoneyState.values())
                .filter(moneyState -> moneyState.ofNumber().isPresent())
                .filter(which)
                .map(Enum::name)
                .toList();
    }

    @Override
    @Transactional(readOnly = true)
    public List<Part> byState(Instant now, List<Duration> ages) {
        var sql = new StringBuilder("select state, count(*) as n, sum(fen) as fen, min(since) as oldest");
        for (var i = 0; i < ages.size(); i++) {
            sql.append(", sum(case when since > :young" + i + " then 1 else 0 end) as n" + i
                    + ", sum(case when since > :young" + i + " then fen else 0 end) as fen" + i);
        }
        var asked = jdbc.sql(sql + " from " + MONEY + " group by state")
                .param("open", OPEN)
                .param("waiting", WAITING);
        for (var i = 0; i < ages.size(); i++) {
            asked = asked.param("young" + i, Times.of(now.minus(ages.get(i))));
        }
        return asked.query((row, n) -> part(row, ages.size())).list().stream()
                .sorted(Comparator.comparing(Part::state))
                .toList();
    }

    private static Part part(ResultSet row, int ages) throws SQLException {
        var younger = new ArrayList<Sum>();
        for (var i = 0; i < ages; i++) {
            younger.add(new Sum(row.getLong("n" + i), row.getLong("fen" + i)));
        }
        return new Part(
                MoneyState.valueOf(row.getString("state")),
                new Sum(row.getLong("n"), row.getLong("fen")),
                Times.in(row, "oldest"),
                younger);
    }

    @Override
    @Transactional(readOnly = true)
    public List<Item> in(MoneyState state, Cursor after, int limit) {
        var following = after == null ? "" : " and (money.since, money.nr) > (:at, :number)";
        var asked = jdbc.sql(ITEMS + " where money.state = :state" + following
                        + " order by money.since, money.nr fetch first :limit rows only")
                .param("open", OPEN)
                .param("waiting", WAITING)
                .param("state", state.name())
                .param("limit", limit);
        if (after != null) {
            asked = asked.param("at", Times.of(after.at())).param("number", after.id());
        }
        return asked.query((row, n) -> item(row)).list();
    }

    @Override
    @Transactional(readOnly = true)
    public void each(Consumer<Item> taker) {
        inPieces.query(ITEMS + " order by money.since, money.nr", Map.of("open", OPEN, "waiting", WAITING), row -> {
            taker.accept(item(row));
        });
    }

    private static Item item(ResultSet row) throws SQLException {
        return new Item(
                MoneyState.valueOf(row.getString("state")),
                row.getString("application_no"),
                row.getString("order_no"),
                row.getString("cinema"),
                row.getLong("fen"),
                Times.in(row, "since"),
                row.getString("out_refund_no"),
                row.getString("refund_id"),
                row.getString("transaction_id"));
    }
}
