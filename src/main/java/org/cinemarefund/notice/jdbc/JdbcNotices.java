package org.cinemarefund.notice.jdbc;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.notice.Notices;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcNotices implements Notices {
    private static final String ROW = " where application_no = :applicationNo and kind = :kind and round = :round";
    private static final String GRANT = " where application_no = :applicationNo and kind = :kind";

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate named;
    private final Clock clock;

    JdbcNotices(JdbcClient jdbc, NamedParameterJdbcTemplate named, Clock clock) {
        this.jdbc = jdbc;
        this.named = named;
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
        var known = jdbc.sql("select kind from notice_grant where application_no = :applicationNo")
                .param("applicationNo", applicationNo)
                .query(String.class)
                .set();
        batch("update notice_grant set granted = granted + 1" + GRANT, applicationNo, kinds, known::contains);
        batch(
                "insert into notice_grant (application_no, kind, granted) values (:applicationNo, :kind, 1)",
                applicationNo,
                kinds,
                kind -> !known.contains(kind));
    }

    private void batch(String sql, String applicationNo, Set<NoticeKind> kinds, Predicate<String> which) {
        var rows = kinds.stream()
                .map(Enum::name)
                .filter(which)
                .map(kind -> new MapSqlParameterSource("applicationNo", applicationNo).addValue("kind", kind))
                .toArray(SqlParameterSource[]::new);
        if (rows.length > 0) {
            named.batchUpdate(sql, rows);
        }
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
