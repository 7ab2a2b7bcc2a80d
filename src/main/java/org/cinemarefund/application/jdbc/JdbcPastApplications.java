package org.cinemarefund.application.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.cinemarefund.application.PastApplications;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.policy.Replay;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads them in pieces: there may be more than fit into memory. An appeal has the deal of the first, which is there already. */
@Repository
public class JdbcPastApplications implements PastApplications {
    private static final int PIECE = 500;

    private final NamedParameterJdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    public JdbcPastApplications(DataSource database) {
        var inPieces = new JdbcTemplate(database);
        inPieces.setFetchSize(PIECE);
        this.jdbc = new NamedParameterJdbcTemplate(inPieces);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        this.transaction.setReadOnly(true);
    }

    @Override
    public void each(Set<String> cinemas, Predicate<Replay.Past> more) {
        transaction.executeWithoutResult(status -> jdbc.query(
                "select application_no, facts, more_facts, reason, applied_at, decision from refund_application"
                        + " where outcome is not null and appeal_of is null"
                        + (cinemas.isEmpty() ? "" : " and cinema_id in (:cinemas)")
                        + " order by applied_at desc, application_no desc",
                Map.of("cinemas", cinemas),
                (ResultSetExtractor<Boolean>) rows -> {
                    var goOn = true;
                    while (goOn && rows.next()) {
                        goOn = more.test(past(rows));
                    }
                    return goOn;
                }));
    }

    private static Replay.Past past(ResultSet row) throws SQLException {
        var facts = FactsJson.facts(row.getString("facts"), row.getString("more_facts"));
        return new Replay.Past(
                row.getString("application_no"),
                facts.order(),
                facts.cinema(),
                RefundReason.valueOf(row.getString("reason")),
                Times.in(row, "applied_at"),
                FactsJson.decision(row.getString("decision")));
    }
}
