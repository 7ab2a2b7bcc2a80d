package org.cinemarefund.identity.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.OffsetDateTime;
import org.cinemarefund.identity.LoginAttempts;
import org.cinemarefund.identity.LoginCodes;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where the mini-program trades what {@code wx.login} gave it for a session. */
@RestController
class SessionController {
    /** WeChat's are 32 characters; it never promised that. */
    private static final int LONGEST_CODE = 256;

    private final LoginCodes codes;
    private final SessionTokens tokens;
    private final LoginAttempts attempts;

    SessionController(LoginCodes codes, SessionTokens tokens, LoginAttempts attempts) {
        this.codes = codes;
        this.tokens = tokens;
        this.attempts = attempts;
    }

    @PostMapping("/api/session")
    SessionAnswer login(@RequestBody Login login, HttpServletRequest request) {
        if (!attempts.admitsCode(request.getRemoteAddr())) {
            throw new Problem(ProblemCode.TOO_MANY_REQUESTS).with("retryAfterSeconds", attempts.secondsToWait());
        }
        if (login.code() == null || login.code().isBlank()) {
            throw Problem.invalid("code", "required");
        }
        if (login.code().length() > LONGEST_CODE) {
            throw Problem.invalid("code", "length");
        }
        var session = tokens.issue(codes.exchange(login.code()));
        return new SessionAnswer(session.token(), ChinaTime.of(session.expiresAt()));
    }

    record Login(String code) {

        @Override
        public String toString() {
            return "Login";
        }
    }

    record SessionAnswer(String token, OffsetDateTime expiresAt) {

        @Override
        public String toString() {
            return "SessionAnswer[expiresAt=" + expiresAt + "]";
        }
    }
}
