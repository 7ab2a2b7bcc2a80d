package org.cinemarefund.process.access;

import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.cinemarefund.shared.Sha256;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which sessions may go on: those of users who are still there and whose password is still the one of the log-in. Looked up again
 * every few seconds, as a password may be changed on another node.
 */
@Component
class OpenSessions {
    private static final Duration GOOD_FOR = Duration.ofSeconds(10);
    private static final String ATTRIBUTE = OpenSessions.class.getName();

    private final IdentityService identity;
    private final Clock clock;

    OpenSessions(IdentityService identity, Clock clock) {
        this.identity = identity;
        this.clock = clock;
    }

    /** Begins to watch a session the first time it is asked about it. */
    boolean mayGoOn(HttpSession session, String userId) {
        var now = clock.instant();
        var seen = session.getAttribute(ATTRIBUTE) instanceof Seen before ? before : null;
        if (seen != null && now.isBefore(seen.at().plus(GOOD_FOR)) && !now.isBefore(seen.at())) {
            return true;
        }
        var password = password(userId);
        if (password == null || seen != null && !seen.password().equals(password)) {
            return false;
        }
        session.setAttribute(ATTRIBUTE, new Seen(password, now));
        return true;
    }

    /** This session's own person has changed the password in it. */
    void renew(HttpSession session, String userId) {
        session.removeAttribute(ATTRIBUTE);
        mayGoOn(session, userId);
    }

    /** A fingerprint of what is stored, itself salted and hashed; missing when the user is gone. */
    private @Nullable String password(String userId) {
        if (!(identity.createUserQuery().userId(userId).singleResult() instanceof UserEntity user)) {
            return null;
        }
        return Base64.getEncoder().encodeToString(Sha256.of(user.getSalt() + "\n" + user.getPassword()));
    }

    private record Seen(String password, Instant at) implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
