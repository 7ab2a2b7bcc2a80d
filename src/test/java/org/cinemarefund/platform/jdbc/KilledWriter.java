package org.cinemarefund.platform.jdbc;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.IntStream;

/** A process of its own that writes rows from several threads and says the number of each once its commit was answered. */
final class KilledWriter {
    private static final int THREADS = 4;
    private static final int MOST = 1_000_000;

    private KilledWriter() {}

    /** @param arguments the address, and the number to begin with */
    public static void main(String[] arguments) throws SQLException {
        try (var connection = DriverManager.getConnection(arguments[0], "sa", "");
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists written (id integer primary key, text varchar(1000))");
        }
        var from = Integer.parseInt(arguments[1]);
        IntStream.range(0, THREADS).forEach(thread -> new Thread(() -> write(arguments[0], from + thread)).start());
    }

    private static void write(String url, int from) {
        try (var connection = DriverManager.getConnection(url, "sa", "");
                var insert = connection.prepareStatement("insert into written values (?, ?)")) {
            connection.setAutoCommit(false);
            for (var id = from; id < from + MOST; id += THREADS) {
                insert.setInt(1, id);
                insert.setString(2, "x".repeat(500));
                insert.executeUpdate();
                connection.commit();
                System.out.println(id);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
