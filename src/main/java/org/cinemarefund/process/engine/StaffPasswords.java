package org.cinemarefund.process.engine;

import java.util.function.Consumer;
import java.util.function.Function;
import org.camunda.bpm.engine.impl.identity.IdentityOperationResult;
import org.camunda.bpm.engine.impl.identity.db.DbIdentityServiceProvider;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;

/**
 * The engine's users without the engine's lock, which ten wrong passwords from anywhere shut for good; how often somebody may try is
 * decided at the doors, and what an earlier release locked is open again. A name that nobody has costs the same query and the
 * same hash as one that somebody has.
 */
public class StaffPasswords extends DbIdentityServiceProvider {
    private final Parts parts;

    /** @param parts from the factory */
    protected StaffPasswords(Parts parts) {
        this.parts = parts;
    }

    /** What all sessions share: a user nobody can be, and who is told the name when an administrator unlocks somebody. */
    public record Parts(UserEntity nobody, Consumer<String> unlocked) {}

    @Override
    public boolean checkPassword(String userId, String password) {
        if (password == null) {
            return false;
        }
        var user = findUserById(userId);
        var matches = matchPassword(password, user == null ? parts.nobody() : user);
        return matches && user != null;
    }

    @Override
    public IdentityOperationResult unlockUser(String userId) {
        parts.unlocked().accept(userId);
        return super.unlockUser(userId);
    }

    /** Makes one session per command. */
    public static final class Factory implements SessionFactory {
        private final Class<? extends StaffPasswords> type;
        private final Function<Parts, StaffPasswords> sessions;
        private final Consumer<String> unlocked;
        private volatile Parts parts;

        public Factory(
                Class<? extends StaffPasswords> type,
                Function<Parts, StaffPasswords> sessions,
                Consumer<String> unlocked) {
            this.type = type;
            this.sessions = sessions;
            this.unlocked = unlocked;
        }

        /** A type that can write tells the engine that users may be changed. */
        @Override
        public Class<?> getSessionType() {
            return type;
        }

        /** Inside a command, which the hash needs. */
        @Override
        public Session openSession() {
            if (parts == null) {
                var nobody = new UserEntity();
                nobody.setPassword("of nobody");
                nobody.encryptPassword();
                parts = new Parts(nobody, unlocked);
            }
            return sessions.apply(parts);
        }
    }
}
