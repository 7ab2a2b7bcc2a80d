package org.cinemarefund.process.access;

import org.cinemarefund.identity.PasswordPauses;
import org.cinemarefund.process.engine.AccountUnlocked;
import org.cinemarefund.shared.SecurityLog;
import org.cinemarefund.shared.SecurityLog.Event;
import org.springframework.stereotype.Component;

/** What both ways in with a staff password have in common: the pauses, and a line in the security log. */
@Component
class PasswordDoor implements AccountUnlocked {
    private final PasswordPauses pauses;
    private final EngineUsers users;

    PasswordDoor(PasswordPauses pauses, EngineUsers users) {
        this.pauses = pauses;
        this.users = users;
    }

    /** 0 to go on; otherwise the password is not even looked at. */
    int secondsToWait(String user, String ip) {
        return pauses.secondsToWait(user, ip);
    }

    void wrong(String user, String ip) {
        // Asked for every name, so that a known one takes as long as an unknown one.
        var known = users.exists(user) ? user : null;
        SecurityLog.write(Event.WRONG_PASSWORD, known, null);
        if (pauses.wrong(user, ip)) {
            SecurityLog.write(Event.PAUSED, known, null);
        }
    }

    void right(String user, String ip) {
        pauses.right(user, ip);
    }

    @Override
    public void unlocked(String user) {
        pauses.forget(user);
        SecurityLog.write(Event.UNLOCKED, users.exists(user) ? user : null, null);
    }
}
