package org.cinemarefund.shared.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Instants in {@code timestamp with time zone}: both drivers speak {@link OffsetDateTime}, PostgreSQL's nothing else. */
public final class Times {

    private Times() {}

    /** As a parameter, cut to the microseconds that both databases keep; null stays null. */
    public static OffsetDateTime of(Instant at) {
        return at == null ? null : at.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    /** From a column; null stays null. */
    public static Instant in(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
