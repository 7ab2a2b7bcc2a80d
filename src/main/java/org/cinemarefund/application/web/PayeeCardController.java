package org.cinemarefund.application.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.Map;
import org.cinemarefund.application.PayeeCardDesk;
import org.cinemarefund.application.PayeeCardDesk.TypedCard;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The card for an abnormal refund, given by finance inside the task form. It goes past the process on purpose: a variable
 * would be kept in the engine's tables. For everybody else this does not exist.
 */
@RestController
@RequestMapping("/api/desk/refunds/{applicationNo}/payee-card")
class PayeeCardController {
    private static final String FINANCE = "finance";

    private final StaffSession session;
    private final PayeeCardDesk desk;
    private final ObjectMapper json;

    PayeeCardController(StaffSession session, PayeeCardDesk desk, ObjectMapper json) {
        this.session = session;
        this.desk = desk;
        this.json = json;
    }

    /** All that is ever told: not even the last digits can be read any more. */
    record GivenView(String bankType, String givenBy, OffsetDateTime givenAt) {}

    @GetMapping
    GivenView given(@PathVariable String applicationNo, HttpServletRequest request) {
        requireFinance(request);
        return desk.given(applicationNo)
                .map(it -> new GivenView(it.bankType(), it.by(), ChinaTime.of(it.at())))
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
    }

    @PutMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void give(@PathVariable String applicationNo, HttpServletRequest request) throws IOException {
        var by = requireFinance(request);
        session.requireCsrf(request);
        desk.give(applicationNo, card(request), by);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String applicationNo, HttpServletRequest request) {
        var by = requireFinance(request);
        session.requireCsrf(request);
        desk.remove(applicationNo, by);
    }

    private String requireFinance(HttpServletRequest request) {
        return session.requiredIn(FINANCE, request).id();
    }

    /** Read by hand and only now: whoever may not send it learns nothing, and a parser's complaint quotes nothing. */
    private TypedCard card(HttpServletRequest request) throws IOException {
        Map<?, ?> fields;
        try {
            fields = json.readValue(request.getInputStream(), Map.class);
        } catch (JsonProcessingException e) {
            throw Problem.invalid("body", "malformed");
        }
        if (fields == null) {
            throw Problem.invalid("body", "required");
        }
        return TypedCard.of(fields.get("bankType"), fields.get("bankAccount"), fields.get("realName"));
    }
}
