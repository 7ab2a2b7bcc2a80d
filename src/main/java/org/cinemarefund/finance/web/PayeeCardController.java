package org.cinemarefund.finance.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.cinemarefund.finance.PayeeCardDesk;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.SecurityLog;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The card for an abnormal refund, given by the one of finance who has claimed the task, inside its form. It goes past the process on purpose: a variable
 * would be kept in the engine's tables. For everybody else this does not exist.
 */
@RestController
@RequestMapping("/api/desk/refunds/{applicationNo}/payee-card")
class PayeeCardController {

    private final StaffSession session;
    private final PayeeCardDesk desk;
    private final CardTexts texts;
    private final ObjectMapper json;

    PayeeCardController(StaffSession session, PayeeCardDesk desk, CardTexts texts, ObjectMapper json) {
        this.session = session;
        this.desk = desk;
        this.texts = texts;
        this.json = json;
    }

    /** All that is ever told: the number itself can be read by nobody any more. */
    record GivenView(
            String bankType, String bank, String lastDigits, String givenBy, String comment, OffsetDateTime givenAt) {}

    @GetMapping
    GivenView given(@PathVariable String applicationNo, HttpServletRequest request, Locale locale) {
        requireFinance(request);
        return desk.given(applicationNo)
                .map(given -> new GivenView(
                        given.card().bankType(),
                        texts.bank(given.card().bankType(), locale),
                        given.card().lastDigits(),
                        given.by(),
                        given.note(),
                        ChinaTime.of(given.at())))
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
    }

    @PutMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void give(@PathVariable String applicationNo, HttpServletRequest request) throws IOException {
        var by = requireFinance(request);
        session.requireCsrf(request);
        noted(by, "PUT", () -> {
            // Asked again by the desk, in its transaction: from anybody else not even the number of a card is read.
            desk.requireClaimed(applicationNo, by);
            var body = CardBody.of(request, json);
            desk.giveAsFinance(applicationNo, body.card(), body.comment(), by);
        });
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String applicationNo, HttpServletRequest request) throws IOException {
        var by = requireFinance(request);
        session.requireCsrf(request);
        noted(by, "DELETE", () -> desk.remove(applicationNo, by));
    }

    private String requireFinance(HttpServletRequest request) {
        return session.requiredIn(GroupNames.FINANCE, request).id();
    }

    private interface Change {
        void make() throws IOException;
    }

    /** Whoever reaches for the money of a task that is not theirs is noted. */
    private static void noted(String by, String method, Change change) throws IOException {
        try {
            change.make();
        } catch (Problem e) {
            if (e.code() == ProblemCode.TASK_NOT_YOURS) {
                SecurityLog.write(SecurityLog.Event.MONEY_REFUSED, by, method + " payee-card " + e.code());
            }
            throw e;
        }
    }
}
