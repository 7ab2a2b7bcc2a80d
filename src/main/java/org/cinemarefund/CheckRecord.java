package org.cinemarefund;

import java.io.PrintStream;
import java.util.List;
import org.cinemarefund.process.Astray;
import org.cinemarefund.record.jdbc.RecordCheck;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code java -jar … --check-record}: is every application's record whole, and does something lead every live one on? Only reads. */
final class CheckRecord {
    static final String ARGUMENT = "--check-record";
    static final int WHOLE = 0;
    static final int NOT_CHECKED = DatabaseCommand.NOT_CHECKED;
    static final int BROKEN = 2;

    private CheckRecord() {}

    static boolean asked(String... args) {
        return List.of(args).contains(ARGUMENT);
    }

    /** @return the exit code */
    static int run(PrintStream out, String... args) {
        return DatabaseCommand.check(
                out,
                database -> {
                    var verdict = new RecordCheck(database).run(out::println);
                    var astray = new Astray(JdbcClient.create(database)).report(out::println);
                    out.println(verdict);
                    if (astray > 0) {
                        out.println(astray + " astray");
                    } else if (astray < 0 && verdict.applications() > 0) {
                        out.println("no process was looked at: the engine has no tables here");
                    }
                    return verdict.broken() == 0 && astray <= 0 ? WHOLE : BROKEN;
                },
                args);
    }
}
