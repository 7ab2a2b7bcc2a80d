package org.cinemarefund.application;

import java.util.Optional;
import org.cinemarefund.identity.StaffUser;
import org.jspecify.annotations.Nullable;

/** The open tasks of people, seen with their own rights. */
public interface StaffTasks {

    /**
     * @param taskKey the task's id in the diagram
     * @param assignee missing when nobody claimed it
     */
    record StaffTask(
            String taskId,
            String taskKey,
            String applicationNo,
            @Nullable String assignee) {}

    /** Whether this person of finance has claimed a task about the application, and it is still open. */
    boolean claimedOfFinance(String applicationNo, String userId);

    /** A task about one refund; empty when it is none, does not exist, or this person may not see it. */
    Optional<StaffTask> visible(String taskId, StaffUser user);

    /**
     * A contradiction somebody has to look at.
     *
     * @param applicationNo missing when the number is none of ours
     * @param what a code, text for people under {@code alarm.<code>}
     */
    record StaffAlarm(
            String taskId, String outRefundNo, @Nullable String applicationNo, String what, String assignee) {}

    /** Empty when it is no alarm, does not exist, or this person may not see it. */
    Optional<StaffAlarm> visibleAlarm(String taskId, StaffUser user);
}
