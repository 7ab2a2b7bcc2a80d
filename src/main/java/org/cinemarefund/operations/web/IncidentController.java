package org.cinemarefund.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.cinemarefund.operations.FailedStep;
import org.cinemarefund.operations.IncidentDesk;
import org.cinemarefund.operations.IncidentDesk.Retried;
import org.cinemarefund.operations.IncidentGroup;
import org.cinemarefund.operations.IncidentGuide.Cause;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.VisibleText;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What failed, said in plain words to an operator, who lets it try again. */
@RestController
class IncidentController {
    /** So many of one error are shown; they differ by nothing but their case. */
    private static final int MOST_ITEMS = 50;

    private static final int MOST_JOBS = 100;
    private static final Pattern JOB = Pattern.compile("[0-9A-Za-z-]{1,64}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-f]{1,64}");

    private final IncidentDesk desk;
    private final Runbook runbook;
    private final Watchers watchers;
    private final MessageSource texts;

    IncidentController(IncidentDesk desk, Runbook runbook, Watchers watchers, MessageSource texts) {
        this.desk = desk;
        this.runbook = runbook;
        this.watchers = watchers;
        this.texts = texts;
    }

    /** @param message what was thrown, in its own words */
    record ItemView(
            String jobId,
            String incidentId,
            @Nullable String applicationNo,
            @Nullable String processInstanceId,
            OffsetDateTime at,
            @Nullable String message) {}

    /**
     * Steps of one kind that failed with the same error.
     *
     * @param group to retry all of them by
     * @param activity the element of the diagram
     * @param what what failed
     * @param why what made it fail
     * @param money where the moviegoer's money is meanwhile
     * @param action what to do
     * @param retryHelps false where something else has to be done
     * @param runbook the section that says more
     * @param items the first 50
     */
    record GroupView(
            String group,
            String process,
            String activity,
            String step,
            Cause cause,
            String what,
            String why,
            String money,
            String action,
            boolean retryHelps,
            Runbook.@Nullable Section runbook,
            int count,
            OffsetDateTime oldest,
            @Nullable String message,
            List<ItemView> items) {}

    record IncidentsView(long total, List<GroupView> groups) {}

    /** One of both. */
    record RetryBody(
            @Nullable List<String> jobIds, @Nullable String group) {}

    @GetMapping("/api/desk/incidents")
    IncidentsView incidents(HttpServletRequest request, Locale locale) {
        watchers.operator(request);
        var failures = desk.failures();
        return new IncidentsView(
                failures.total(),
                failures.groups().stream().map(group -> view(group, locale)).toList());
    }

    @PostMapping("/api/desk/incidents/retry")
    Retried retry(@RequestBody RetryBody body, HttpServletRequest request) {
        var user = watchers.operatorWhoChanges(request);
        if (body.group() != null) {
            if (body.jobIds() != null || !GROUP.matcher(body.group()).matches()) {
                throw Problem.invalid("group", "choice");
            }
            return desk.retryGroup(body.group(), user);
        }
        if (body.jobIds() == null || body.jobIds().isEmpty() || body.jobIds().size() > MOST_JOBS) {
            throw Problem.invalid("jobIds", "jobs");
        }
        if (!body.jobIds().stream()
                .allMatch(job -> job != null && JOB.matcher(job).matches())) {
            throw Problem.invalid("jobIds", "id");
        }
        return desk.retry(body.jobIds(), user);
    }

    private GroupView view(IncidentGroup group, Locale locale) {
        var activity = group.activity().isEmpty() ? "engine" : group.activity();
        var step = text("step." + activity, activity, locale);
        var money = group.money() == null ? "unknown" : group.money().name();
        return new GroupView(
                group.id(),
                group.process(),
                group.activity(),
                step,
                group.cause(),
                texts.getMessage(
                        "incident.step." + activity,
                        null,
                        texts.getMessage("incident.step.unknown", new Object[] {step}, locale),
                        locale),
                texts.getMessage("incident.cause." + group.cause(), null, locale),
                texts.getMessage("incident.money." + money, null, locale),
                texts.getMessage("incident.action." + group.cause(), null, locale),
                group.cause().retryHelps(),
                runbook.section(group.cause().runbook(), locale).orElse(null),
                group.steps().size(),
                ChinaTime.of(group.oldest()),
                VisibleText.of(group.message()),
                group.steps().stream()
                        .limit(MOST_ITEMS)
                        .map(IncidentController::item)
                        .toList());
    }

    private static ItemView item(FailedStep step) {
        return new ItemView(
                step.jobId(),
                step.incidentId(),
                step.applicationNo(),
                step.processInstanceId(),
                ChinaTime.of(step.at()),
                VisibleText.of(step.message()));
    }

    private String text(String key, String otherwise, Locale locale) {
        return texts.getMessage(key, null, otherwise, locale);
    }
}
