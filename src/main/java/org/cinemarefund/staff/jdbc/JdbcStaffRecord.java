package org.cinemarefund.staff.jdbc;

import java.time.Instant;
import java.util.List;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.jdbc.Times;
import org.cinemarefund.staff.StaffRecord;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcStaffRecord implements StaffRecord {
    private final JdbcClient jdbc;

    JdbcStaffRecord(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void add(Instant at, String by, Event event, String userId, String group, String applicationNo) {
        jdbc.sql("""
                insert into staff_record (at, by_user, event, user_id, group_id, application_no)
                values (:at, :by, :event, :userId, :group, :applicationNo)""")
                .param("at", Times.of(at))
                .param("by", by)
                .param("event", event.name())
                .param("userId", userId)
                .param("group", group)
                .param("applicationNo", applicationNo)
                .update();
    }

    @Override
    public List<Line> newestFirst(String userId, Instant from, Cursor after, int limit) {
        var conditions = (userId == null ? "" : " and user_id = :userId")
                + (from == null ? "" : " and at >= :from")
                + (after == null ? "" : " and (at < :at or at = :at and nr < :nr)");
        var sql = jdbc.sql("select * from staff_record where 1 = 1" + conditions
                        + " order by at desc, nr desc limit :limit")
                .param("limit", limit);
        if (userId != null) {
            sql = sql.param("userId", userId);
        }
        if (from != null) {
            sql = sql.param("from", Times.of(from));
        }
        if (after != null) {
            sql = sql.param("at", Times.of(after.at())).param("nr", number(after.id()));
        }
        return sql.query((row, n) -> new Line(
                        row.getLong("nr"),
                        Times.in(row, "at"),
                        row.getString("by_user"),
                        Event.valueOf(row.getString("event")),
                        row.getString("user_id"),
                        row.getString("group_id"),
                        row.getString("application_no")))
                .list();
    }

    /** A cursor that was made up may carry anything. */
    private static long number(String id) {
        return id.matches("[0-9]{1,18}") ? Long.parseLong(id) : 0;
    }
}
