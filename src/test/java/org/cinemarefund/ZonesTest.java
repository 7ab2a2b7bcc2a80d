package org.cinemarefund;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.cinemarefund.testing.Databases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Processes started in different zones on one database, H2 and PostgreSQL. */
class ZonesTest {
    /** What was written, and that the first is due in its second and not before. */
    private static final String RIGHT = List.of(
                    ZoneProbe.TIMES.get(0) + "=" + ZoneProbe.TIMES.get(0),
                    ZoneProbe.TIMES.get(2) + "=" + ZoneProbe.TIMES.get(2),
                    ZoneProbe.TIMES.get(1) + "=" + ZoneProbe.TIMES.get(1),
                    "3 due",
                    "2 due")
            .toString();

    @TempDir
    Path directory;

    private final HikariDataSource postgres = (HikariDataSource) Databases.POSTGRESQL.fresh();

    @Test
    void what_one_zone_wrote_three_others_read_as_it_was() throws Exception {
        var both = new String[] {"jdbc:h2:file:" + directory.resolve("zones"), postgres.getJdbcUrl()};
        probe("UTC", "main", "write", both);

        for (var zone : List.of("Asia/Shanghai", "America/Los_Angeles", "Asia/Kathmandu")) {
            assertThat(probe(zone, "main", "read", both)).as(zone).containsExactly(RIGHT, RIGHT);
        }
    }

    @Test
    void a_database_written_in_china_is_turned_as_operations_says() throws Exception {
        probe("Asia/Shanghai", "bare", "write", postgres.getJdbcUrl());
        assertThat(probe("UTC", "main", "read", postgres.getJdbcUrl())).doesNotContain(RIGHT);

        new JdbcTemplate(postgres).execute(block("do $$"));

        assertThat(probe("UTC", "main", "read", postgres.getJdbcUrl())).containsExactly(RIGHT);
    }

    @Test
    void how_far_ahead_it_was_written_can_be_asked() throws Exception {
        var jdbc = new JdbcTemplate(postgres);
        jdbc.execute("create table act_hi_procinst (business_key_ varchar(255), start_time_ timestamp)");
        jdbc.execute(
                "set session_replication_role = replica; insert into refund_application (application_no, order_no, openid,"
                        + " cinema_id, reason, locale, applied_at, facts, paid_amount, plan, review_forced, status, review_due_capped,"
                        + " review_due_provisional, evidence_rounds, events, chain) select 'R' || i, 'O', 'o', 'c', 'PERSONAL', 'en',"
                        + " timestamptz '2026-11-26T06:00:00Z', '{}', 1, 'p', false, 'REFUNDED', false, false, 0, 0, ''"
                        + " from generate_series(1, 3) i; set session_replication_role = origin");
        jdbc.execute(
                "insert into act_hi_procinst values ('R1', '2026-11-26 14:00:00.3'), ('R2', '2026-11-26 14:00:01'),"
                        + " ('R3', '2026-11-26 06:00:00.1')");

        assertThat(jdbc.queryForList(block("select round")))
                .extracting(map -> ((Number) map.get("hours_ahead")).doubleValue())
                .containsExactlyInAnyOrder(8.0, 0.0);
    }

    /** What the process said, line by line. */
    private static List<String> probe(String zone, String start, String verb, String... urls) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.timezone=" + zone,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ZoneProbe.class.getName(),
                start,
                verb));
        command.addAll(Arrays.asList(urls));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).as("%s in %s", verb, zone).isZero();
        return lines;
    }

    /** What an operator copies. */
    private static String block(String beginning) throws IOException {
        return Pattern.compile("(?s)```postgresql\n(.*?)```")
                .matcher(Files.readString(Path.of("docs/operations.md")))
                .results()
                .map(match -> match.group(1))
                .filter(text -> text.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }
}
