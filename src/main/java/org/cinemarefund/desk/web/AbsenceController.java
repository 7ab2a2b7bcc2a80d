package org.cinemarefund.desk.web;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.cinemarefund.application.OpenReviews;
import org.cinemarefund.application.OpenReviews.Load;
import org.cinemarefund.application.OpenReviews.Person;
import org.cinemarefund.application.TaskDesk;
import org.cinemarefund.identity.StaffRole;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.UserId;
import org.cinemarefund.shared.VisibleText;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Somebody is away: who has how much to do, and tasks that go to a colleague or back to all of them. */
@RestController
class AbsenceController {
    private static final String OF_SUPERVISORS = "supervisorReview";

    private final StaffSession session;
    private final TaskDesk tasks;
    private final OpenReviews reviews;
    private final MessageSource texts;
    private final SentJson sent;
    private final Clock clock;

    AbsenceController(
            StaffSession session,
            TaskDesk tasks,
            OpenReviews reviews,
            MessageSource texts,
            SentJson sent,
            Clock clock) {
        this.session = session;
        this.tasks = tasks;
        this.reviews = reviews;
        this.texts = texts;
        this.sent = sent;
        this.clock = clock;
    }

    /** @param userId the colleague; left out to give it back to the group */
    record HandoverBody(@Nullable String userId) {}

    @PostMapping("/api/desk/tasks/{taskId}/handover")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = HandoverBody.class)))
    void handOver(@PathVariable String taskId, HttpServletRequest request) throws IOException {
        var by = requireWorker(request);
        session.requireCsrf(request);
        tasks.handOver(taskId, by, colleague(request));
    }

    private @Nullable String colleague(HttpServletRequest request) throws IOException {
        var body = sent.of(request);
        if (body == null || body.isMissingNode() || body.isNull()) {
            return null;
        }
        if (!body.isObject()) {
            throw Problem.invalid("body", "object");
        }
        var userId = body.path("userId");
        if (userId.isMissingNode() || userId.isNull()) {
            return null;
        }
        if (!userId.isTextual() || !UserId.fits(userId.textValue())) {
            throw Problem.invalid("userId", userId.isTextual() ? "user-id" : "wrong-type");
        }
        return userId.textValue();
    }

    /** @param tasks how many they hold */
    record ColleagueView(String userId, String name, int tasks) {}

    record ColleaguesView(List<ColleagueView> items) {}

    /** To whom whoever may hand the task over can give it, who has least to do first. */
    @GetMapping("/api/desk/tasks/{taskId}/colleagues")
    ColleaguesView colleagues(@PathVariable String taskId, HttpServletRequest request) {
        return new ColleaguesView(tasks.colleagues(taskId, requireWorker(request)).stream()
                .map(each ->
                        new ColleagueView(each.person().userId(), each.person().name(), each.tasks()))
                .toList());
    }

    /** Tasks belong to those who decide about money: the reviewers of cinemas, supervisors, finance. */
    private StaffUser requireWorker(HttpServletRequest request) {
        return session.requiredAs(request, StaffRole.REVIEWER, StaffRole.SUPERVISOR, StaffRole.FINANCE);
    }

    /** @param oldestDueAt when the first of them is due, or was */
    record PersonLoad(
            String userId,
            String name,
            int open,
            int late,
            @Nullable OffsetDateTime oldestDueAt) {}

    /** @param group whose they are: a cinema's reviewers, or the supervisors */
    record FreeLoad(
            String group, int open, int late, @Nullable OffsetDateTime oldestDueAt) {}

    record LoadView(List<PersonLoad> people, List<FreeLoad> free, int open, int late) {}

    /** The open reviews of all cinemas, counted: who has most that is late comes first. */
    @GetMapping("/api/desk/load")
    LoadView load(HttpServletRequest request, Locale locale) {
        session.requiredAs(request, StaffRole.SUPERVISOR);
        var people = new LinkedHashMap<Person, Sum>();
        var free = new LinkedHashMap<String, Sum>();
        var all = new Sum();
        for (var part : reviews.load(clock.instant())) {
            all.add(part);
            if (part.holder() == null) {
                free.computeIfAbsent(group(part, locale), key -> new Sum()).add(part);
            } else {
                people.computeIfAbsent(part.holder(), key -> new Sum()).add(part);
            }
        }
        return new LoadView(
                sorted(people)
                        .map(each -> new PersonLoad(
                                each.getKey().userId(),
                                each.getKey().name(),
                                each.getValue().open,
                                each.getValue().late,
                                ChinaTime.orNull(each.getValue().oldest)))
                        .toList(),
                sorted(free)
                        .map(each -> new FreeLoad(
                                each.getKey(),
                                each.getValue().open,
                                each.getValue().late,
                                ChinaTime.orNull(each.getValue().oldest)))
                        .toList(),
                all.open,
                all.late);
    }

    private String group(Load part, Locale locale) {
        return part.taskKey().equals(OF_SUPERVISORS)
                ? texts.getMessage("task." + OF_SUPERVISORS, null, locale)
                : VisibleText.of(part.cinema() == null ? part.cinemaId() : part.cinema());
    }

    private static <K> Stream<Map.Entry<K, Sum>> sorted(Map<K, Sum> sums) {
        return sums.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<K, Sum> each) -> each.getValue().late)
                        .thenComparing(each -> each.getValue().open)
                        .reversed());
    }

    private static final class Sum {
        private int open;
        private int late;
        private @Nullable Instant oldest;

        void add(Load part) {
            open += part.open();
            late += part.late();
            var due = part.oldestDueAt();
            if (due != null && (oldest == null || due.isBefore(oldest))) {
                oldest = due;
            }
        }
    }
}
