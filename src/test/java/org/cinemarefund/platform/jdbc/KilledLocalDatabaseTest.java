package org.cinemarefund.platform.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database of {@code local}, with its own settings, still knows after kill -9. */
class KilledLocalDatabaseTest {
    private static final Pattern URL = Pattern.compile("url: (jdbc:h2:file:)\\./data/([^;\\s]+)(\\S*)");
    private static final int KILLS = 5;
    private static final int ROWS = 60;

    @TempDir
    Path directory;

    @Test
    void what_was_committed_exists() throws Exception {
        var url = URL.matcher(Files.readString(Path.of("src/main/resources/application-local.yaml")))
                .results()
                .map(match -> match.group(1) + directory.resolve(match.group(2)) + match.group(3))
                .findFirst()
                .orElseThrow();
        var acknowledged = new HashSet<String>();

        for (var kill = 0; kill < KILLS; kill++) {
            acknowledged.addAll(writtenUntilKilled(url, kill * 1_000_000));

            var stored = stored(url);
            assertThat(acknowledged.stream()
                            .filter(text -> !stored.contains(text))
                            .toList())
                    .as("lost after %d kills, of %d", kill + 1, acknowledged.size())
                    .isEmpty();
        }

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * ROWS);
    }

    private static Set<String> writtenUntilKilled(String url, int from) throws Exception {
        var writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Stream.of(KilledWriter.class, org.h2.Driver.class)
                                .map(KilledLocalDatabaseTest::placeOf)
                                .collect(Collectors.joining(File.pathSeparator)),
                        KilledWriter.class.getName(),
                        url,
                        String.valueOf(from))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var answers = new HashSet<String>();
        try (var lines = writer.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
                if (answers.size() == ROWS) {
                    // What it said before is still read: Process itself would close the stream.
                    writer.toHandle().destroyForcibly();
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        return answers;
    }

    private static Set<String> stored(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url, "sa", "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select id from written")) {
            var ids = new HashSet<String>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        }
    }

    private static String placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
