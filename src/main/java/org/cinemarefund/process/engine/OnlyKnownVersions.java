package org.cinemarefund.process.engine;

import java.util.function.Supplier;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * A token of a version that this node does not know stays where it is, whoever would move it: a person who completes a task, a
 * message, a job executed by hand. Everything can be read. Jobs need no such guard, as only known ones are taken; built in, so that
 * no call can skip it.
 */
final class OnlyKnownVersions extends AbstractBpmnParseListener {
    private final ExecutionListener guard;

    OnlyKnownVersions(Supplier<NodeVersions> versions) {
        this.guard = execution -> {
            var known = versions.get();
            if (known != null) {
                known.requireKnown(execution.getProcessDefinitionId());
            }
        };
    }

    @Override
    public void parseProcess(Element element, ProcessDefinitionEntity definition) {
        guard(definition);
    }

    private void guard(ScopeImpl scope) {
        for (var activity : scope.getActivities()) {
            activity.addBuiltInListener(ExecutionListener.EVENTNAME_START, guard);
            activity.addBuiltInListener(ExecutionListener.EVENTNAME_END, guard);
            guard(activity);
        }
    }
}
