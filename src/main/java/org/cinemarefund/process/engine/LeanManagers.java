package org.cinemarefund.process.engine;

import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.event.EventType;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationManager;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionManager;
import org.camunda.bpm.engine.impl.persistence.entity.JobManager;

/** The engine's own ways to its tables, without questions whose answer is known. */
final class LeanManagers {
    private LeanManagers() {}

    static List<SessionFactory> factories() {
        return List.of(
                factory(JobManager.class, ImmediateJobs::new),
                factory(EventSubscriptionManager.class, Subscriptions::new),
                factory(AuthorizationManager.class, Rights::new));
    }

    private static <T extends Session> SessionFactory factory(Class<T> type, Supplier<? extends T> sessions) {
        return new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return type;
            }

            @Override
            public Session openSession() {
                return sessions.get();
            }
        };
    }

    /** Only signals are delivered by jobs of their own; nobody has to look for one behind a message. */
    private static final class Subscriptions extends EventSubscriptionManager {
        @Override
        public void deleteEventSubscription(EventSubscriptionEntity subscription) {
            if (subscription.isSubscriptionForEventType(EventType.MESSAGE)) {
                getDbEntityManager().delete(subscription);
            } else {
                super.deleteEventSubscription(subscription);
            }
        }
    }

    /**
     * Reads every row of authorization to leave out the groups that have none, which changes no answer: a group without rows
     * gives no right.
     */
    private static final class Rights extends AuthorizationManager {
        @Override
        public List<String> filterAuthenticatedGroupIds(List<String> groups) {
            return groups == null ? List.of() : groups;
        }
    }
}
