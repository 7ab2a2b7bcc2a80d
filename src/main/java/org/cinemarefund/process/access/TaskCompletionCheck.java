package org.cinemarefund.process.access;

import java.util.Map;
import org.cinemarefund.shared.Problem;

/**
 * Asked before a completion reaches the engine, so that a refusal is an answer with a code instead of a failure. It does
 * not replace the check inside the completing transaction.
 */
public interface TaskCompletionCheck {

    /**
     * @param variables what the person submits; only names their task declares
     * @throws Problem when the completion would be refused
     */
    void check(TaskRights.OpenTask task, Map<String, Object> variables, String userId);
}
