package org.cinemarefund.process.engine;

import java.util.function.Supplier;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * No process ends, is cancelled or deleted while somebody still waits for it. Built in, so that {@code skipCustomListeners}
 * of a call does not skip it.
 */
final class NoEndWhileAlive extends AbstractBpmnParseListener {
    private final Supplier<OwnRows> rows;

    NoEndWhileAlive(Supplier<OwnRows> rows) {
        this.rows = rows;
    }

    @Override
    public void parseProcess(Element element, ProcessDefinitionEntity definition) {
        ExecutionListener end = execution -> {
            var known = rows.get();
            if (known != null) {
                known.requireMayEnd(definition.getKey(), execution.getProcessBusinessKey());
            }
        };
        definition.addBuiltInListener(ExecutionListener.EVENTNAME_END, end);
    }
}
