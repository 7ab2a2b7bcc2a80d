package org.cinemarefund.desk.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.application.PastApplications;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.Finding;
import org.cinemarefund.policy.PlanSource;
import org.cinemarefund.policy.RefundPlan;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.Replay;
import org.cinemarefund.policy.dmn.PlanReader;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.context.MessageSource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** A draft of a plan is looked at before it bites: what is wrong with it, and who would have been decided differently. */
@RestController
class PlanCheckController {
    private static final PlanReader.Names NAMES = new PlanReader.Names("dmn", "zh", "en");
    private static final long MOST_BYTES = 256 * 1024L;

    /** The newest so many are tried, so that an answer comes while somebody waits. */
    private static final int MOST_APPLICATIONS = 20_000;

    private static final int MOST_ROWS = 1_000;

    /** For texts that name more than there is. */
    private static final List<String> NO_MORE = List.of("", "", "", "");

    /** A check may take seconds of a processor. */
    private final Semaphore oneAtATime = new Semaphore(1);

    private final StaffSession session;
    private final PlanReader reader;
    private final RefundPolicy policy;
    private final PastApplications applications;
    private final MessageSource messages;
    private final Clock clock;

    PlanCheckController(
            StaffSession session,
            PlanReader reader,
            RefundPolicy policy,
            PastApplications applications,
            MessageSource messages,
            Clock clock) {
        this.session = session;
        this.reader = reader;
        this.policy = policy;
        this.applications = applications;
        this.messages = messages;
        this.clock = clock;
    }

    record FindingView(Finding.Severity severity, String code, String where, String text) {}

    record DealView(Deal.Outcome outcome, long fee, long refundAmount, String ruleId) {
        static DealView of(Deal deal) {
            return new DealView(deal.outcome(), deal.fee(), deal.refundAmount(), deal.ruleId());
        }
    }

    record DifferenceView(String applicationNo, DealView before, DealView after) {}

    /** @param fen what would have been paid more in all; negative for less */
    record ReplayView(int applications, int different, long fen, List<DifferenceView> items) {}

    /** @param replay null where there is an error among the findings */
    record CheckView(List<FindingView> findings, ReplayView replay) {}

    @PostMapping(path = "/api/desk/plans/check", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    CheckView check(
            @RequestParam(name = "dmn", required = false) MultipartFile dmn,
            @RequestParam(name = "zh", required = false) MultipartFile zh,
            @RequestParam(name = "en", required = false) MultipartFile en,
            HttpServletRequest request,
            Locale locale)
            throws IOException {
        var user = session.required(request);
        var cinemas = cinemas(user);
        if (!user.isIn(GroupNames.SUPERVISORS) && cinemas.isEmpty()) {
            throw new Problem(ProblemCode.FORBIDDEN);
        }
        session.requireCsrf(request);
        var source = new PlanSource(null, null, text("dmn", dmn), text("zh", zh), text("en", en));
        if (!oneAtATime.tryAcquire()) {
            throw new Problem(ProblemCode.TRY_LATER);
        }
        try {
            return check(source, user, cinemas, locale);
        } finally {
            oneAtATime.release();
        }
    }

    private CheckView check(PlanSource source, StaffUser user, Set<String> cinemas, Locale locale) {
        var reading = reader.read(NAMES, source);
        var all = user.isIn(GroupNames.SUPERVISORS);
        return new CheckView(
                reading.findings().stream().map(each -> view(each, locale)).toList(),
                reading.plan().map(plan -> replay(plan, all, cinemas)).orElse(null));
    }

    private static Set<String> cinemas(StaffUser user) {
        return user.groups().stream()
                .filter(GroupNames::areManagers)
                .map(GroupNames::cinemaOfManagers)
                .collect(Collectors.toSet());
    }

    private static String text(String part, MultipartFile file) throws IOException {
        if (file == null) {
            throw Problem.invalid(part, "required");
        }
        if (file.getSize() > MOST_BYTES) {
            throw new Problem(ProblemCode.PAYLOAD_TOO_LARGE);
        }
        return new String(file.getBytes(), StandardCharsets.UTF_8);
    }

    private FindingView view(Finding finding, Locale locale) {
        var arguments = Stream.of(Stream.of(finding.text()), finding.details().stream(), NO_MORE.stream())
                .flatMap(each -> each)
                .toArray();
        return new FindingView(
                finding.severity(),
                finding.code(),
                finding.where(),
                messages.getMessage("plan-finding." + finding.code(), arguments, locale));
    }

    private ReplayView replay(RefundPlan draft, boolean all, Set<String> cinemas) {
        var replay = new Replay(policy, draft, clock.instant());
        applications.each(all ? Set.of() : cinemas, past -> {
            replay.add(past);
            return replay.applications() < MOST_APPLICATIONS;
        });
        var differences = replay.differences();
        return new ReplayView(
                replay.applications(),
                differences.size(),
                replay.fen(),
                differences.stream()
                        .limit(MOST_ROWS)
                        .map(each -> new DifferenceView(
                                each.applicationNo(), DealView.of(each.before()), DealView.of(each.after())))
                        .toList());
    }
}
