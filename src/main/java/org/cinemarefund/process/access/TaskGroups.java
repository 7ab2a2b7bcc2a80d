package org.cinemarefund.process.access;

import java.util.Optional;

/**
 * Whose business a task is, told from what we stored ourselves. The links that the engine keeps on a task are no answer: an
 * administrator can add to them.
 */
public interface TaskGroups {

    /**
     * @param taskKey the task's id in the diagram
     * @param businessKey of the process instance it belongs to
     * @return empty when nobody may decide it
     */
    Optional<String> groupOf(String taskKey, String businessKey);
}
