package org.cinemarefund;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as an operator gives it, on a table like the engine's. */
class UnlockUserTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void the_only_administrator_is_let_in_again_with_the_database_settings_alone() throws SQLException {
        lockedAdministrators();

        assertThat(run("--unlock-user", "headoffice", "--spring.profiles.active=production"))
                .isEqualTo(UnlockUser.UNLOCKED);

        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("headoffice is unlocked");
        assertThat(locked("headoffice")).isEqualTo("0 null");
        assertThat(locked("other")).startsWith("10 2099");
    }

    @Test
    void nobody_else_is_and_no_database_is_made_up() throws SQLException {
        assertThat(run("--unlock-user=headoffice")).isEqualTo(UnlockUser.FAILED);
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("not unlocked: ");
        assertThat(directory).isEmptyDirectory();

        lockedAdministrators();
        assertThat(run("--unlock-user=head' or '1'='1")).isEqualTo(UnlockUser.UNKNOWN);
        assertThat(run("--unlock-user")).isEqualTo(UnlockUser.FAILED);
        assertThat(run("--unlock-user", "--debug")).isEqualTo(UnlockUser.FAILED);
        assertThat(locked("headoffice")).startsWith("10 2099");
    }

    @Test
    void it_is_asked_for_by_its_argument_only() {
        assertThat(UnlockUser.asked("--unlock-users", "unlock-user")).isFalse();
        assertThat(UnlockUser.asked("--server.port=1", "--unlock-user", "a")).isTrue();
        assertThat(UnlockUser.asked("--unlock-user=a")).isTrue();
    }

    private int run(String... command) {
        var args = new String[command.length + 2];
        args[0] = "--spring.datasource.url=" + url();
        args[1] = "--spring.datasource.username=sa";
        System.arraycopy(command, 0, args, 2, command.length);
        return UnlockUser.run(new PrintStream(said, true, StandardCharsets.UTF_8), args);
    }

    private void lockedAdministrators() throws SQLException {
        try (var connection = DriverManager.getConnection(url(), "sa", "");
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table act_id_user (id_ varchar(64), attempts_ integer, lock_exp_time_ timestamp)");
            statement.execute("insert into act_id_user values ('headoffice', 10, timestamp '2099-01-01 00:00:00'),"
                    + " ('other', 10, timestamp '2099-01-01 00:00:00')");
        }
    }

    private String locked(String user) throws SQLException {
        try (var connection = DriverManager.getConnection(url(), "sa", "");
                var query = connection.prepareStatement(
                        "select attempts_ || ' ' || coalesce(cast(lock_exp_time_ as varchar), 'null')"
                                + " from act_id_user where id_ = ?")) {
            query.setString(1, user);
            var rows = query.executeQuery();
            rows.next();
            return rows.getString(1);
        }
    }

    private String url() {
        return "jdbc:h2:file:" + directory.resolve("refund");
    }
}
