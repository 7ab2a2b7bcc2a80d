package org.cinemarefund.application.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cinemarefund.application.CaseSearch;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.jdbc.Times;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Every way of looking has an index that leads there, or one by time along which a page is soon full. */
@Repository
class JdbcCaseSearch implements CaseSearch {
    private final JdbcClient jdbc;

    JdbcCaseSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<String> numbered(String number) {
        return jdbc.sql("""
                select application_no from refund_application where application_no = :number
                union select application_no from refund_application where order_no = :number
                union select a.application_no from ticket_order o
                  join refund_application a on a.order_no = o.order_no where o.transaction_id = :number
                union select application_no from refund_transaction where out_refund_no = :number
                union select application_no from refund_transaction where refund_id = :number""").param("number", number).query(String.class).list();
    }

    @Override
    public List<Found> newest(Wanted wanted, Cursor after, int limit) {
        if (isEmpty(wanted)) {
            return List.of();
        }
        var conditions = new Conditions();
        conditions.with("application_no in (:numbers)", "numbers", wanted.numbers());
        conditions.with("openid like :owner", "owner", beginsWith(wanted.owner()));
        conditions.with("cinema_id in (:cinemas)", "cinemas", wanted.cinemas());
        conditions.with(
                "status = :status",
                "status",
                wanted.status() == null ? null : wanted.status().name());
        conditions.with("applied_at >= :from", "from", Times.of(wanted.from()));
        conditions.with("applied_at < :to", "to", Times.of(wanted.to()));
        if (after != null) {
            // The first part is where an index can begin.
            conditions.with("applied_at <= :at", "at", Times.of(after.at()));
            conditions.with("(applied_at < :at or application_no < :last)", "last", after.id());
        }
        return jdbc.sql("select a.*, (select e.at from refund_event e where e.application_no = a.application_no"
                        + " and e.nr = a.events) as updated_at from refund_application a" + conditions.where()
                        + " order by applied_at desc, application_no desc limit :limit")
                .params(conditions.values)
                .param("limit", limit)
                .query((row, n) -> {
                    var application = ApplicationRow.read(row, n);
                    Instant updatedAt = Times.in(row, "updated_at");
                    return new Found(application, updatedAt == null ? application.appliedAt() : updatedAt);
                })
                .list();
    }

    private static boolean isEmpty(Wanted wanted) {
        return wanted.numbers() != null && wanted.numbers().isEmpty()
                || wanted.cinemas() != null && wanted.cinemas().isEmpty();
    }

    /** An underscore stands for itself; of the rest nothing stands for something else. */
    private static @Nullable String beginsWith(@Nullable String owner) {
        return owner == null ? null : owner.replace("_", "\\_") + "%";
    }

    private static final class Conditions {
        private final List<String> all = new ArrayList<>();
        private final Map<String, Object> values = new HashMap<>();

        void with(String condition, String name, @Nullable Object value) {
            if (value != null) {
                all.add(condition);
                values.put(name, value);
            }
        }

        String where() {
            return all.isEmpty() ? "" : " where " + String.join(" and ", all);
        }
    }
}
