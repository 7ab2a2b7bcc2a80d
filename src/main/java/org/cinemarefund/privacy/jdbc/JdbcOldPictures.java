package org.cinemarefund.privacy.jdbc;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.cinemarefund.privacy.OldPictures;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcOldPictures implements OldPictures {
    private final JdbcClient jdbc;

    JdbcOldPictures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Due> due(Instant now, int most) {
        return jdbc.sql("""
                select p.id, p.application_no, a.closed_at from evidence_picture p
                left join refund_application a on a.application_no = p.application_no
                where p.look_at <= :now order by p.look_at limit :most""")
                .param("now", Times.of(now))
                .param("most", most)
                .query((row, n) ->
                        new Due(row.getString("id"), row.getString("application_no"), Times.in(row, "closed_at")))
                .list();
    }

    @Override
    public int removeUnused(Collection<String> ids) {
        return ids.isEmpty()
                ? 0
                : jdbc.sql("delete from evidence_picture where id in (:ids) and application_no is null")
                        .param("ids", ids)
                        .update();
    }

    @Override
    public int remove(Collection<String> ids) {
        return ids.isEmpty()
                ? 0
                : jdbc.sql("delete from evidence_picture where id in (:ids)")
                        .param("ids", ids)
                        .update();
    }

    @Override
    public void lookAgain(String id, Instant at) {
        jdbc.sql("update evidence_picture set look_at = :at where id = :id")
                .param("at", Times.of(at))
                .param("id", id)
                .update();
    }
}
