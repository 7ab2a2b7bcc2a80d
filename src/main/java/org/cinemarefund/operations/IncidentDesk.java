package org.cinemarefund.operations;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.shared.Sha256;
import org.springframework.stereotype.Component;

/** What failed, put together by what it means; and trying it again. */
@Component
public class IncidentDesk {
    /** So many are looked at, those that have waited longest; whoever has more has one cause. */
    static final int MOST = 2000;

    /** So many of one error are tried again at one press. */
    static final int AT_ONCE = 500;

    /** Names of cases and numbers, by which the same error differs. */
    private static final Pattern NAMES = Pattern.compile("[\\w-]*\\d[\\w-]*");

    private static final int ID_LENGTH = 16;

    private final FailedSteps steps;
    private final OverviewRows rows;

    IncidentDesk(FailedSteps steps, OverviewRows rows) {
        this.steps = steps;
        this.rows = rows;
    }

    /**
     * @param total of all, also where fewer were looked at
     * @param groups the largest first
     */
    public record Failures(long total, List<IncidentGroup> groups) {}

    /**
     * @param retried how many try again now
     * @param gone how many needed it no more
     * @param left how many of the same error are left for another press
     */
    public record Retried(int retried, int gone, int left) {}

    public Failures failures() {
        var found = steps.oldest(MOST);
        return new Failures(found.size() < MOST ? found.size() : steps.count(), groups(found));
    }

    /** Lets these try once more. */
    public Retried retry(Collection<String> jobIds, StaffUser user) {
        var jobs = new LinkedHashSet<>(jobIds);
        var retried = (int) jobs.stream().filter(job -> steps.retry(job, user)).count();
        return new Retried(retried, jobs.size() - retried, 0);
    }

    /** Lets all with the same error try once more, the oldest first; nothing where the error is no more. */
    public Retried retryGroup(String groupId, StaffUser user) {
        var jobs = groups(steps.oldest(MOST)).stream()
                .filter(group -> group.id().equals(groupId))
                .flatMap(group -> group.steps().stream())
                .map(FailedStep::jobId)
                .toList();
        var now = retry(jobs.subList(0, Math.min(AT_ONCE, jobs.size())), user);
        return new Retried(now.retried(), now.gone(), Math.max(0, jobs.size() - AT_ONCE));
    }

    private List<IncidentGroup> groups(List<FailedStep> found) {
        var sent = maybeSent(found);
        var byError = new LinkedHashMap<String, List<FailedStep>>();
        found.forEach(step ->
                byError.computeIfAbsent(id(step, sent), id -> new ArrayList<>()).add(step));
        return byError.entrySet().stream()
                .map(error -> group(error.getKey(), error.getValue(), sent))
                .sorted(Comparator.comparing(
                                (IncidentGroup group) -> -group.steps().size())
                        .thenComparing(IncidentGroup::oldest))
                .toList();
    }

    private IncidentGroup group(String id, List<FailedStep> alike, Set<String> sent) {
        var first = alike.get(0);
        var trace = steps.trace(first.jobId());
        var said = trace.isEmpty() && first.message() != null ? first.message() : trace;
        return new IncidentGroup(
                id,
                first.process(),
                first.activity(),
                IncidentGuide.cause(said),
                IncidentGuide.money(first.activity(), sent.contains(first.applicationNo()))
                        .orElse(null),
                alike);
    }

    /** Those of the sending step whose bytes may have left: for the others one sentence is as good as another. */
    private Set<String> maybeSent(List<FailedStep> found) {
        var sending = new HashSet<String>();
        found.stream()
                .filter(step -> step.applicationNo() != null && step.activity().equals(IncidentGuide.SENDING_STEP))
                .forEach(step -> sending.add(step.applicationNo()));
        return sending.isEmpty() ? Set.of() : rows.maybeSent(sending);
    }

    private static String id(FailedStep step, Set<String> sent) {
        var message = step.message() == null ? "" : step.message();
        var money = IncidentGuide.money(step.activity(), sent.contains(step.applicationNo()));
        return Sha256.hex(String.join(
                        "\n",
                        step.process(),
                        step.activity(),
                        money.map(Enum::name).orElse(""),
                        NAMES.matcher(message).replaceAll("#")))
                .substring(0, ID_LENGTH);
    }
}
