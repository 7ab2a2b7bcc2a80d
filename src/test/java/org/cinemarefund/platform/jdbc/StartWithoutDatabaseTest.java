package org.cinemarefund.platform.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** What is said when a start finds no database, with the settings of the product. */
@ExtendWith(OutputCaptureExtension.class)
class StartWithoutDatabaseTest {
    @TempDir
    Path directory;

    @Test
    void a_file_that_another_process_has_open_is_a_sentence(CapturedOutput output) throws IOException {
        var file = directory.resolve("refund.mv.db");
        try (var other = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = other.lock()) {
            assertThat(lock.isValid()).isTrue();

            start("jdbc:h2:file:" + directory.resolve("refund"));
        }

        assertThat(output.getAll())
                .containsOnlyOnce("The database file of spring.datasource.url is in use:")
                .doesNotContain("\tat ", "There is no connection");
    }

    @Test
    void a_server_that_is_away_is_a_sentence(CapturedOutput output) throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        start("jdbc:postgresql://127.0.0.1:" + port + "/refund?user=nobody");

        assertThat(output.getAll())
                .containsOnlyOnce("There is no connection to the database of spring.datasource.url: ")
                .contains("127.0.0.1:" + port)
                .doesNotContain("\tat ");
    }

    @Test
    void any_other_fault_of_the_database_keeps_its_stack() {
        assertThat(new DatabaseAwayAnalyzer().analyze(new IllegalStateException(new SQLException("no", "23505"))))
                .isNull();
        assertThat(new DatabaseAwayAnalyzer().analyze(new IllegalStateException(new SQLException("no state"))))
                .isNull();
    }

    private static void start(String url) {
        var application = new SpringApplication(FirstQuestion.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setAdditionalProfiles("local");
        application.setRegisterShutdownHook(false);

        assertThat(catchThrowable(
                        () -> application.run("--spring.datasource.url=" + url).close()))
                .isNotNull();
    }

    @TestConfiguration(proxyBeanMethods = false)
    @EnableConfigurationProperties(DataSourceProperties.class)
    @Import(PoolConfiguration.class)
    static class FirstQuestion {
        @Bean
        String answer(DatabasePool pool) throws SQLException {
            try (var connection = pool.getConnection()) {
                return connection.getMetaData().getDatabaseProductName();
            }
        }
    }
}
