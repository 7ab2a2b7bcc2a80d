package org.cinemarefund.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database whose line breaks around a commit, at the callers' cost: of the threads that answer HTTP only. */
public final class FaultyCommits extends DelegatingDataSource {
    private final AtomicInteger broken = new AtomicInteger();
    private volatile When when = When.BEFORE;

    /** On which side of the commit the line breaks; after it, the work is done and nobody is told. */
    public enum When {
        BEFORE,
        AFTER
    }

    public FaultyCommits(DataSource database) {
        super(database);
    }

    public void breakNext(int commits, When side) {
        when = side;
        broken.set(commits);
    }

    /** How many are still to come. */
    public int left() {
        return broken.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        if (method.getName().equals("commit") && isDue()) {
                            breakAround(connection);
                        }
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private boolean isDue() {
        return Thread.currentThread().getName().startsWith("http-nio")
                && broken.getAndUpdate(number -> Math.max(0, number - 1)) > 0;
    }

    private void breakAround(Connection connection) throws SQLException {
        if (when == When.AFTER) {
            connection.commit();
        } else {
            connection.rollback();
        }
        throw new SQLException("the line broke " + when + " the commit", "08006");
    }
}
