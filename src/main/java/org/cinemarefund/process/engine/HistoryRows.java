package org.cinemarefund.process.engine;

import org.camunda.bpm.engine.impl.cmd.ClaimTaskCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.history.event.HistoricScopeInstanceEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.handler.DbHistoryEventHandler;

/** Writes history as the engine does; taking a task ends nothing, so nobody has to read when it began. */
final class HistoryRows extends DbHistoryEventHandler {
    @Override
    protected void insertOrUpdate(HistoryEvent event) {
        if (event instanceof HistoricScopeInstanceEvent scope
                && scope.getEndTime() == null
                && scope.getId() != null
                && !isInitialEvent(event)
                && isTaking()
                && getDbEntityManager().getCachedEntity(event.getClass(), event.getId()) == null) {
            getDbEntityManager().merge(event);
        } else {
            super.insertOrUpdate(event);
        }
    }

    private static boolean isTaking() {
        var command = Context.getCommandInvocationContext();
        return command != null && command.getCommand().getClass() == ClaimTaskCmd.class;
    }
}
