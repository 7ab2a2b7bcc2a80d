package org.cinemarefund;

import java.io.PrintStream;
import java.util.List;
import org.cinemarefund.application.jdbc.RecordCheck;
import org.springframework.core.NestedExceptionUtils;

/** {@code java -jar … --check-record}: is every application's record whole? Only reads. */
final class CheckRecord {
    static final String ARGUMENT = "--check-record";
    static final int WHOLE = 0;
    static final int NOT_CHECKED = 1;
    static final int BROKEN = 2;

    private CheckRecord() {}

    static boolean asked(String... args) {
        return List.of(args).contains(ARGUMENT);
    }

    /** @return the exit code */
    static int run(PrintStream out, String... args) {
        try {
            return DatabaseCommand.run(
                    database -> {
                        var verdict = new RecordCheck(database).run(out::println);
                        out.println(verdict);
                        return verdict.broken() == 0 ? WHOLE : BROKEN;
                    },
                    args);
        } catch (RuntimeException e) {
            out.println("not checked: "
                    + NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            return NOT_CHECKED;
        }
    }
}
