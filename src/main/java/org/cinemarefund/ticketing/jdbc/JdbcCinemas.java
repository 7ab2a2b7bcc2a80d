package org.cinemarefund.ticketing.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cinemarefund.shared.jdbc.Times;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Cinemas;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

@Repository
class JdbcCinemas implements Cinemas {
    private static final String UPDATE = """
            update cinema set
                name = :name, region = :region, phone = :phone, policy_plan = :policyPlan,
                review_working_days = :reviewWorkingDays, on_overdue = :onOverdue,
                auto_approve_up_to = :autoApproveUpTo, service_hours = :serviceHours, updated_at = :updatedAt
            where cinema_id = :cinemaId
            """;
    private static final String INSERT = """
            insert into cinema (
                cinema_id, name, region, phone, policy_plan, review_working_days, on_overdue, auto_approve_up_to,
                service_hours, updated_at)
            values (
                :cinemaId, :name, :region, :phone, :policyPlan, :reviewWorkingDays, :onOverdue, :autoApproveUpTo,
                :serviceHours, :updatedAt)
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate savepoint;
    private final Clock clock;

    JdbcCinemas(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.clock = clock;
    }

    @Override
    public Optional<Cinema> find(String cinemaId) {
        return jdbc.sql("select * from cinema where cinema_id = :cinemaId")
                .param("cinemaId", cinemaId)
                .query(JdbcCinemas::cinema)
                .optional();
    }

    @Override
    public Map<String, Cinema> find(Collection<String> cinemaIds) {
        if (cinemaIds.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql("select * from cinema where cinema_id in (:cinemaIds)")
                .param("cinemaIds", cinemaIds)
                .query(JdbcCinemas::cinema)
                .list()
                .stream()
                .collect(Collectors.toMap(Cinema::cinemaId, Function.identity()));
    }

    private static Cinema cinema(ResultSet row, int index) throws SQLException {
        return new Cinema(
                row.getString("cinema_id"),
                row.getString("name"),
                row.getString("region"),
                row.getString("phone"),
                row.getString("policy_plan"),
                row.getInt("review_working_days"),
                Cinema.OnOverdue.valueOf(row.getString("on_overdue")),
                row.getLong("auto_approve_up_to"),
                row.getString("service_hours"));
    }

    @Override
    public boolean upsert(Cinema cinema) {
        Map<String, Object> columns = columns(cinema);
        if (jdbc.sql(UPDATE).params(columns).update() == 1) {
            return false;
        }
        try {
            savepoint.executeWithoutResult(
                    status -> jdbc.sql(INSERT).params(columns).update());
            return true;
        } catch (DuplicateKeyException toldTwiceAtOnce) {
            jdbc.sql(UPDATE).params(columns).update();
            return false;
        }
    }

    private Map<String, Object> columns(Cinema cinema) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("cinemaId", cinema.cinemaId());
        columns.put("name", cinema.name());
        columns.put("region", cinema.region());
        columns.put("phone", cinema.phone());
        columns.put("policyPlan", cinema.policyPlan());
        columns.put("reviewWorkingDays", cinema.reviewWorkingDays());
        columns.put("onOverdue", cinema.onOverdue().name());
        columns.put("autoApproveUpTo", cinema.autoApproveUpTo());
        columns.put("serviceHours", cinema.serviceHours());
        columns.put("updatedAt", Times.of(clock.instant()));
        return columns;
    }
}
