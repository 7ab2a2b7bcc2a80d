package org.cinemarefund.notice.jdbc;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.notice.Notices;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcNotices implements Notices {
    private static final String ROW = " where application_no = :applicationNo and kind = :kind and round = :round";
    private static final String GRANT = " where application_no = :applicationNo and kind = :kind";

    private final JdbcClient jdbc;
    private final Clock clock;

    JdbcNotices(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public boolean intend(String applicationNo, NoticeKind kind, int round) {
        return jdbc.sql("""
                                insert into notice (application_no, kind, round, state, intended_at)
                                select cast(:applicationNo as varchar(32)), cast(:kind as varchar(24)),
                                    cast(:round as integer), 'INTENDED', cast(:at as timestamp with time zone)
                                where not exists (select 1 from notice""" + ROW + ")")
                        .param("applicationNo", applicationNo)
                        .param("kind", kind.name())
                        .param("round", round)
                        .param("at", Times.of(clock.instant()))
                        .update()
                == 1;
    }

    @Override
    public Optional<Notice> find(String applicationNo, NoticeKind kind, int round) {
        return jdbc.sql("select state, reason from notice" + ROW)
                .param("applicationNo", applicationNo)
                .param("kind", kind.name())
                .param("round", round)
                .query((row, index) -> new Notice(State.valueOf(row.getString("state")), row.getString("reason")))
                .optional();
    }

    @Override
    public boolean move(String applicationNo, NoticeKind kind, int round, State from, State to, String reason) {
        boolean open = to == State.SENDING || to == State.INTENDED;
        OffsetDateTime finishedAt = open ? null : Times.of(clock.instant());
        return jdbc.sql("update notice set state = :to, reason = :reason, finished_at = :finishedAt" + ROW
                                + " and state = :from")
                        .param("applicationNo", applicationNo)
                        .param("kind", kind.name())
                        .param("round", round)
                        .param("from", from.name())
                        .param("to", to.name())
                        .param("reason", reason)
                        .param("finishedAt", finishedAt)
                        .update()
                == 1;
    }

    @Override
    public void addGrants(String applicationNo, Set<NoticeKind> kinds) {
        var rows = kinds.stream()
                .map(kind -> "(cast(:applicationNo as varchar), cast('" + kind.name() + "' as varchar))")
                .collect(Collectors.joining(", "));
        if (rows.isEmpty()) {
            return;
        }
        jdbc.sql("merge into notice_grant g using (values " + rows + ") given (application_no, kind)"
                        + " on g.application_no = given.application_no and g.kind = given.kind"
                        + " when matched then update set granted = g.granted + 1"
                        + " when not matched then insert (application_no, kind, granted)"
                        + " values (given.application_no, given.kind, 1)")
                .param("applicationNo", applicationNo)
                .update();
    }

    @Override
    public int grants(String applicationNo, NoticeKind kind) {
        return jdbc.sql("select granted from notice_grant" + GRANT)
                .param("applicationNo", applicationNo)
                .param("kind", kind.name())
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    @Override
    public boolean spendGrant(String applicationNo, NoticeKind kind) {
        return jdbc.sql("update notice_grant set granted = granted - 1" + GRANT + " and granted > 0")
                        .param("applicationNo", applicationNo)
                        .param("kind", kind.name())
                        .update()
                == 1;
    }
}
