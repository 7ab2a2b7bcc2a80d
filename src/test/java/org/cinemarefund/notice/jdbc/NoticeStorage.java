package org.cinemarefund.notice.jdbc;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.cinemarefund.notice.Notices;
import org.cinemarefund.testing.Databases;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The real adapter over one database, put together without Spring, at a standing clock. */
public final class NoticeStorage {
    public final JdbcClient jdbc;
    public final JdbcTransactionManager transactions;
    public final TransactionTemplate transaction;
    public final Notices notices;

    public NoticeStorage(Databases database) {
        DataSource source = database.freshWithoutParents();
        this.jdbc = JdbcClient.create(source);
        this.transactions = new JdbcTransactionManager(source);
        this.transaction = new TransactionTemplate(transactions);
        this.notices = new JdbcNotices(jdbc, Clock.fixed(Instant.parse("2026-03-02T10:00:00Z"), ZoneOffset.UTC));
    }
}
