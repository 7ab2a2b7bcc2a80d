package org.cinemarefund.desk;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cinemarefund.application.CaseSearch;
import org.cinemarefund.application.CaseSearch.Found;
import org.cinemarefund.application.CaseSteps;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.Page;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.staff.StaffRecord;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Cinemas;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Finds cases and opens them, for those of the staff who may see them; what the service desk opens is recorded. */
@Service
public class CaseDesk {
    /** Of an openid at least so many characters. */
    private static final Pattern OWNER = Pattern.compile("[0-9A-Za-z_-]{6,64}");

    private final CaseSearch search;
    private final CaseSteps steps;
    private final RefundApplications applications;
    private final RefundPayments payments;
    private final Cinemas cinemas;
    private final StaffRecord record;
    private final Clock clock;

    CaseDesk(
            CaseSearch search,
            CaseSteps steps,
            RefundApplications applications,
            RefundPayments payments,
            Cinemas cinemas,
            StaffRecord record,
            Clock clock) {
        this.search = search;
        this.steps = steps;
        this.applications = applications;
        this.payments = payments;
        this.cinemas = cinemas;
        this.record = record;
        this.clock = clock;
    }

    /**
     * What somebody looks for; whatever is missing asks for nothing.
     *
     * @param text a number, or an openid from its beginning
     * @param from the first instant of applying
     * @param to the first instant that is too late
     */
    public record Question(
            @Nullable String text,
            @Nullable String cinemaId,
            @Nullable RefundStatus status,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** @param cinema as it is called today */
    public record Listed(RefundApplication application, Instant updatedAt, Cinema cinema, Waiting waiting) {}

    /**
     * Newest first; as many questions to the database and the engine for a long page as for a short one.
     *
     * @throws Problem FORBIDDEN for people who look up no cases
     */
    @Transactional(readOnly = true)
    public Page<Listed> find(StaffUser reader, Question question, @Nullable Cursor after, int limit) {
        requireReader(reader);
        var found = Page.of(
                search.newest(wanted(reader, question), after, limit + 1),
                limit,
                each -> new Cursor(
                        each.application().appliedAt(), each.application().applicationNo()));
        var numbers = found.items().stream()
                .map(each -> each.application().applicationNo())
                .toList();
        var refunds = payments.newestOf(numbers).stream()
                .collect(Collectors.toMap(RefundTransaction::applicationNo, each -> each));
        var work = steps.of(numbers);
        var known = cinemas.find(found.items().stream()
                .map(each -> each.application().order().cinemaId())
                .collect(Collectors.toSet()));
        return found.map(each -> listed(each, refunds, work, known));
    }

    private static Listed listed(
            Found found,
            Map<String, RefundTransaction> refunds,
            Map<String, CaseSteps.AtWork> work,
            Map<String, Cinema> known) {
        var application = found.application();
        var number = application.applicationNo();
        return new Listed(
                application,
                found.updatedAt(),
                known.getOrDefault(application.order().cinemaId(), application.cinema()),
                Waiting.of(application, refunds.get(number), work.get(number)));
    }

    private CaseSearch.Wanted wanted(StaffUser reader, Question question) {
        List<String> numbers = null;
        String owner = null;
        if (question.text() != null) {
            numbers = search.numbered(question.text());
            if (numbers.isEmpty() && OWNER.matcher(question.text()).matches()) {
                numbers = null;
                owner = question.text();
            }
        }
        return new CaseSearch.Wanted(
                numbers,
                owner,
                cinemas(reader, question.cinemaId()),
                question.status(),
                question.from(),
                question.to());
    }

    /** Those that are asked for and that the reader may see; missing for all. */
    private static @Nullable Set<String> cinemas(StaffUser reader, @Nullable String asked) {
        if (seesAll(reader)) {
            return asked == null ? null : Set.of(asked);
        }
        return reader.groups().stream()
                .filter(GroupNames::areReviewers)
                .map(GroupNames::cinemaOfReviewers)
                .filter(own -> asked == null || asked.equals(own))
                .collect(Collectors.toSet());
    }

    /**
     * One case, to be read by this person; of the service desk it is recorded.
     *
     * @throws Problem FORBIDDEN for people who look up no cases; NOT_FOUND for what is not there, or of a cinema that is not theirs
     */
    @Transactional
    public RefundApplication open(StaffUser reader, String applicationNo) {
        requireReader(reader);
        var application = applications
                .find(applicationNo)
                .filter(found -> seesAll(reader)
                        || reader.isIn(GroupNames.reviewersOf(found.order().cinemaId())))
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        if (reader.isIn(GroupNames.SERVICE)) {
            record.add(clock.instant(), reader.id(), StaffRecord.Event.LOOKED, reader.id(), null, applicationNo);
        }
        return application;
    }

    /** The refusal that is appealed. */
    @Transactional(readOnly = true)
    public Optional<RefundApplication> first(String applicationNo) {
        return applications.find(applicationNo);
    }

    /** Whether they are told the numbers of the money, and what WeChat said of them. */
    public static boolean seesMoney(StaffUser reader) {
        return reader.isIn(GroupNames.FINANCE) || reader.isIn(GroupNames.OPERATORS);
    }

    /** Whether they see no more than the moviegoer. */
    public static boolean seesWhatTheMoviegoerSees(StaffUser reader, RefundApplication application) {
        return !seesMoney(reader)
                && !reader.isIn(GroupNames.SUPERVISORS)
                && !reader.isIn(GroupNames.reviewersOf(application.order().cinemaId()));
    }

    /** @param refund the newest number; missing where there is none */
    public Waiting waiting(RefundApplication application, @Nullable RefundTransaction refund) {
        var number = application.applicationNo();
        return Waiting.of(application, refund, steps.of(List.of(number)).get(number));
    }

    /** @throws Problem FORBIDDEN for people who look up no cases */
    public void requireReader(StaffUser reader) {
        if (!seesAll(reader) && reader.groups().stream().noneMatch(GroupNames::areReviewers)) {
            throw new Problem(ProblemCode.FORBIDDEN);
        }
    }

    private static boolean seesAll(StaffUser reader) {
        return reader.isIn(GroupNames.SERVICE)
                || reader.isIn(GroupNames.SUPERVISORS)
                || reader.isIn(GroupNames.FINANCE)
                || reader.isIn(GroupNames.OPERATORS);
    }
}
