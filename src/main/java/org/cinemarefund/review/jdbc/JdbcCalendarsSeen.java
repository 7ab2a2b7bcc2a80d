package org.cinemarefund.review.jdbc;

import org.cinemarefund.review.CalendarsSeen;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
public class JdbcCalendarsSeen implements CalendarsSeen {
    private final JdbcClient jdbc;

    public JdbcCalendarsSeen(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Each statement commits by itself: nothing here has to hold together. */
    @Override
    public boolean isNewest(String fingerprint, boolean chosen) {
        var known = jdbc.sql("select count(*) from calendar_seen where fingerprint = :fingerprint")
                        .param("fingerprint", fingerprint)
                        .query(Integer.class)
                        .single()
                > 0;
        if (!known) {
            add(fingerprint);
        } else if (chosen) {
            jdbc.sql("update calendar_seen set nr = (select max(nr) + 1 from calendar_seen)"
                            + " where fingerprint = :fingerprint")
                    .param("fingerprint", fingerprint)
                    .update();
        }
        return jdbc.sql("select fingerprint from calendar_seen order by nr desc, fingerprint limit 1")
                .query(String.class)
                .single()
                .equals(fingerprint);
    }

    private void add(String fingerprint) {
        try {
            jdbc.sql("insert into calendar_seen (fingerprint, nr)"
                            + " select cast(:fingerprint as varchar(64)), coalesce(max(nr), 0) + 1 from calendar_seen")
                    .param("fingerprint", fingerprint)
                    .update();
        } catch (DuplicateKeyException anotherNodeWasFaster) {
            // Noted is noted.
        }
    }
}
