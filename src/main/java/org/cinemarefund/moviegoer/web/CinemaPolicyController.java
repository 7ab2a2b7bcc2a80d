package org.cinemarefund.moviegoer.web;

import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.cinemarefund.policy.PolicyText;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Cinemas;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A cinema's refund terms, readable by anybody before they pay. */
@RestController
class CinemaPolicyController {
    private final Cinemas cinemas;
    private final RefundPolicy policy;
    private final Clock clock;

    CinemaPolicyController(Cinemas cinemas, RefundPolicy policy, Clock clock) {
        this.cinemas = cinemas;
        this.policy = policy;
        this.clock = clock;
    }

    record PolicyView(
            String cinemaId,
            String cinema,
            String plan,
            String version,
            String validFrom,
            List<PolicyText.Clause> clauses,
            ContactView contact) {}

    /**
     * @param plan one that the cinema has or had; any of them when none is asked for
     * @param version of it; the one in force when none is asked for
     */
    @GetMapping("/api/cinemas/{cinemaId}/refund-policy")
    PolicyView policy(
            @PathVariable String cinemaId,
            @RequestParam(required = false) @Nullable String plan,
            @RequestParam(required = false) @Nullable String version,
            Locale locale) {
        var cinema = cinemas.find(cinemaId).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        var plans = plansOf(cinema)
                .filter(each -> plan == null || plan.equals(each))
                .toList();
        if (plans.isEmpty()) {
            throw new Problem(ProblemCode.NOT_FOUND);
        }
        var text =
                version == null ? policy.text(plans.get(0), clock.instant(), locale) : version(plans, version, locale);
        return new PolicyView(
                cinemaId,
                cinema.name(),
                text.plan(),
                text.version(),
                validFrom(text.validFrom()),
                text.clauses(),
                CinemaView.of(cinema).contact());
    }

    private PolicyText version(List<String> plans, String version, Locale locale) {
        return plans.stream()
                .flatMap(plan -> policy.text(plan, version, locale).stream())
                .findFirst()
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
    }

    /** The one it has, then those it had, the latest first. */
    private static Stream<String> plansOf(Cinema cinema) {
        var had = new ArrayList<>(
                cinema.plans().stream().map(Cinema.PlanSince::plan).toList());
        Collections.reverse(had);
        return Stream.concat(Stream.of(cinema.policyPlan()), had.stream()).distinct();
    }

    /** A day in China, where it is one. */
    private static String validFrom(Instant at) {
        var told = ChinaTime.of(at);
        return ChinaTime.start(ChinaTime.day(at)).equals(at)
                ? told.toLocalDate().toString()
                : told.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
