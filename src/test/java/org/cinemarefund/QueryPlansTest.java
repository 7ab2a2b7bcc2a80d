package org.cinemarefund;

import static java.util.Map.entry;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.cinemarefund.application.CaseSearch;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.PlanRecorder;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Nothing we ask of our own tables reads one from end to end that grows with the years. Every method that holds SQL is called
 * with made-up values on a PostgreSQL whose tables are large, and the plan of each statement is looked at. A new table is
 * filled, and a new method called, without a word here; one that could not be reached is named.
 */
class QueryPlansTest {
    private static final int ROWS = 20_000;

    /** They have a row for each cinema, version of a plan, member of the staff, merchant account, feed, calendar or restored backup. */
    private static final Set<String> SMALL = Set.of(
            "calendar_seen",
            "cinema",
            "feed_position",
            "merchant_balance",
            "plan_version",
            "restore_sweep",
            "staff_openid");

    /** Most is over, a hundredth is not. */
    private static final Map<String, String> FILLED = Map.ofEntries(
            entry(
                    "refund_application.status",
                    "case when i % 100 > 0 then 'REFUNDED' when i % 300 = 0 then 'REFUNDING' else 'UNDER_REVIEW' end"),
            entry("refund_application.live_order_no", "case when i % 100 = 0 then 'K' || i end"),
            entry("refund_application.next_due_at", "case when i % 100 = 0 then now() - i * interval '1 minute' end"),
            // Kept for a day.
            entry("idempotency_key.created_at", "now() - i * interval '4 seconds'"),
            entry("ticket_instruction.seq", "case when i % 1000 > 0 then 1000000 + i end"),
            entry("refund_application.review_due_provisional", "i % 1000 = 0"),
            entry(
                    "refund_transaction.state",
                    "case when i % 100 > 0 then 'SUCCESS' when i % 1000 = 0 then 'WAITING_FOR_BALANCE' else 'PROCESSING' end"),
            entry("refund_transaction.attempt", "1"),
            entry("ticket_order.openid", "'K' || i / 10"),
            entry("refund_application.openid", "'K' || i / 10"),
            entry("refund_event.application_no", "'K' || i / 5"),
            entry("refund_event.facts", "null"),
            entry("refund_application.facts", "'{\"order\":{}}'"),
            entry("refund_application.words_erased_at", "null"),
            entry("cinema.plans", "null"),
            entry("act_ru_execution.parent_id_", "null"));

    /** The whole is what is asked for there: a command of an operator, outside of any node's work. */
    private static final List<String> READS_ALL = List.of(
            "org.cinemarefund.record.jdbc.RecordCheck#", "org.cinemarefund.application.jdbc.JdbcPastApplications#each");

    /** Said again after a lost race: the same statement once more. */
    private static final Map<String, Integer> SAID_TWICE = Map.of(
            "org.cinemarefund.ticketing.jdbc.JdbcCinemas#upsert", 1,
            // A template is made, and nothing said.
            "org.cinemarefund.application.jdbc.JdbcPastApplications#<init>", 1,
            "org.cinemarefund.finance.jdbc.JdbcMoneyInFlight#<init>", 1);

    /** Speak to no table, to the engine's tables of the staff alone, or change tables and rights at a start. */
    private static final Set<String> NOT_ASKED = Set.of(
            "org.cinemarefund.CheckPlan",
            "org.cinemarefund.UnlockUser",
            "org.cinemarefund.platform.jdbc.AppendOnly",
            "org.cinemarefund.platform.jdbc.RuntimeRole",
            "org.cinemarefund.process.access.Appointments",
            "org.cinemarefund.process.access.EngineUsers",
            "org.cinemarefund.process.access.OwnPeople",
            "org.cinemarefund.process.access.StaffGroups",
            "org.cinemarefund.process.engine.EngineIndexes",
            "org.cinemarefund.process.engine.EngineTables");

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.cinemarefund");

    private static final Map<String, Set<String>> SITES = sites();
    private static final Set<String> LARGE = new TreeSet<>();
    private static final Map<String, Throwable> TROUBLES = new TreeMap<>();
    private static PlanRecorder database;
    /** In the first round what is asked for is there, in the second it is not. */
    private static boolean known;

    @BeforeAll
    static void everything_is_asked_once() throws ReflectiveOperationException {
        var source = Databases.POSTGRESQL.freshWithoutParents();
        var engine = new ResourceDatabasePopulator();
        List.of("engine", "identity", "history")
                .forEach(part -> engine.addScript(new ClassPathResource(
                        "org/camunda/bpm/engine/db/create/activiti.postgres.create." + part + ".sql")));
        engine.execute(source);
        fill(source);
        database = new PlanRecorder(source, name -> PRODUCT.contain(name.replaceFirst("\\$\\$.*", "")));
        for (var owner : new TreeSet<>(SITES.keySet().stream()
                .map(text -> text.substring(0, text.indexOf('#')))
                .toList())) {
            if (!NOT_ASKED.contains(owner)) {
                ask(Class.forName(owner));
            }
        }
    }

    @Test
    void every_statement_was_seen() {
        var seen = database.plans().stream()
                .collect(groupingBy(PlanRecorder.Plan::by, mapping(plan -> plan.line() + plan.sql(), toSet())));

        var missing = new TreeMap<String, Object>();
        SITES.forEach((method, places) -> {
            if (!NOT_ASKED.contains(method.substring(0, method.indexOf('#')))
                    && seen.getOrDefault(method, Set.of()).size()
                            < places.size() - SAID_TWICE.getOrDefault(method, 0)) {
                missing.put(method, places);
            }
        });
        assertThat(missing).as("not reached; calls that failed: %s", TROUBLES).isEmpty();
    }

    @Test
    void no_statement_reads_a_table_that_grows_from_end_to_end() {
        var whole = new TreeSet<String>();
        for (var plan : database.plans()) {
            if (READS_ALL.stream().noneMatch(plan.by()::startsWith)) {
                look(plan.root(), false, what -> whole.add(plan.by() + " " + what + ": " + plan.sql()));
            }
        }
        assertThat(whole).isEmpty();
    }

    /** Staff leave out of a search what they do not know: each way of asking has an index. */
    @Test
    void however_a_case_is_looked_for_an_index_leads_there() throws ReflectiveOperationException {
        var recorder = new PlanRecorder(database.getTargetDataSource(), PRODUCT::contain);
        var maker = Class.forName("org.cinemarefund.application.jdbc.JdbcCaseSearch")
                .getDeclaredConstructors()[0];
        maker.setAccessible(true);
        var search = (CaseSearch) maker.newInstance(JdbcClient.create(recorder));
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var asked = new ArrayList<CaseSearch.Wanted>();
        for (var cinemas : Arrays.asList(null, Set.of("K77"), Set.of("K77", "K78", "N77"))) {
            for (var status : Arrays.asList(null, RefundStatus.REFUNDED, RefundStatus.UNDER_REVIEW)) {
                for (var from : Arrays.asList(null, now.minus(Duration.ofDays(1)))) {
                    asked.add(new CaseSearch.Wanted(null, null, cinemas, status, from, from == null ? null : now));
                    asked.add(new CaseSearch.Wanted(null, "K_1777", cinemas, status, from, null));
                    asked.add(new CaseSearch.Wanted(List.of("K77", "K78"), null, cinemas, status, from, null));
                }
            }
        }
        for (var wanted : asked) {
            // The rows are no applications that could be read; how they are reached is what counts.
            attempt("a search", () -> search.newest(wanted, null, 21));
            attempt("a search", () -> search.newest(wanted, new Cursor(now.minus(Duration.ofDays(3)), "K4320"), 21));
        }

        var whole = new TreeSet<String>();
        recorder.plans().forEach(plan -> look(plan.root(), false, what -> whole.add(what + ": " + plan.sql())));
        assertThat(recorder.plans()).hasSize(2 * asked.size());
        assertThat(whole).isEmpty();
        assertThat(recorder.plans().stream()
                        .filter(plan -> plan.sql().contains(" like "))
                        .map(plan -> plan.root().toString()))
                .as("an owner by the first characters")
                .allSatisfy(text -> assertThat(text).contains("\"Index Cond\""));
    }

    @Test
    void what_reads_whole_tables_is_told() {
        var found = new TreeSet<String>();
        for (var sql : List.of(
                "select count(*) from refund_transaction where cause = 'x'", "select max(nr) from refund_event")) {
            look(planOf(sql), false, found::add);
        }
        assertThat(found).containsExactly("reads the table refund_event", "reads the table refund_transaction");
        assertThat(LARGE).contains("ticket_order", "refund_application", "refund_event", "refund_transaction");
    }

    private static JsonNode planOf(String sql) {
        var recorder =
                new PlanRecorder(database.getTargetDataSource(), name -> name.equals(QueryPlansTest.class.getName()));
        JdbcClient.create(recorder).sql(sql).query().listOfRows();
        return recorder.plans().get(0).root();
    }

    /** A scan of an index without a condition reads all of it too, unless somebody above stops it. */
    private static void look(JsonNode node, boolean limited, Consumer<String> fault) {
        var type = node.path("Node Type").asText();
        var table = node.path("Relation Name").asText("");
        if (LARGE.contains(table)) {
            if (type.equals("Seq Scan")) {
                fault.accept("reads the table " + table);
            } else if (type.startsWith("Index") && !node.has("Index Cond") && !limited) {
                fault.accept("reads the index " + node.path("Index Name").asText());
            }
        }
        var below = type.equals("Limit") || limited && !type.equals("Sort") && !type.contains("Aggregate");
        node.path("Plans").forEach(json -> look(json, below, fault));
    }

    // --- the tables
    // ------------------------------------------------------------------------------------------------------

    private static void fill(DataSource source) {
        var jdbc = JdbcClient.create(source);
        var columns = jdbc.sql("""
                select table_name, column_name, data_type, coalesce(character_maximum_length, 100) as length
                from information_schema.columns where table_schema = current_schema()
                  and (table_name not like 'act\\_%' or table_name in ('act_ru_execution', 'act_ru_job', 'act_ru_task'))
                  and table_name <> 'flyway_schema_history' order by table_name, ordinal_position""").query().listOfRows().stream()
                .collect(groupingBy(map -> (String) map.get("table_name"), TreeMap::new, mapping(map -> map, toSet())));
        var sql = new StringBuilder("set session_replication_role = replica;");
        columns.forEach((table, all) -> {
            var small = SMALL.contains(table) || table.startsWith("act_");
            if (!small) {
                LARGE.add(table);
            }
            sql.append("insert into ")
                    .append(table)
                    .append(all.stream()
                            .map(map -> (String) map.get("column_name"))
                            .collect(joining(", ", " (", ") overriding system value select ")))
                    .append(all.stream().map(map -> value(table, map)).collect(joining(", ")))
                    .append(" from generate_series(1, ")
                    .append(small ? 100 : ROWS)
                    .append(") i on conflict do nothing;");
        });
        sql.append("set session_replication_role = origin; analyze");
        new JdbcTemplate(source).execute(sql.toString());
    }

    private static String value(String table, Map<String, Object> column) {
        var given = FILLED.get(table + "." + column.get("column_name"));
        if (given != null) {
            return given;
        }
        return switch ((String) column.get("data_type")) {
            case "character varying", "text" -> "left('K' || i, " + column.get("length") + ")";
            case "timestamp with time zone", "timestamp without time zone" -> "now() - i * interval '1 minute'";
            case "date" -> "current_date - i";
            case "boolean" -> "false";
            case "bytea" -> "'\\x00'::bytea";
            default -> "i";
        };
    }

    // --- the questions
    // ---------------------------------------------------------------------------------------------------

    /** How often SQL is written in each method, by {@code class#method}. */
    private static Map<String, Set<String>> sites() {
        var sites = new TreeMap<String, Set<String>>();
        for (var owner : PRODUCT) {
            for (var call : owner.getMethodCallsFromSelf()) {
                if (isSql(call)) {
                    sites.computeIfAbsent(
                                    owner.getFullName() + "#"
                                            + call.getOrigin().getName().replaceFirst("^lambda\\$(.+)\\$\\d+$", "$1"),
                                    text -> new TreeSet<>())
                            .add(call.getSourceCodeLocation().toString());
                }
            }
        }
        return sites;
    }

    private static boolean isSql(JavaCall<?> call) {
        var of = call.getTargetOwner();
        var name = call.getName();
        return of.isAssignableTo(JdbcClient.class) && name.equals("sql")
                || of.isAssignableTo(NamedParameterJdbcOperations.class)
                || of.isAssignableTo(JdbcOperations.class)
                || of.isAssignableTo(Connection.class) && name.startsWith("prepare")
                || of.isAssignableTo(Statement.class) && name.startsWith("execute");
    }

    private static void ask(Class<?> type) throws ReflectiveOperationException {
        var one = made(type.getDeclaredConstructors()[0]);
        for (var round : List.of(true, false)) {
            known = round;
            for (var method : type.getDeclaredMethods()) {
                if (!method.isSynthetic() && !Modifier.isPrivate(method.getModifiers())) {
                    method.setAccessible(true);
                    attempt(method + (known ? " known" : " new"), () -> method.invoke(one, values(method)));
                    if (Arrays.asList(method.getParameterTypes()).contains(Cursor.class)) {
                        attempt(method + " from the start", () -> method.invoke(one, firstPage(method)));
                    }
                }
            }
        }
    }

    private interface Attempt {
        Object run() throws ReflectiveOperationException;
    }

    private static void attempt(String what, Attempt attempt) {
        try {
            attempt.run();
        } catch (ReflectiveOperationException | RuntimeException e) {
            TROUBLES.put(what, e.getCause() == null ? e : e.getCause());
        }
    }

    private static Object made(Constructor<?> constructor) throws ReflectiveOperationException {
        constructor.setAccessible(true);
        return constructor.newInstance(values(constructor));
    }

    private static Object[] values(Executable method) throws ReflectiveOperationException {
        var values = new ArrayList<>();
        for (var type : method.getGenericParameterTypes()) {
            values.add(value(type));
        }
        return values.toArray();
    }

    /** The owner, if one is asked for, and everything that may be left out left out. */
    private static Object[] firstPage(Executable method) throws ReflectiveOperationException {
        var values = values(method);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Cursor || values[i] instanceof Instant) {
                values[i] = null;
            }
        }
        return values;
    }

    private static Object value(Type type) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType generic) {
            var raw = (Class<?>) generic.getRawType();
            if (Collection.class.isAssignableFrom(raw)) {
                var element = generic.getActualTypeArguments()[0];
                var elements = element instanceof Class<?> kind && kind.isEnum()
                        ? List.of(kind.getEnumConstants())
                        : List.of(value(element));
                return raw.isAssignableFrom(List.class) ? elements : Set.copyOf(elements);
            }
            return Mockito.mock(raw);
        }
        var plain = (Class<?>) type;
        if (plain == String.class) {
            return text();
        } else if (plain == int.class || plain == Integer.class) {
            return 50;
        } else if (plain == long.class || plain == Long.class) {
            return known ? 50L : 1_000_000_000_000L;
        } else if (plain == boolean.class || plain == Boolean.class) {
            return true;
        } else if (plain == byte[].class) {
            return new byte[1];
        } else if (plain == Instant.class) {
            return Instant.now().truncatedTo(ChronoUnit.MILLIS);
        } else if (plain == Duration.class) {
            return Duration.ofMinutes(5);
        } else if (plain.isEnum()) {
            return plain.getEnumConstants()[0];
        } else if (plain == Order.class) {
            return TestOrders.order(text());
        } else if (plain == Cinema.class) {
            return TestOrders.cinema(known ? "K7" : "N7");
        } else if (plain == RefundApplication.class) {
            return application();
        } else if (plain == DataSource.class) {
            return database;
        } else if (plain == JdbcClient.class) {
            return JdbcClient.create(database);
        } else if (plain == JdbcTemplate.class) {
            return new JdbcTemplate(database);
        } else if (plain == NamedParameterJdbcTemplate.class) {
            return new NamedParameterJdbcTemplate(database);
        } else if (plain == PlatformTransactionManager.class) {
            return new JdbcTransactionManager(database);
        } else if (plain == TransactionTemplate.class) {
            return new TransactionTemplate(new JdbcTransactionManager(database));
        } else if (plain == Clock.class) {
            return Clock.systemUTC();
        } else if (plain == MeterRegistry.class) {
            return new SimpleMeterRegistry();
        } else if (plain.isRecord()) {
            return made(plain.getDeclaredConstructors()[0]);
        }
        return Mockito.mock(plain);
    }

    private static String text() {
        return known ? "K77" : "N77";
    }

    /** With one event to write, or with two. */
    private static RefundApplication application() throws ReflectiveOperationException {
        var application =
                RefundApplication.register(TestOrders.applied("K77", TestOrders.order("K77"), "en", Instant.now()));
        if (!known) {
            var withdraw = RefundApplication.class.getDeclaredMethod("withdraw", Instant.class);
            withdraw.setAccessible(true);
            withdraw.invoke(application, Instant.now());
        }
        return application;
    }
}
