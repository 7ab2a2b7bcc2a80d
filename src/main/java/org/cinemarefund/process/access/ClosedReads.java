package org.cinemarefund.process.access;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cinemarefund.identity.GroupNames;

/**
 * Questions that the engine answers to whoever has an account, without asking for any right: they are left to those who have
 * business with the answer. Back ends start refunds and learn nothing, not even about themselves.
 */
final class ClosedReads {
    private static final List<String> BACK_END_ONLY = List.of(GroupNames.BACKENDS);

    private static final List<Pattern> FOR_ADMINISTRATORS = Stream.of(
                    "version",
                    "telemetry/.+",
                    // A comment or a file by its id, whosever task it is about; people read the list of comments.
                    "task/[^/]+/comment/(?!create$)[^/]+",
                    "task/[^/]+/attachment/.+")
            .map(Pattern::compile)
            .toList();

    /** The engine's own jobs and counters belong to no process, so that rights on processes do not hide them. */
    private static final List<Pattern> FOR_OPERATORS = Stream.of(
                    "job(?:/count)?", "history/cleanup/.+", "metrics(?:/.+)?")
            .map(Pattern::compile)
            .toList();

    /** Who there is and in which group: a back end finds its own account and group there. */
    private static final List<Pattern> FOR_PEOPLE = Stream.of("(?:user|group)(?:/count)?", "identity/groups")
            .map(Pattern::compile)
            .toList();

    /** The web applications' filter lets a stranger ask this, for its page of the first administrator, which is shut. */
    private static final Pattern FOR_ACCOUNTS = Pattern.compile("identity/password-policy");

    private ClosedReads() {}

    static boolean isForAccounts(EngineCall call) {
        return FOR_ACCOUNTS.matcher(call.path()).matches();
    }

    /** @param groupsOfCaller asked for only where they matter: most calls are closed to nobody */
    static boolean isClosed(EngineCall call, Supplier<? extends Collection<String>> groupsOfCaller) {
        var path = call.path();
        var administrators = matches(FOR_ADMINISTRATORS, path);
        var operators = matches(FOR_OPERATORS, path);
        var people = matches(FOR_PEOPLE, path);
        if (!administrators && !operators && !people) {
            return false;
        }
        var groups = groupsOfCaller.get();
        return !groups.contains(EngineUsers.ADMINISTRATORS)
                && (administrators
                        || operators && !groups.contains(GroupNames.OPERATORS)
                        || people && BACK_END_ONLY.equals(List.copyOf(groups)));
    }

    private static boolean matches(List<Pattern> patterns, String path) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
    }
}
