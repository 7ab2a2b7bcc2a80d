package org.cinemarefund.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlanTablesTest {
    private final ProcessEngine engine = new StandaloneInMemProcessEngineConfiguration()
            .setProcessEngineName("plan-tables")
            .setJdbcUrl("jdbc:h2:mem:plan-tables;DB_CLOSE_DELAY=-1")
            .setDatabaseSchemaUpdate("create-drop")
            .setJobExecutorActivate(false)
            .buildProcessEngine();
    private SortedMap<String, String> newest = new TreeMap<>();
    private final PlanTables tables = new PlanTables(() -> newest, engine.getRepositoryService());

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void the_engine_is_given_a_newer_version_and_nothing_twice() throws IOException {
        newest.put("flat-fee", table("flat-fee"));
        newest.put("member-card", table("member-card"));
        tables.afterSingletonsInstantiated();
        tables.show();
        new PlanTables(() -> newest, engine.getRepositoryService()).show();
        assertThat(versions()).containsExactly("flat-fee 1", "member-card 1");

        newest = new TreeMap<>(newest);
        newest.put("flat-fee", table("flat-fee").replace("versionTag=\"1\"", "versionTag=\"2\""));
        tables.show();

        assertThat(versions()).containsExactly("flat-fee 1", "flat-fee 2", "member-card 1");
        assertThat(latest("flat-fee").getVersionTag()).isEqualTo("2");
    }

    @Test
    void what_the_engine_does_not_take_stops_nobody() throws IOException {
        newest.put("flat-fee", "<definitions/>");
        tables.afterSingletonsInstantiated();
        assertThat(versions()).isEmpty();

        newest = new TreeMap<>(newest);
        newest.put("flat-fee", table("flat-fee"));
        tables.show();

        assertThat(versions()).containsExactly("flat-fee 1");
    }

    private static String table(String plan) throws IOException {
        return Files.readString(Path.of("processes", "policy-" + plan + ".dmn"), StandardCharsets.UTF_8);
    }

    private DecisionDefinition latest(String plan) {
        return engine.getRepositoryService()
                .createDecisionDefinitionQuery()
                .decisionDefinitionKey(plan)
                .latestVersion()
                .singleResult();
    }

    private List<String> versions() {
        return engine.getRepositoryService().createDecisionDefinitionQuery().list().stream()
                .map(definition -> definition.getKey() + " " + definition.getVersion())
                .sorted()
                .toList();
    }
}
