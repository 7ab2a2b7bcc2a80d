package org.cinemarefund.application;

import java.util.Optional;
import org.cinemarefund.identity.StaffUser;

/** The open tasks of people, seen with their own rights. */
public interface StaffTasks {

    /**
     * @param taskKey the task's id in the diagram
     * @param assignee null when nobody claimed it
     */
    record StaffTask(String taskId, String taskKey, String applicationNo, String assignee) {}

    /** Empty when it does not exist or this person may not see it. */
    Optional<StaffTask> visible(String taskId, StaffUser user);
}
