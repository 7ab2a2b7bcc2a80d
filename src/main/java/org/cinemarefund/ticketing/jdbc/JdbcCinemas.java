package org.cinemarefund.ticketing.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cinemarefund.shared.jdbc.Times;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Cinema.PlanSince;
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
                auto_approve_up_to = :autoApproveUpTo, service_hours = :serviceHours, claim_hours = :claimHours,
                plans = :plans, updated_at = :updatedAt
            where cinema_id = :cinemaId
            """;
    private static final String INSERT = """
            insert into cinema (
                cinema_id, name, region, phone, policy_plan, review_working_days, on_overdue, auto_approve_up_to,
                service_hours, claim_hours, plans, updated_at)
            values (
                :cinemaId, :name, :region, :phone, :policyPlan, :reviewWorkingDays, :onOverdue, :autoApproveUpTo,
                :serviceHours, :claimHours, :plans, :updatedAt)
            """;

    /** Stand between the plans a cinema had, and between a plan and its time. */
    private static final String SEPARATOR = "\n";

    private static final String SINCE = " ";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final TransactionTemplate savepoint;
    private final Clock clock;

    JdbcCinemas(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
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
                row.getString("service_hours"),
                row.getInt("claim_hours"),
                plans(row));
    }

    /** A node of before changes the plan and not the list: then it is the row's time at the latest that it has it since. */
    private static List<PlanSince> plans(ResultSet row) throws SQLException {
        var plan = row.getString("policy_plan");
        var told = row.getString("plans");
        if (told == null) {
            return List.of(new PlanSince(plan, Instant.EPOCH));
        }
        var plans = new ArrayList<PlanSince>();
        for (var line : told.split(SEPARATOR)) {
            var parts = line.split(SINCE);
            plans.add(new PlanSince(parts[0], Instant.parse(parts[1])));
        }
        if (!plans.get(plans.size() - 1).plan().equals(plan)) {
            plans.add(new PlanSince(plan, Times.in(row, "updated_at")));
        }
        return plans;
    }

    private static String text(List<PlanSince> plans) {
        return plans.stream().map(each -> each.plan() + SINCE + each.since()).collect(Collectors.joining(SEPARATOR));
    }

    @Override
    public boolean upsert(Cinema cinema) {
        return Boolean.TRUE.equals(transaction.execute(status -> stored(cinema)));
    }

    private boolean stored(Cinema cinema) {
        if (update(cinema)) {
            return false;
        }
        var first = List.of(new PlanSince(cinema.policyPlan(), Instant.EPOCH));
        try {
            savepoint.executeWithoutResult(
                    status -> jdbc.sql(INSERT).params(columns(cinema, first)).update());
            return true;
        } catch (DuplicateKeyException toldTwiceAtOnce) {
            update(cinema);
            return false;
        }
    }

    private boolean update(Cinema cinema) {
        var before = jdbc.sql(
                        "select policy_plan, plans, updated_at from cinema where cinema_id = :cinemaId for update")
                .param("cinemaId", cinema.cinemaId())
                .query((row, n) -> plans(row))
                .optional();
        before.ifPresent(had -> jdbc.sql(UPDATE)
                .params(columns(cinema, plans(had, cinema.policyPlan())))
                .update());
        return before.isPresent();
    }

    private List<PlanSince> plans(List<PlanSince> before, String now) {
        if (before.get(before.size() - 1).plan().equals(now)) {
            return before;
        }
        var plans = new ArrayList<>(before);
        plans.add(new PlanSince(now, clock.instant()));
        return plans;
    }

    private Map<String, Object> columns(Cinema cinema, List<PlanSince> plans) {
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
        columns.put("claimHours", cinema.claimHours());
        columns.put("plans", text(plans));
        columns.put("updatedAt", Times.of(clock.instant()));
        return columns;
    }
}
