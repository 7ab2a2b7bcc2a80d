package org.cinemarefund;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.apache.ibatis.type.DateTypeHandler;
import org.apache.ibatis.type.JdbcType;
import org.cinemarefund.shared.jdbc.Times;

/**
 * A process of its own that writes and reads times as the engine does (its type handler, a timestamp without a zone) and as we do,
 * in the zone it was started in.
 */
final class ZoneProbe {
    /** An ordinary one, and two that a clock in Los Angeles never shows or shows twice. */
    static final List<Instant> TIMES = List.of(
            Instant.parse("2026-11-26T06:00:00Z"),
            Instant.parse("2026-03-08T02:30:00Z"),
            Instant.parse("2026-11-01T01:30:00Z"));

    private static final DateTypeHandler ENGINE = new DateTypeHandler();

    private ZoneProbe() {}

    /** @param arguments {@code main} as the product does at its start or {@code bare}, {@code write} or {@code read}, addresses */
    public static void main(String[] arguments) throws SQLException {
        if (arguments[0].equals("main")) {
            OneZone.enter();
        }
        for (var url : List.of(arguments).subList(2, arguments.length)) {
            try (var connection = DriverManager.getConnection(url, url.startsWith("jdbc:h2") ? "sa" : "postgres", "")) {
                if (arguments[1].equals("write")) {
                    write(connection);
                } else {
                    System.out.println(read(connection));
                }
            }
        }
    }

    private static void write(Connection connection) throws SQLException {
        try (var table = connection.createStatement()) {
            table.execute("create table act_probe (duedate_ timestamp, own timestamp with time zone)");
        }
        try (var insert = connection.prepareStatement("insert into act_probe values (?, ?)")) {
            for (var time : TIMES) {
                ENGINE.setParameter(insert, 1, Date.from(time), JdbcType.TIMESTAMP);
                insert.setObject(2, Times.of(time));
                insert.executeUpdate();
            }
        }
    }

    /** What is in each row, and how many are due at the first time and a second before. */
    private static List<String> read(Connection connection) throws SQLException {
        var seen = new ArrayList<String>();
        try (var query = connection.createStatement();
                var rows = query.executeQuery("select duedate_, own from act_probe order by own desc")) {
            while (rows.next()) {
                seen.add(ENGINE.getResult(rows, "duedate_").toInstant() + "=" + Times.in(rows, "own"));
            }
        }
        for (var now : List.of(TIMES.get(0), TIMES.get(0).minusSeconds(1))) {
            try (var due = connection.prepareStatement("select count(*) from act_probe where duedate_ <= ?")) {
                ENGINE.setParameter(due, 1, Date.from(now), JdbcType.TIMESTAMP);
                try (var rows = due.executeQuery()) {
                    rows.next();
                    seen.add(rows.getInt(1) + " due");
                }
            }
        }
        return seen;
    }
}
