package org.cinemarefund.desk.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.cinemarefund.identity.StaffRole;
import org.cinemarefund.identity.web.StaffSession;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells our pages in the web applications whom they are shown to; what somebody may do is checked by each call itself. */
@RestController
class MeController {
    private final StaffSession session;

    MeController(StaffSession session) {
        this.session = session;
    }

    record MeView(String userId, List<StaffRole> roles) {}

    @GetMapping("/api/desk/me")
    MeView me(HttpServletRequest request) {
        var user = session.required(request);
        return new MeView(user.id(), StaffRole.of(user));
    }
}
