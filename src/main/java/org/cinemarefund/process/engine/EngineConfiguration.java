package org.cinemarefund.process.engine;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.ArtifactFactory;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.incident.IncidentHandler;
import org.camunda.bpm.engine.impl.persistence.deploy.cache.DefaultCacheFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The engine as this product runs it, beyond what {@code camunda.bpm.*} in the settings can say. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {
    private static final String ENGINE = "processEngineFactoryBean";
    private static final String MIGRATIONS = "flywayInitializer";

    /** How many the engine keeps by itself. */
    private static final int DEFINITIONS = 1000;

    /** Both make tables; Flyway refuses a database where somebody was there first. */
    @Bean
    static BeanFactoryPostProcessor engineAfterMigrations() {
        return beans -> {
            if (beans.containsBeanDefinition(ENGINE) && beans.containsBeanDefinition(MIGRATIONS)) {
                beans.getBeanDefinition(ENGINE).setDependsOn(MIGRATIONS);
            }
        };
    }

    @Bean
    static ProcessEnginePlugin refundEngine(ConfigurableListableBeanFactory beans) {
        var visible = new ProcessBeans(beans);
        Supplier<OwnRows> rows = () -> beans.getBeanProvider(OwnRows.class).getIfAvailable();
        Supplier<NodeVersions> versions =
                () -> beans.getBeanProvider(NodeVersions.class).getIfAvailable();
        var timers = new TimerGuard(rows, () -> beans.getBean(Clock.class));
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                engine.setCustomHistoryLevels(List.of(RefundHistory.INSTANCE));
                engine.setHistoryLevel(RefundHistory.INSTANCE);
                engine.setBeans(visible);
                engine.setExpressionManager(new QueryExpressionGuard(visible));
                withoutForeignCode(engine);
                leaner(engine);
                engine.setCustomJobHandlers(timers.handlers());
                var listeners = engine.getCustomPostBPMNParseListeners();
                engine.setCustomPostBPMNParseListeners(listeners == null ? new ArrayList<>() : listeners);
                engine.getCustomPostBPMNParseListeners()
                        .addAll(List.of(new NoEndWhileAlive(rows), new OnlyKnownVersions(versions)));
            }

            /** After every setting: a node takes only the jobs of versions it runs, see the deployer. */
            @Override
            public void postInit(ProcessEngineConfigurationImpl engine) {
                engine.setJobExecutorDeploymentAware(true);
                var definitions = new KnownDefinitions(new DefaultCacheFactory(), DEFINITIONS);
                definitions.setDeployers(engine.getDeployers());
                engine.setDeploymentCache(definitions);
            }
        };
    }

    /** The same with fewer statements, docs/adr 0019. */
    private static void leaner(ProcessEngineConfigurationImpl engine) {
        var sessions = new ArrayList<>(LeanManagers.factories());
        if (engine.getCustomSessionFactories() != null) {
            sessions.addAll(engine.getCustomSessionFactories());
        }
        engine.setCustomSessionFactories(sessions);
        var incidents = new ArrayList<IncidentHandler>(List.of(new FailedJobs()));
        if (engine.getCustomIncidentHandlers() != null) {
            incidents.addAll(engine.getCustomIncidentHandlers());
        }
        engine.setCustomIncidentHandlers(incidents);
        engine.setEnableDefaultDbHistoryEventHandler(false);
        engine.getCustomHistoryEventHandlers().add(new HistoryRows());
    }

    /** Nothing runs but named beans: no class by its name, no script in any language, no deployment that could say either. */
    static void withoutForeignCode(ProcessEngineConfigurationImpl engine) {
        engine.setArtifactFactory(new NoClasses());
        engine.setScriptEngineResolver(new NoScripts());
        engine.setCustomPreDeployers(List.of(new DeploymentGuard()));
    }

    private static final class NoClasses implements ArtifactFactory {
        @Override
        public <T> T getArtifact(Class<T> type) {
            throw new ExpressionRefused("a diagram may not name a class");
        }
    }
}
