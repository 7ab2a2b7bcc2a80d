package org.cinemarefund.payment.jdbc;

import javax.sql.DataSource;
import org.cinemarefund.payment.RefundTransactions;
import org.cinemarefund.payment.restore.Restores;
import org.cinemarefund.testing.Databases;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The real adapter over one database, put together without Spring. */
public final class PaymentStorage {
    public final JdbcClient jdbc;
    public final TransactionTemplate transaction;
    public final RefundTransactions transactions;
    public final Restores restores;

    public PaymentStorage(Databases database) {
        DataSource source = database.freshWithoutParents();
        this.jdbc = JdbcClient.create(source);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        this.transactions = new JdbcRefundTransactions(jdbc);
        this.restores = new JdbcRestores(jdbc);
    }
}
