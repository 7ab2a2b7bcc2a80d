package org.cinemarefund.process.engine;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.history.AbstractHistoryLevel;
import org.camunda.bpm.engine.impl.history.HistoryLevel;
import org.camunda.bpm.engine.impl.history.event.HistoryEventType;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.migration.instance.MigratingVariableInstance;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;
import org.cinemarefund.process.names.Variable;
import org.cinemarefund.process.names.Words;
import org.jspecify.annotations.Nullable;

/**
 * What the engine remembers: everything of {@code full} but the detail row of each variable change, the form fields a
 * person submitted, the log of jobs that went well, which gateways were passed, and the links of tasks to people and groups
 * (who took a task and who did it stands with the task and in the log of operations). Of variables it never remembers what a moviegoer or reviewer wrote
 * (that lives in our own tables, with our own retention), nor the copies a task carries for its card in the task list.
 *
 * <p>The engine refuses to start with another level than the database was begun with, so id and name never change.
 */
final class RefundHistory extends AbstractHistoryLevel {
    static final HistoryLevel INSTANCE = new RefundHistory();

    /**
     * Consumed by the first step, or personal ({@code comment} is a reviewer's word about a person), or what our own row of the
     * case says, such as its cinema.
     */
    static final Set<String> NEVER_REMEMBERED = Stream.concat(
                    Words.START.stream(),
                    Stream.of(
                            Words.COMMENT,
                            Words.PROOF,
                            Words.REFUND_AMOUNT,
                            Words.REJECT_REASON,
                            Variable.CINEMA_ID.name()))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<HistoryEventTypes> LEFT_OUT = Set.of(
            HistoryEventTypes.VARIABLE_INSTANCE_UPDATE_DETAIL,
            HistoryEventTypes.FORM_PROPERTY_UPDATE,
            HistoryEventTypes.JOB_CREATE,
            HistoryEventTypes.JOB_SUCCESS,
            HistoryEventTypes.JOB_DELETE,
            HistoryEventTypes.IDENTITY_LINK_ADD,
            HistoryEventTypes.IDENTITY_LINK_DELETE);

    private RefundHistory() {}

    @Override
    public int getId() {
        return 40;
    }

    @Override
    public String getName() {
        return "refund";
    }

    /** @param entity missing when the engine asks once for all, while it parses a diagram */
    @Override
    public boolean isHistoryEventProduced(HistoryEventType type, @Nullable Object entity) {
        if (type instanceof HistoryEventTypes known && LEFT_OUT.contains(known)) {
            return false;
        }
        if (entity instanceof ExecutionEntity token && isGateway(token)) {
            return !isOfActivity(type);
        }
        if (entity instanceof VariableInstanceEntity variable) {
            return variable.getTaskId() == null && !NEVER_REMEMBERED.contains(variable.getName());
        }
        // Migrating a variable would write the row that was never there.
        if (entity instanceof MigratingVariableInstance variable) {
            return !NEVER_REMEMBERED.contains(variable.getVariableName());
        }
        return true;
    }

    /** Passed without a stop; which way was taken is told by what comes behind it. */
    private static boolean isGateway(ExecutionEntity token) {
        var activity = token.getActivity();
        return activity != null && "exclusiveGateway".equals(activity.getProperty("type"));
    }

    private static boolean isOfActivity(HistoryEventType type) {
        return type == HistoryEventTypes.ACTIVITY_INSTANCE_START
                || type == HistoryEventTypes.ACTIVITY_INSTANCE_UPDATE
                || type == HistoryEventTypes.ACTIVITY_INSTANCE_END;
    }
}
