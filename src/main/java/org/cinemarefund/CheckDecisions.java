package org.cinemarefund;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.cinemarefund.application.jdbc.JdbcPastApplications;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.Replay;
import org.cinemarefund.policy.dmn.PlanReader;

/** {@code java -jar … --check-decisions}: does every stored decision come out the same when it is made anew? Only reads. */
final class CheckDecisions {
    static final String ARGUMENT = "--check-decisions";
    static final int SAME = 0;
    static final int NOT_CHECKED = DatabaseCommand.NOT_CHECKED;
    static final int DIFFERENT = 2;

    private CheckDecisions() {}

    static boolean asked(String... args) {
        return List.of(args).contains(ARGUMENT);
    }

    /** @return the exit code */
    static int run(PrintStream out, String... args) {
        return DatabaseCommand.check(
                out,
                database -> {
                    var verdict = new Verdict(CheckPlan.policy(database, new PlanReader()), out);
                    new JdbcPastApplications(database).each(Set.of(), past -> {
                        verdict.look(past);
                        return true;
                    });
                    return verdict.told();
                },
                args);
    }

    private static final class Verdict {
        private final RefundPolicy policy;
        private final PrintStream out;
        private int same;
        private int different;
        private int unknown;

        Verdict(RefundPolicy policy, PrintStream out) {
            this.policy = policy;
            this.out = out;
        }

        void look(Replay.Past past) {
            if (past.decision() == null) {
                unknown++;
                return;
            }
            var why = why(past);
            if (why == null) {
                same++;
            } else {
                different++;
                out.println(past.applicationNo() + ": " + why);
            }
        }

        /** Null where it is the same. */
        private String why(Replay.Past past) {
            try {
                var anew = policy.again(past.order(), past.cinema(), past.reason(), past.at(), past.decision());
                return anew.equals(past.decision())
                        ? null
                        : past.decision().deal() + " was decided, and now " + anew.deal();
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        }

        int told() {
            out.println(same + " decisions come out the same, " + different + " do not"
                    + (unknown > 0 ? ", " + unknown + " of before were kept without what was asked" : ""));
            return different == 0 ? SAME : DIFFERENT;
        }
    }
}
