package org.cinemarefund.application.jdbc;

import java.util.function.Consumer;
import javax.sql.DataSource;
import org.cinemarefund.application.PastApplications;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.policy.Replay;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads them in pieces: there may be more than fit into memory. An appeal has the deal of the first, which is there already. */
@Repository
public class JdbcPastApplications implements PastApplications {
    private static final int PIECE = 500;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    public JdbcPastApplications(DataSource database) {
        this.jdbc = new JdbcTemplate(database);
        this.jdbc.setFetchSize(PIECE);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        this.transaction.setReadOnly(true);
    }

    @Override
    public void each(int atMost, Consumer<Replay.Past> use) {
        transaction.executeWithoutResult(status -> jdbc.query(
                "select application_no, facts, more_facts, reason, applied_at, decision from refund_application"
                        + " where outcome is not null and appeal_of is null order by applied_at desc, application_no desc limit ?",
                row -> {
                    var facts = FactsJson.facts(row.getString("facts"), row.getString("more_facts"));
                    use.accept(new Replay.Past(
                            row.getString("application_no"),
                            facts.order(),
                            facts.cinema(),
                            RefundReason.valueOf(row.getString("reason")),
                            Times.in(row, "applied_at"),
                            FactsJson.decision(row.getString("decision"))));
                },
                atMost));
    }
}
