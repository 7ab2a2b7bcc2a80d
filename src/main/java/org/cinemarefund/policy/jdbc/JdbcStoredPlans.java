package org.cinemarefund.policy.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.cinemarefund.policy.PlanSource;
import org.cinemarefund.policy.StoredPlans;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Also for commands that have nothing but a database. */
@Repository
public class JdbcStoredPlans implements StoredPlans {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    public JdbcStoredPlans(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public long looks() {
        return jdbc.sql("select looks from plan_look where id = 1")
                .query(Long.class)
                .single();
    }

    @Override
    public List<Version> after(long looks) {
        return jdbc.sql("select * from plan_version where look > :looks order by look, plan, version")
                .param("looks", looks)
                .query((row, n) -> new Version(
                        new PlanSource(
                                row.getString("plan"),
                                row.getString("version"),
                                row.getString("rules"),
                                row.getString("chinese"),
                                row.getString("english")),
                        Times.in(row, "valid_from"),
                        Times.in(row, "in_force_from"),
                        row.getLong("look")))
                .list();
    }

    private record Key(String plan, String version) {}

    @Override
    public void keep(List<Seen> seen, Instant now) {
        transaction.executeWithoutResult(status -> {
            // One node looks after the other, so that "first" has a meaning.
            var look = jdbc.sql("select looks from plan_look where id = 1 for update")
                            .query(Long.class)
                            .single()
                    + 1;
            var known = Set.copyOf(jdbc.sql("select plan, version from plan_version")
                    .query((row, n) -> new Key(row.getString("plan"), row.getString("version")))
                    .list());
            var plans = known.stream().map(Key::plan).collect(Collectors.toSet());
            var news = seen.stream()
                    .filter(each -> !known.contains(
                            new Key(each.source().plan(), each.source().version())))
                    .toList();
            for (var each : news) {
                insert(each, plans.contains(each.source().plan()), look, now);
            }
            if (!news.isEmpty()) {
                jdbc.sql("update plan_look set looks = :look where id = 1")
                        .param("look", look)
                        .update();
            }
        });
    }

    private void insert(Seen seen, boolean planKnown, long look, Instant now) {
        var from = planKnown && seen.validFrom().isBefore(now) ? now : seen.validFrom();
        jdbc.sql("""
                insert into plan_version (plan, version, rules, chinese, english, valid_from, in_force_from, look, seen_at)
                values (:plan, :version, :rules, :chinese, :english, :validFrom, :from, :look, :now)""")
                .param("plan", seen.source().plan())
                .param("version", seen.source().version())
                .param("rules", seen.source().table())
                .param("chinese", seen.source().chinese())
                .param("english", seen.source().english())
                .param("validFrom", Times.of(seen.validFrom()))
                .param("from", Times.of(from))
                .param("look", look)
                .param("now", Times.of(now))
                .update();
    }
}
