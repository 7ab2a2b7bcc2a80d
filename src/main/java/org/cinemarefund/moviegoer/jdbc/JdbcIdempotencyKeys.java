package org.cinemarefund.moviegoer.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.cinemarefund.moviegoer.IdempotencyKeys;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcIdempotencyKeys implements IdempotencyKeys {
    private static final Duration KEPT = Duration.ofHours(24);

    private final JdbcClient jdbc;

    JdbcIdempotencyKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<Row> find(String openid, String key, Instant now) {
        return jdbc.sql("select request_hash, application_no from idempotency_key"
                        + " where openid = :openid and idempotency_key = :key and created_at > :since")
                .param("openid", openid)
                .param("key", key)
                .param("since", Times.of(now.minus(KEPT)))
                .query((rs, n) -> new Row(rs.getString(1), rs.getString(2)))
                .optional();
    }

    @Override
    public void add(String openid, Key key, String applicationNo, Instant now) {
        jdbc.sql(
                        "delete from idempotency_key where openid = :openid and idempotency_key = :key and created_at <= :since")
                .param("openid", openid)
                .param("key", key.value())
                .param("since", Times.of(now.minus(KEPT)))
                .update();
        jdbc.sql("insert into idempotency_key (openid, idempotency_key, request_hash, application_no, created_at)"
                        + " values (:openid, :key, :hash, :applicationNo, :now)")
                .param("openid", openid)
                .param("key", key.value())
                .param("hash", key.requestHash())
                .param("applicationNo", applicationNo)
                .param("now", Times.of(now))
                .update();
    }

    @Override
    public int removeOld(Instant now) {
        return jdbc.sql("delete from idempotency_key where created_at <= :since")
                .param("since", Times.of(now.minus(KEPT)))
                .update();
    }
}
