package org.cinemarefund.process;

import java.util.Map;
import java.util.SortedMap;
import org.camunda.bpm.engine.RepositoryService;
import org.cinemarefund.policy.NewestTables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Shows the engine, and with it Cockpit, the newest table of each plan, wherever it came from. Nothing is decided by them: the
 * policy asks the versions it has stored.
 */
@Component
class PlanTables implements SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(PlanTables.class);
    private static final String DEPLOYMENT = "refund-policy";

    private final NewestTables plans;
    private final RepositoryService repository;
    private SortedMap<String, String> shown;
    private SortedMap<String, String> refused;

    PlanTables(NewestTables plans, RepositoryService repository) {
        this.plans = plans;
        this.repository = repository;
    }

    @Override
    public void afterSingletonsInstantiated() {
        show();
    }

    /** Of nodes that do so at once the engine lets one deploy; the others find the same there. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
    synchronized void show() {
        var tables = plans.tables();
        if (tables.equals(shown)) {
            return;
        }
        try {
            deploy(tables);
            shown = tables;
        } catch (RuntimeException e) {
            if (!tables.equals(refused)) {
                log.error(
                        "the engine does not take a table of {}; refunds are decided all the same", tables.keySet(), e);
            }
            refused = tables;
        }
    }

    private void deploy(Map<String, String> tables) {
        var deployment = repository
                .createDeployment()
                .name(DEPLOYMENT)
                .source("cinema-refund")
                .enableDuplicateFiltering(true);
        tables.forEach((plan, table) -> deployment.addString("processes/policy-" + plan + ".dmn", table));
        deployment.deploy();
    }
}
