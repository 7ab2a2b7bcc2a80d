package org.cinemarefund.record.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.cinemarefund.record.ChainCheck;
import org.cinemarefund.record.RecordedLine;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads the record of every application and says where it is broken. A page of applications at a time, so that memory does not
 * grow with their number; all in one snapshot, so that nodes at work meanwhile break nothing.
 */
public final class RecordCheck {
    private static final int PAGE = 200;

    private final JdbcClient jdbc;
    private final TransactionTemplate snapshot;

    public RecordCheck(DataSource database) {
        this.jdbc = JdbcClient.create(database);
        this.snapshot = new TransactionTemplate(new JdbcTransactionManager(database));
        this.snapshot.setReadOnly(true);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** @param broken applications whose record is not whole, records without an application counted in */
    public record Verdict(long applications, long lines, long broken) {
        @Override
        public String toString() {
            return applications + " applications, " + lines + " lines: "
                    + (broken == 0 ? "every record is whole" : broken + " broken");
        }
    }

    private record Head(String applicationNo, int lines, String hash, String status, int wordsErasedTo) {}

    /** @param report takes a line for each thing that is wrong */
    public Verdict run(Consumer<String> report) {
        return snapshot.execute(status -> check(report));
    }

    private Verdict check(Consumer<String> report) {
        var lines = new long[1];
        var applications = 0L;
        var broken = 0L;
        for (var page = page("");
                !page.isEmpty();
                page = page(page.get(page.size() - 1).applicationNo())) {
            applications += page.size();
            var numbers = page.stream().map(Head::applicationNo).toList();
            var states = states(numbers);
            var checks = new LinkedHashMap<String, ChainCheck>();
            page.forEach(head -> checks.put(
                    head.applicationNo(),
                    new ChainCheck(
                            head.lines(),
                            head.hash(),
                            head.status(),
                            states.getOrDefault(head.applicationNo(), Map.of()),
                            head.wordsErasedTo())));
            jdbc.sql("select * from refund_event where application_no in (:numbers) order by application_no, nr")
                    .param("numbers", numbers)
                    .query(row -> {
                        lines[0]++;
                        checks.get(row.getString("application_no"))
                                .add(line(row), StoredRecord.facts(row.getString("facts")));
                    });
            jdbc.sql("select application_no, nr as words_nr, fact, salt, text from refund_words"
                            + " where application_no in (:numbers) order by application_no, nr, fact")
                    .param("numbers", numbers)
                    .query(row -> {
                        StoredRecord.words(row).ifPresent(checks.get(row.getString("application_no"))::add);
                    });
            for (var entry : checks.entrySet()) {
                var faults = entry.getValue().faults();
                faults.forEach(fault -> report.accept(entry.getKey() + ": " + fault));
                broken += faults.isEmpty() ? 0 : 1;
            }
        }
        for (var orphan : orphans()) {
            report.accept(orphan + ": a record without an application");
            broken++;
        }
        return new Verdict(applications, lines[0], broken);
    }

    private List<Head> page(String after) {
        return jdbc.sql("select application_no, events, chain, status, words_erased_to from refund_application"
                        + " where application_no > :after order by application_no limit :page")
                .param("after", after)
                .param("page", PAGE)
                .query((row, n) ->
                        new Head(row.getString(1), row.getInt(2), row.getString(3), row.getString(4), row.getInt(5)))
                .list();
    }

    private Map<String, Map<String, String>> states(List<String> numbers) {
        var states = new HashMap<String, Map<String, String>>();
        jdbc.sql(
                        "select application_no, out_refund_no, state from refund_transaction where application_no in (:numbers)")
                .param("numbers", numbers)
                .query(row -> {
                    states.computeIfAbsent(row.getString(1), text -> new HashMap<>())
                            .put(row.getString(2), row.getString(3));
                });
        return states;
    }

    private List<String> orphans() {
        return jdbc.sql("select distinct application_no from refund_event e where not exists (select 1 from"
                        + " refund_application a where a.application_no = e.application_no) order by application_no")
                .query(String.class)
                .list();
    }

    private static RecordedLine line(ResultSet row) throws SQLException {
        return new RecordedLine(
                row.getString("application_no"),
                row.getInt("nr"),
                Times.in(row, "at"),
                row.getString("event"),
                row.getString("actor"),
                row.getString("from_status"),
                row.getString("to_status"),
                row.getString("out_refund_no"),
                row.getString("from_state"),
                row.getString("to_state"),
                row.getString("detail"),
                row.getString("facts"),
                row.getString("previous_hash"),
                row.getString("hash"));
    }
}
