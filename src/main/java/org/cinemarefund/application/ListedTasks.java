package org.cinemarefund.application;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.cinemarefund.identity.StaffUser;
import org.jspecify.annotations.Nullable;

/** The open tasks of a list, several in one look. */
public interface ListedTasks {

    /**
     * @param applicationNo missing where a task is about no single refund of ours
     * @param dueAt missing where a task has no deadline
     */
    record Listed(
            String taskId,
            String taskKey,
            @Nullable String applicationNo,
            @Nullable Instant dueAt) {}

    /** Those of these tasks that are open and that this person may see. */
    List<Listed> visible(Collection<String> taskIds, StaffUser user);
}
