package org.cinemarefund;

import java.io.PrintStream;
import org.cinemarefund.shared.SecurityLog;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code java -jar … --unlock-user NAME}: takes the engine's lock off an account, also off the only administrator's. This release
 * neither sets nor heeds it, but an earlier one on another node does; what a node here makes somebody wait ends by itself.
 */
final class UnlockUser {
    static final String ARGUMENT = "--unlock-user";
    static final int UNLOCKED = 0;
    static final int FAILED = 1;
    static final int UNKNOWN = 2;

    private UnlockUser() {}

    static boolean asked(String... args) {
        return DatabaseCommand.asked(ARGUMENT, args);
    }

    /** @return the exit code */
    static int run(PrintStream out, String... args) {
        var name = DatabaseCommand.valueOf(ARGUMENT, args);
        if (name.isBlank()) {
            out.println("which user? " + ARGUMENT + " NAME");
            return FAILED;
        }
        try {
            return DatabaseCommand.run(
                    database -> {
                        var found = JdbcClient.create(database)
                                .sql("update act_id_user set attempts_ = 0, lock_exp_time_ = null where id_ = ?")
                                .param(name)
                                .update();
                        if (found == 0) {
                            out.println("there is no such user");
                            return UNKNOWN;
                        }
                        SecurityLog.write(SecurityLog.Event.UNLOCKED, name, null);
                        out.println(name + " is unlocked; whoever a node makes wait is let in within two minutes");
                        return UNLOCKED;
                    },
                    args);
        } catch (RuntimeException e) {
            out.println("not unlocked: "
                    + NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            return FAILED;
        }
    }
}
