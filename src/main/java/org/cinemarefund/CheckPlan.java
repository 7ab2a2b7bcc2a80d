package org.cinemarefund;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.cinemarefund.application.jdbc.JdbcPastApplications;
import org.cinemarefund.policy.Clauses;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.RefundPlan;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.Replay;
import org.cinemarefund.policy.dmn.PlanArchive;
import org.cinemarefund.policy.dmn.PlanFiles;
import org.cinemarefund.policy.dmn.PlanReader;
import org.cinemarefund.policy.jdbc.JdbcStoredPlans;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * {@code java -jar … --check-plan FILE}: what is wrong with a draft of a plan, and who would have been decided differently by it?
 * Only reads.
 */
final class CheckPlan {
    static final String ARGUMENT = "--check-plan";
    static final int CLEAN = 0;
    static final int NOT_CHECKED = DatabaseCommand.NOT_CHECKED;
    static final int FINDINGS = 2;

    /** A line as often, so that whoever waits sees it move. */
    private static final int PROGRESS = 5_000;

    private CheckPlan() {}

    static boolean asked(String... args) {
        return DatabaseCommand.asked(ARGUMENT, args);
    }

    /** @return the exit code */
    static int run(PrintStream out, String... args) {
        var file = DatabaseCommand.valueOf(ARGUMENT, args);
        if (file.isEmpty()) {
            out.println("which plan? " + ARGUMENT + " FILE");
            return NOT_CHECKED;
        }
        var reader = new PlanReader();
        try {
            var reading = PlanFiles.read(Path.of(file), reader);
            return DatabaseCommand.check(out, database -> told(reading, out, database, reader), args);
        } catch (IOException | RuntimeException e) {
            return DatabaseCommand.notChecked(out, e);
        }
    }

    private static int told(PlanReader.Reading reading, PrintStream out, DataSource database, PlanReader reader) {
        reading.findings().forEach(finding -> out.println(finding.severity() + " " + finding.code() + " " + finding));
        reading.plan().ifPresent(plan -> replay(out, plan, database, reader));
        return reading.findings().isEmpty() ? CLEAN : FINDINGS;
    }

    private static void replay(PrintStream out, RefundPlan plan, DataSource database, PlanReader reader) {
        var replay = new Replay(policy(database, reader), plan, now(database));
        var read = new int[1];
        new JdbcPastApplications(database).each(Set.of(), past -> {
            replay.add(past);
            if (++read[0] % PROGRESS == 0) {
                out.println(read[0] + " applications …");
            }
            return true;
        });
        replay.differences()
                .forEach(each ->
                        out.println(each.applicationNo() + ": " + told(each.before()) + " -> " + told(each.after())));
        out.println(replay.applications() + " applications, "
                + replay.differences().size() + " different, " + replay.fen() + " fen more to pay");
    }

    /** As the nodes' rows have it. */
    private static Instant now(DataSource database) {
        return JdbcClient.create(database)
                .sql("select current_timestamp as at")
                .query((row, n) -> Times.in(row, "at"))
                .single();
    }

    private static String told(Deal deal) {
        return deal.outcome() + " " + deal.refundAmount() + " by " + deal.ruleId();
    }

    /** By the versions that are stored there; without clauses, of which nothing is asked. */
    static RefundPolicy policy(DataSource database, PlanReader reader) {
        var archive = new PlanArchive(
                new JdbcStoredPlans(JdbcClient.create(database), new JdbcTransactionManager(database)), reader);
        archive.latest();
        return new RefundPolicy(archive, new Clauses(Map.of(), Map.of()));
    }
}
