package org.cinemarefund.process;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times in the engine's own tables, which it writes in the zone of the machine, as it reads them. */
final class EngineTimes {
    private EngineTimes() {}

    static @Nullable Instant in(ResultSet row, String column) throws SQLException {
        var at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
