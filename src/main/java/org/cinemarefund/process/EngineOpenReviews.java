package org.cinemarefund.process;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.cinemarefund.application.OpenReviews;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** From our own rows to the tasks that are open about them: of all that ever was, the few that nobody has decided. */
@Component
class EngineOpenReviews implements OpenReviews {
    private static final String OPEN = """
             from refund_application a
            join act_ru_execution e on e.business_key_ = a.application_no
            join act_ru_task t on t.proc_inst_id_ = e.id_
            left join act_id_user u on u.id_ = t.assignee_
            left join cinema c on c.cinema_id = a.cinema_id
            where a.status = '""" + RefundStatus.UNDER_REVIEW + "'";
    private static final String OF_REVIEWERS = "t.task_def_key_ = '" + RefundProcess.Task.reviewRefund + "'";
    private static final String OF_SUPERVISORS = "t.task_def_key_ = '" + RefundProcess.Task.supervisorReview + "'";

    private final JdbcClient jdbc;

    EngineOpenReviews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<OpenReview> list(Which which, int most) {
        var none = which.cinemas() != null && which.cinemas().isEmpty();
        if (none && !which.ofSupervisors()) {
            return List.of();
        }
        var reviewers =
                OF_REVIEWERS + (which.cinemas() == null ? "" : none ? " and 1 = 0" : " and a.cinema_id in (:cinemas)");
        var sql = jdbc.sql("select t.id_, t.task_def_key_, a.application_no, t.assignee_, u.first_, u.last_" + OPEN
                        + " and (" + reviewers + (which.ofSupervisors() ? " or " + OF_SUPERVISORS : "") + ")"
                        + (which.heldBy() == null ? "" : " and t.assignee_ = :heldBy")
                        + (which.lateAt() == null ? "" : " and a.review_due_at < :now")
                        + " order by a.review_due_at, a.application_no limit :most")
                .param("most", most);
        if (which.cinemas() != null && !none) {
            sql = sql.param("cinemas", which.cinemas());
        }
        if (which.heldBy() != null) {
            sql = sql.param("heldBy", which.heldBy());
        }
        if (which.lateAt() != null) {
            sql = sql.param("now", Times.of(which.lateAt()));
        }
        return sql.query((row, n) -> new OpenReview(row.getString(1), row.getString(2), row.getString(3), holder(row)))
                .list();
    }

    @Override
    public List<Load> load(Instant now) {
        return jdbc.sql(
                        "select t.assignee_, u.first_, u.last_, t.task_def_key_, a.cinema_id, c.name, count(*) as open_ones,"
                                + " count(case when a.review_due_at < :now then 1 end) as late, min(a.review_due_at) as oldest"
                                + OPEN + " and (" + OF_REVIEWERS + " or " + OF_SUPERVISORS + ")"
                                + " group by t.assignee_, u.first_, u.last_, t.task_def_key_, a.cinema_id, c.name"
                                + " order by oldest, a.cinema_id, t.assignee_, t.task_def_key_")
                .param("now", Times.of(now))
                .query((row, n) -> new Load(
                        holder(row),
                        row.getString("task_def_key_"),
                        row.getString("cinema_id"),
                        row.getString("name"),
                        row.getInt("open_ones"),
                        row.getInt("late"),
                        Times.in(row, "oldest")))
                .list();
    }

    private static Person holder(ResultSet row) throws SQLException {
        var id = row.getString("assignee_");
        return id == null ? null : EngineTaskDesk.person(id, row.getString("first_"), row.getString("last_"));
    }
}
