package org.cinemarefund.process.engine;

import java.util.function.Consumer;
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
final class StaffPasswords extends DbIdentityServiceProvider {
    private final UserEntity nobody;
    private final Consumer<String> unlocked;

    private StaffPasswords(UserEntity nobody, Consumer<String> unlocked) {
        this.nobody = nobody;
        this.unlocked = unlocked;
    }

    @Override
    public boolean checkPassword(String userId, String password) {
        if (password == null) {
            return false;
        }
        var user = findUserById(userId);
        var matches = matchPassword(password, user == null ? nobody : user);
        return matches && user != null;
    }

    @Override
    public IdentityOperationResult unlockUser(String userId) {
        unlocked.accept(userId);
        return super.unlockUser(userId);
    }

    static final class Factory implements SessionFactory {
        private final Consumer<String> unlocked;
        private volatile UserEntity nobody;

        /** @param unlocked told the name when an administrator unlocks somebody */
        Factory(Consumer<String> unlocked) {
            this.unlocked = unlocked;
        }

        @Override
        public Class<?> getSessionType() {
            return StaffPasswords.class;
        }

        /** Inside a command, which the hash needs. */
        @Override
        public Session openSession() {
            if (nobody == null) {
                var made = new UserEntity();
                made.setPassword("of nobody");
                made.encryptPassword();
                nobody = made;
            }
            return new StaffPasswords(nobody, unlocked);
        }
    }
}
