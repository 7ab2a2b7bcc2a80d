package org.cinemarefund;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as an operator gives it; what it finds is {@code RecordCheckTest}'s business. */
class CheckRecordTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void nothing_but_the_database_settings_is_needed_even_in_production() {
        migrate();

        assertThat(run("--spring.profiles.active=production")).isEqualTo(CheckRecord.WHOLE);
        assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo("0 applications, 0 lines: every record is whole\n");
    }

    @Test
    void a_broken_record_has_an_exit_code_of_its_own() throws Exception {
        migrate();
        try (var connection = DriverManager.getConnection(url(), "sa", "");
                var statement = connection.createStatement()) {
            statement.execute("alter table refund_event drop constraint refund_event_of_application");
            statement.execute("insert into refund_event (application_no, nr, at, event, actor, previous_hash, hash)"
                    + " values ('R1', 1, current_timestamp, 'APPLIED', 'moviegoer', '0', '1')");
        }

        assertThat(run()).isEqualTo(CheckRecord.BROKEN);
        assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo("""
                R1: a record without an application
                0 applications, 0 lines: 1 broken
                """);
    }

    @Test
    void what_could_not_be_checked_is_not_whole_and_no_database_is_made_up() {
        assertThat(run()).isEqualTo(CheckRecord.NOT_CHECKED);

        assertThat(said.toString(StandardCharsets.UTF_8))
                .startsWith("not checked: ")
                .contains("not found");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void it_is_asked_for_by_its_argument_only() {
        assertThat(CheckRecord.asked("--server.port=1")).isFalse();
        assertThat(CheckRecord.asked("--server.port=1", "--check-record")).isTrue();
    }

    private int run(String... more) {
        var args = new String[more.length + 3];
        args[0] = "--check-record";
        args[1] = "--spring.datasource.url=" + url();
        args[2] = "--spring.datasource.username=sa";
        System.arraycopy(more, 0, args, 3, more.length);
        return CheckRecord.run(new PrintStream(said, true, StandardCharsets.UTF_8), args);
    }

    private void migrate() {
        Flyway.configure()
                .dataSource(url(), "sa", "")
                .locations("classpath:db/migration/common", "classpath:db/migration/h2")
                .load()
                .migrate();
        assertThat(Files.exists(directory.resolve("refund.mv.db"))).isTrue();
    }

    private String url() {
        return "jdbc:h2:file:" + directory.resolve("refund");
    }
}
