package org.cinemarefund.application.jdbc;

import javax.sql.DataSource;
import org.cinemarefund.application.RefundApplications;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The real adapter over one database, put together without Spring. */
public final class ApplicationStorage {
    public final RefundApplications applications;

    public ApplicationStorage(DataSource database) {
        this.applications =
                new JdbcRefundApplications(JdbcClient.create(database), new NamedParameterJdbcTemplate(database));
    }
}
