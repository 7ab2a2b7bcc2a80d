package org.cinemarefund.notice.jdbc;

import java.util.List;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.notice.NoticeLog;
import org.cinemarefund.notice.Notices;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcNoticeLog implements NoticeLog {
    private final JdbcClient jdbc;

    JdbcNoticeLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Line> of(String applicationNo) {
        return jdbc.sql("select kind, state, intended_at, finished_at, reason from notice"
                        + " where application_no = :applicationNo order by intended_at desc, kind, round desc")
                .param("applicationNo", applicationNo)
                .query((row, n) -> new Line(
                        NoticeKind.valueOf(row.getString("kind")),
                        Notices.State.valueOf(row.getString("state")),
                        Times.in(row, "intended_at"),
                        Times.in(row, "finished_at"),
                        row.getString("reason")))
                .list();
    }
}
