package org.cinemarefund.process.engine;

import java.util.Set;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.cmd.ClaimTaskCmd;
import org.camunda.bpm.engine.impl.cmd.CompleteTaskCmd;
import org.camunda.bpm.engine.impl.cmd.ExecuteJobsCmd;
import org.camunda.bpm.engine.impl.cmd.MessageEventReceivedCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.cache.CacheFactory;
import org.camunda.bpm.engine.impl.persistence.deploy.cache.DeploymentCache;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;

/**
 * What an instance goes on by is read once. The engine reads the row of a definition again with each command, for its
 * suspension alone, and that matters to starts: what goes on is stopped by its own row.
 */
final class KnownDefinitions extends DeploymentCache {
    private static final Set<Class<?>> GOING_ON = Set.of(
            TaskQueryImpl.class,
            ClaimTaskCmd.class,
            CompleteTaskCmd.class,
            ExecuteJobsCmd.class,
            MessageEventReceivedCmd.class);

    KnownDefinitions(CacheFactory factory, int capacity) {
        super(factory, capacity);
    }

    @Override
    public ProcessDefinitionEntity findDeployedProcessDefinitionById(String id) {
        var known = isGoingOn() ? findProcessDefinitionFromCache(id) : null;
        return known == null ? super.findDeployedProcessDefinitionById(id) : known;
    }

    private static boolean isGoingOn() {
        var command = Context.getCommandInvocationContext();
        return command != null && GOING_ON.contains(command.getCommand().getClass());
    }
}
