package org.cinemarefund.shared;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens at the doors, in a logger of its own ({@code refund.security}), one short line each. A line names members of the
 * staff by their account and nobody else: no moviegoer, no address in full, nothing that somebody typed into a wrong field.
 */
public final class SecurityLog {
    /** The name to give to whoever collects these lines. */
    public static final String LOGGER = "refund.security";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final Pattern ACCOUNT = Pattern.compile(UserId.FORM);
    private static final Pattern DETAIL = Pattern.compile("[0-9A-Za-z_.@:/{} *=-]{1,130}");

    /** What is worth a line. */
    public enum Event {
        LOGGED_IN,
        WRONG_PASSWORD,
        PAUSED,
        CSRF_REFUSED,
        MONEY_REFUSED,
        MEMBER_ADDED,
        MEMBER_REMOVED,
        TASK_HANDED_OVER,
        PASSWORD_CHANGED,
        UNLOCKED,
        DATA_EXPORTED,
        DATA_ERASED
    }

    private SecurityLog() {}

    /**
     * @param account a member of the staff who is known to exist; missing for anybody else
     * @param detail a word more (a group, a code, the pattern of a path), never what a caller wrote; may be missing
     */
    public static void write(Event event, @Nullable String account, @Nullable String detail) {
        LOG.info("{} {} {}", event, fitting(ACCOUNT, account), fitting(DETAIL, detail));
    }

    private static String fitting(Pattern form, String text) {
        return text != null && form.matcher(text).matches() ? text : "-";
    }
}
