package org.cinemarefund.process.access;

import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.cinemarefund.identity.StaffUser;
import org.springframework.stereotype.Component;

/** Asks the engine, or has it do something, with a person of the staff logged in: their rights count, and its logs name them. */
@Component
public class InTheNameOf {
    private final IdentityService identity;

    InTheNameOf(IdentityService identity) {
        this.identity = identity;
    }

    /** Who was logged in on this thread before is so afterwards. */
    public <T> T call(StaffUser user, Supplier<T> work) {
        var before = identity.getCurrentAuthentication();
        identity.setAuthentication(user.id(), user.groups(), List.of());
        try {
            return work.get();
        } finally {
            if (before == null) {
                identity.clearAuthentication();
            } else {
                identity.setAuthentication(before);
            }
        }
    }
}
