package org.cinemarefund.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.cinemarefund.operations.LiveSteps.StepFigure;
import org.cinemarefund.operations.Overview;
import org.cinemarefund.operations.OverviewDesk;
import org.cinemarefund.operations.OverviewRows.CaseLine;
import org.cinemarefund.operations.OverviewRows.CinemaFigure;
import org.cinemarefund.operations.OverviewRows.HourFigure;
import org.cinemarefund.operations.ProcessPath;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.VisibleText;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Everything at one glance, and from each figure down to the cases. */
@RestController
class OverviewController {
    private static final int MOST_CASES = 50;
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");

    /** As a refund meets them; what is not among them comes behind. */
    private static final List<String> ORDER = List.of(
            "reviewRefund",
            "supervisorReview",
            "sendEvidenceRequest",
            "awaitEvidence",
            "confirmVoid",
            "submitRefund",
            "awaitBalance",
            "awaitSettlement",
            "queryRefund",
            "resolveRefund",
            "confirmResolution",
            "verifyResolution",
            "repairRefund",
            "queryWhileResolving",
            "sendCreditNotice",
            "sendOfflineNotice",
            "confirmRelease",
            "sendRejectionNotice");

    private final OverviewDesk desk;
    private final ProcessPath paths;
    private final Watchers watchers;
    private final MessageSource texts;

    OverviewController(OverviewDesk desk, ProcessPath paths, Watchers watchers, MessageSource texts) {
        this.desk = desk;
        this.paths = paths;
        this.watchers = watchers;
        this.texts = texts;
    }

    record StepView(
            String code,
            String text,
            long count,
            long fen,
            long failed,
            @Nullable OffsetDateTime oldest) {}

    /**
     * @param overdue open reviews that are late
     * @param soon those due within four working hours, until {@code until}
     */
    record DeadlinesView(
            long overdue,
            long soon,
            OffsetDateTime until,
            @Nullable OffsetDateTime earliest) {}

    record CinemaView(
            String cinemaId,
            @Nullable String name,
            long underReview,
            long evidenceRequested,
            long refunding,
            long fen,
            OffsetDateTime oldest) {}

    record FigureView(String code, String text, long count, long fen) {}

    /**
     * @param approved refunds that were approved in that hour, by the state of their money now
     * @param secondsToArrive how long WeChat took on average, of those that arrived
     * @param ended cases that ended in that hour, by status
     */
    record HourView(
            OffsetDateTime hour,
            List<FigureView> approved,
            @Nullable Long secondsToArrive,
            List<FigureView> ended) {}

    record OverviewView(
            OffsetDateTime at,
            long incidents,
            DeadlinesView deadlines,
            List<StepView> steps,
            List<CinemaView> cinemas,
            List<HourView> hours) {}

    /** @param since since when it is there, when it is due, or when that happened */
    record CaseLineView(
            String applicationNo,
            String orderNo,
            @Nullable String cinema,
            String filmTitle,
            String status,
            String statusText,
            @Nullable Long refundAmount,
            @Nullable OffsetDateTime since) {}

    record CasesView(List<CaseLineView> items) {}

    record StopView(
            String code,
            String text,
            OffsetDateTime from,
            @Nullable OffsetDateTime until,
            boolean canceled) {}

    record PathView(String processInstanceId, boolean running, List<StopView> items) {}

    @GetMapping("/api/desk/overview")
    OverviewView overview(HttpServletRequest request, Locale locale) {
        watchers.requireOverview(request);
        var now = desk.overview();
        return new OverviewView(
                ChinaTime.of(now.at()),
                now.incidents(),
                new DeadlinesView(
                        now.deadlines().overdue(),
                        now.deadlines().soon(),
                        ChinaTime.of(now.dueUntil()),
                        ChinaTime.orNull(now.deadlines().earliest())),
                steps(now.steps(), locale),
                cinemas(now.cinemas()),
                hours(now, locale));
    }

    /** The cases behind a figure, 50 at most; one of step, state, deadline, cinemaId, or hour with state or status. */
    @GetMapping("/api/desk/overview/cases")
    CasesView cases(
            @RequestParam(required = false) @Nullable String step,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String deadline,
            @RequestParam(required = false) @Nullable String cinemaId,
            @RequestParam(required = false) @Nullable String hour,
            HttpServletRequest request,
            Locale locale) {
        watchers.requireOverview(request);
        List<CaseLine> found;
        if (step != null) {
            found = desk.at(id("step", step), MOST_CASES);
        } else if (deadline != null) {
            found = desk.due(choice("deadline", Deadline.class, deadline) == Deadline.OVERDUE, MOST_CASES);
        } else if (cinemaId != null) {
            found = desk.ofCinema(id("cinemaId", cinemaId), MOST_CASES);
        } else if (hour != null && status != null) {
            found = desk.endedIn(
                    instant(hour), choice("status", RefundStatus.class, status).name(), MOST_CASES);
        } else if (hour != null) {
            found = desk.approvedIn(
                    instant(hour), choice("state", RefundState.class, state).name(), MOST_CASES);
        } else {
            found = desk.inState(choice("state", RefundState.class, state).name(), MOST_CASES);
        }
        return new CasesView(found.stream().map(line -> line(line, locale)).toList());
    }

    private enum Deadline {
        OVERDUE,
        SOON
    }

    @GetMapping("/api/desk/cases/{applicationNo}/path")
    PathView path(@PathVariable String applicationNo, HttpServletRequest request, Locale locale) {
        watchers.requireOverview(request);
        var path = paths.of(id("applicationNo", applicationNo)).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        return new PathView(
                path.processInstanceId(),
                path.running(),
                path.stops().stream().map(stop -> stop(stop, locale)).toList());
    }

    private StopView stop(ProcessPath.Stop stop, Locale locale) {
        return new StopView(
                stop.activity(),
                stepText(stop.activity(), stop.name(), locale),
                ChinaTime.of(stop.from()),
                ChinaTime.orNull(stop.until()),
                stop.canceled());
    }

    private List<StepView> steps(List<StepFigure> steps, Locale locale) {
        return steps.stream()
                .sorted(Comparator.comparingInt((StepFigure step) -> position(step.activity()))
                        .thenComparing(StepFigure::activity))
                .map(step -> new StepView(
                        step.activity(),
                        stepText(step.activity(), null, locale),
                        step.count(),
                        step.fen(),
                        step.failed(),
                        ChinaTime.orNull(step.oldest())))
                .toList();
    }

    private static int position(String activity) {
        var known = ORDER.indexOf(activity);
        return known < 0 ? ORDER.size() : known;
    }

    private static List<CinemaView> cinemas(List<CinemaFigure> figures) {
        var byCinema = new LinkedHashMap<String, List<CinemaFigure>>();
        figures.forEach(figure -> byCinema.computeIfAbsent(figure.cinemaId(), id -> new ArrayList<>())
                .add(figure));
        return byCinema.values().stream()
                .map(OverviewController::cinema)
                .sorted(Comparator.comparingLong((CinemaView cinema) ->
                                -cinema.underReview() - cinema.evidenceRequested() - cinema.refunding())
                        .thenComparing(CinemaView::cinemaId))
                .toList();
    }

    private static CinemaView cinema(List<CinemaFigure> of) {
        return new CinemaView(
                of.get(0).cinemaId(),
                VisibleText.of(of.get(0).name()),
                count(of, RefundStatus.UNDER_REVIEW),
                count(of, RefundStatus.EVIDENCE_REQUESTED),
                count(of, RefundStatus.REFUNDING),
                of.stream().mapToLong(CinemaFigure::fen).sum(),
                ChinaTime.of(of.stream()
                        .map(CinemaFigure::oldest)
                        .min(Comparator.naturalOrder())
                        .orElseThrow()));
    }

    private static long count(List<CinemaFigure> of, RefundStatus status) {
        return of.stream()
                .filter(figure -> figure.status().equals(status.name()))
                .mapToLong(CinemaFigure::count)
                .sum();
    }

    /** Every hour, those in which nothing happened too. */
    private List<HourView> hours(Overview now, Locale locale) {
        var hours = new ArrayList<HourView>();
        for (var i = 0; i < OverviewDesk.HOURS; i++) {
            var hour = now.from().plus(Duration.ofHours(i));
            var approved = in(hour, now.approved());
            var arrived = approved.stream().mapToLong(HourFigure::arrived).sum();
            var seconds = approved.stream().mapToLong(HourFigure::seconds).sum();
            hours.add(new HourView(
                    ChinaTime.of(hour),
                    figures(approved, "state.", locale),
                    arrived == 0 ? null : seconds / arrived,
                    figures(in(hour, now.ended()), "case.status.", locale)));
        }
        return hours;
    }

    private static List<HourFigure> in(Instant hour, List<HourFigure> figures) {
        return figures.stream().filter(figure -> figure.hour().equals(hour)).toList();
    }

    private List<FigureView> figures(List<HourFigure> figures, String texts, Locale locale) {
        return figures.stream()
                .sorted(Comparator.comparing(HourFigure::state))
                .map(figure -> new FigureView(
                        figure.state(),
                        text(texts + figure.state(), figure.state(), locale),
                        figure.count(),
                        figure.fen()))
                .toList();
    }

    private CaseLineView line(CaseLine line, Locale locale) {
        return new CaseLineView(
                line.applicationNo(),
                line.orderNo(),
                VisibleText.of(line.cinema()),
                VisibleText.of(line.filmTitle()),
                line.status(),
                text("case.status." + line.status(), line.status(), locale),
                line.refundAmount(),
                ChinaTime.orNull(line.since()));
    }

    /** A step of an earlier diagram goes by the name it had there. */
    private String stepText(String activity, @Nullable String name, Locale locale) {
        return text("step." + activity, name == null ? activity : VisibleText.of(name), locale);
    }

    private String text(String key, String otherwise, Locale locale) {
        return texts.getMessage(key, null, otherwise, locale);
    }

    private static String id(String field, String value) {
        if (!ID.matcher(value).matches()) {
            throw Problem.invalid(field, "id");
        }
        return value;
    }

    private static <E extends Enum<E>> E choice(String field, Class<E> type, @Nullable String value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(known -> known.name().equals(value))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(field, value == null ? "required" : "choice"));
    }

    private static Instant instant(String hour) {
        try {
            return OffsetDateTime.parse(hour).toInstant();
        } catch (DateTimeException e) {
            throw Problem.invalid("hour", "time");
        }
    }
}
