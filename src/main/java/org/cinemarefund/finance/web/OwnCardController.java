package org.cinemarefund.finance.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.cinemarefund.finance.PayeeCardDesk;
import org.cinemarefund.identity.Moviegoer;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The moviegoer's own card for a refund that could not go back the way it came. */
@RestController
class OwnCardController {
    private final PayeeCardDesk desk;
    private final ObjectMapper json;

    OwnCardController(PayeeCardDesk desk, ObjectMapper json) {
        this.desk = desk;
        this.json = json;
    }

    @PutMapping("/api/refund-applications/{applicationNo}/payee-card")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void give(Moviegoer moviegoer, @PathVariable String applicationNo, HttpServletRequest request) throws IOException {
        desk.giveOwn(
                moviegoer.openid(), applicationNo, CardBody.of(request, json).card());
    }
}
