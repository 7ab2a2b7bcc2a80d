package org.cinemarefund.operations.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.cinemarefund.operations.OverviewRows;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Live applications are found by their status, what happened in the last hours by an index that begins with state or end. */
@Component
class JdbcOverviewRows implements OverviewRows {
    private static final List<String> STATES =
            Arrays.stream(RefundState.values()).map(Enum::name).toList();

    /** Behind {@code select …, <when> as since from refund_application a}. */
    private static final String LINE =
            "select a.application_no, a.order_no, c.name as cinema, o.film_title, a.status, a.refund_amount, ";

    private static final String OF = """
             as since from refund_application a join ticket_order o on o.order_no = a.order_no
            left join cinema c on c.cinema_id = a.cinema_id\s""";

    private static final String LIVE = "a.status in ('UNDER_REVIEW', 'EVIDENCE_REQUESTED', 'REFUNDING')";

    private final JdbcClient jdbc;

    JdbcOverviewRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<CinemaFigure> cinemas() {
        return jdbc.sql("""
                select a.cinema_id, c.name, a.status, a.applications, a.fen, a.oldest from (
                  select a.cinema_id, a.status, count(*) as applications, coalesce(sum(a.refund_amount), 0) as fen,
                    min(a.applied_at) as oldest
                  from refund_application a where a.status in ('UNDER_REVIEW', 'EVIDENCE_REQUESTED', 'REFUNDING')
                  group by a.cinema_id, a.status) a
                left join cinema c on c.cinema_id = a.cinema_id""")
                .query((row, n) -> new CinemaFigure(
                        row.getString("cinema_id"),
                        row.getString("name"),
                        row.getString("status"),
                        row.getLong("applications"),
                        row.getLong("fen"),
                        Times.in(row, "oldest")))
                .list();
    }

    @Override
    public Deadlines deadlines(Instant now, Instant until) {
        return jdbc.sql("""
                select count(case when review_due_at < :now then 1 end) as overdue,
                  count(case when review_due_at >= :now then 1 end) as soon, min(review_due_at) as earliest
                from refund_application where status = 'UNDER_REVIEW' and review_due_at < :until""")
                .param("now", Times.of(now))
                .param("until", Times.of(until))
                .query((row, n) ->
                        new Deadlines(row.getLong("overdue"), row.getLong("soon"), Times.in(row, "earliest")))
                .single();
    }

    @Override
    public List<HourFigure> approvedSince(Instant from) {
        return jdbc.sql("""
                select date_trunc('hour', prepared_at) as began, state, count(*) as refunds, sum(refund_amount) as fen,
                  sum(case when state = 'SUCCESS' and first_sent_at is not null then
                    extract(epoch from success_time) - extract(epoch from first_sent_at) end) as seconds,
                  count(case when state = 'SUCCESS' and first_sent_at is not null then success_time end) as arrived
                from refund_transaction where state in (:states) and prepared_at >= :from
                group by date_trunc('hour', prepared_at), state""")
                .param("states", STATES)
                .param("from", Times.of(from))
                .query((row, n) -> figure(row))
                .list();
    }

    @Override
    public List<HourFigure> endedSince(Instant from) {
        return jdbc.sql("""
                select date_trunc('hour', closed_at) as began, status as state, count(*) as refunds,
                  coalesce(sum(refund_amount), 0) as fen, 0 as seconds, 0 as arrived
                from refund_application where words_erased_at is null and closed_at >= :from
                group by date_trunc('hour', closed_at), status""")
                .param("from", Times.of(from))
                .query((row, n) -> figure(row))
                .list();
    }

    private static HourFigure figure(ResultSet row) throws SQLException {
        return new HourFigure(
                Times.in(row, "began"),
                row.getString("state"),
                row.getLong("refunds"),
                row.getLong("fen"),
                row.getLong("seconds"),
                row.getLong("arrived"));
    }

    @Override
    public Set<String> maybeSent(Collection<String> applicationNos) {
        return jdbc.sql("select distinct application_no from refund_transaction"
                        + " where application_no in (:numbers) and state not in ('PREPARED', 'REVOKED')")
                .param("numbers", applicationNos)
                .query(String.class)
                .set();
    }

    @Override
    public List<CaseLine> cases(Collection<String> applicationNos) {
        return jdbc.sql(LINE + "a.applied_at" + OF + "where a.application_no in (:numbers)")
                .param("numbers", applicationNos)
                .query((row, n) -> line(row))
                .list();
    }

    @Override
    public List<CaseLine> ofCinema(String cinemaId, int most) {
        return jdbc.sql(LINE + "a.applied_at" + OF + "where " + LIVE
                        + " and a.cinema_id = :cinema order by a.applied_at limit :most")
                .param("cinema", cinemaId)
                .param("most", most)
                .query((row, n) -> line(row))
                .list();
    }

    @Override
    public List<CaseLine> inState(String state, int most) {
        return jdbc.sql(LINE + "t.changed_at" + OF + "join refund_transaction t on t.application_no = a.application_no"
                        + " where a.status = 'REFUNDING' and t.state = :state order by t.changed_at limit :most")
                .param("state", state)
                .param("most", most)
                .query((row, n) -> line(row))
                .list();
    }

    @Override
    public List<CaseLine> dueIn(Instant from, Instant until, int most) {
        return jdbc.sql(LINE + "a.review_due_at" + OF + "where a.status = 'UNDER_REVIEW' and a.review_due_at >= :from"
                        + " and a.review_due_at < :until order by a.review_due_at limit :most")
                .param("from", Times.of(from))
                .param("until", Times.of(until))
                .param("most", most)
                .query((row, n) -> line(row))
                .list();
    }

    @Override
    public List<CaseLine> approvedIn(Instant from, Instant until, String state, int most) {
        return jdbc.sql(LINE + "t.prepared_at" + OF + "join refund_transaction t on t.application_no = a.application_no"
                        + " where t.state = :state and t.prepared_at >= :from and t.prepared_at < :until"
                        + " order by t.prepared_at limit :most")
                .param("state", state)
                .param("from", Times.of(from))
                .param("until", Times.of(until))
                .param("most", most)
                .query((row, n) -> line(row))
                .list();
    }

    @Override
    public List<CaseLine> endedIn(Instant from, Instant until, String status, int most) {
        return jdbc.sql(LINE + "a.closed_at" + OF + "where a.words_erased_at is null and a.closed_at >= :from"
                        + " and a.closed_at < :until and a.status = :status order by a.closed_at limit :most")
                .param("status", status)
                .param("from", Times.of(from))
                .param("until", Times.of(until))
                .param("most", most)
                .query((row, n) -> line(row))
                .list();
    }

    private static CaseLine line(ResultSet row) throws SQLException {
        var amount = row.getLong("refund_amount");
        var undecided = row.wasNull();
        return new CaseLine(
                row.getString("application_no"),
                row.getString("order_no"),
                row.getString("cinema"),
                row.getString("film_title"),
                row.getString("status"),
                undecided ? null : amount,
                Times.in(row, "since"));
    }
}
