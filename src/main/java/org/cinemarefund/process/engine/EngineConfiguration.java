package org.cinemarefund.process.engine;

import java.util.List;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The engine as this product runs it, beyond what {@code camunda.bpm.*} in the settings can say. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {
    private static final String ENGINE = "processEngineFactoryBean";
    private static final String MIGRATIONS = "flywayInitializer";

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
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                engine.setCustomHistoryLevels(List.of(RefundHistory.INSTANCE));
                engine.setHistoryLevel(RefundHistory.INSTANCE);
                engine.setBeans(visible);
                engine.setExpressionManager(new QueryExpressionGuard(visible));
            }
        };
    }
}
