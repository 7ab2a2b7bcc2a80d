package org.cinemarefund.process;

import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.cinemarefund.operations.ProcessPath;
import org.cinemarefund.process.names.RefundProcess;
import org.springframework.stereotype.Component;

/** The engine's history of a refund: every stop, task and end, no gateways (see the history level). */
@Component
class PathsInTheEngine implements ProcessPath {
    /** Far more than a refund has; a wait that is polled for a month is cut here. */
    private static final int MOST = 500;

    /** Frames around steps that are listed themselves. */
    private static final Set<String> FRAMES = Set.of("subProcess", "startEvent", "multiInstanceBody");

    private final HistoryService history;

    PathsInTheEngine(HistoryService history) {
        this.history = history;
    }

    @Override
    public Optional<Path> of(String applicationNo) {
        var instances = history.createHistoricProcessInstanceQuery()
                .processDefinitionKey(RefundProcess.KEY)
                .processInstanceBusinessKey(applicationNo)
                .listPage(0, 1);
        return instances.stream()
                .findFirst()
                .map(instance -> new Path(
                        instance.getId(),
                        instance.getEndTime() == null,
                        history
                                .createHistoricActivityInstanceQuery()
                                .processInstanceId(instance.getId())
                                .orderByHistoricActivityInstanceStartTime()
                                .asc()
                                .orderPartiallyByOccurrence()
                                .asc()
                                .listPage(0, MOST)
                                .stream()
                                .filter(activity -> !FRAMES.contains(activity.getActivityType()))
                                .map(PathsInTheEngine::stop)
                                .toList()));
    }

    private static Stop stop(HistoricActivityInstance activity) {
        return new Stop(
                activity.getActivityId(),
                activity.getActivityName(),
                activity.getStartTime().toInstant(),
                Optional.ofNullable(activity.getEndTime()).map(Date::toInstant).orElse(null),
                // The one event that came ends the wait for the others: that is how such a wait goes on.
                activity.isCanceled() && !"eventBasedGateway".equals(activity.getActivityType()));
    }
}
