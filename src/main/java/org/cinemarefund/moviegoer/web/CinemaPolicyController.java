package org.cinemarefund.moviegoer.web;

import java.util.List;
import java.util.Locale;
import org.cinemarefund.policy.PolicyText;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.Cinemas;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A cinema's refund terms, readable by anybody before they pay. */
@RestController
class CinemaPolicyController {
    private final Cinemas cinemas;
    private final RefundPolicy policy;

    CinemaPolicyController(Cinemas cinemas, RefundPolicy policy) {
        this.cinemas = cinemas;
        this.policy = policy;
    }

    record PolicyView(
            String cinemaId,
            String cinema,
            String plan,
            String version,
            String validFrom,
            List<PolicyText.Clause> clauses,
            ContactView contact) {}

    @GetMapping("/api/cinemas/{cinemaId}/refund-policy")
    PolicyView policy(@PathVariable String cinemaId, Locale locale) {
        var cinema = cinemas.find(cinemaId).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        var text = policy.text(cinema.policyPlan(), locale);
        return new PolicyView(
                cinemaId,
                cinema.name(),
                text.plan(),
                text.version(),
                text.validFrom().toString(),
                text.clauses(),
                CinemaView.of(cinema).contact());
    }
}
