package org.cinemarefund.process.access;

import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.cinemarefund.process.engine.AccountUnlocked;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts our hand on the engine's users, groups and rights; what it needs in turn needs the engine and is asked for later. */
@Configuration(proxyBeanMethods = false)
class StaffConfiguration {

    @Bean
    static ProcessEnginePlugin staffOfTheEngine(
            ObjectProvider<Appointments> appointments,
            ObjectProvider<OwnPeople> ownPeople,
            ObjectProvider<TaskGroups> taskGroups,
            ObjectProvider<AccountUnlocked> unlocked) {
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                engine.setIdentityProviderSessionFactory(StaffIdentities.factory(
                        appointments::getObject,
                        ownPeople::getObject,
                        user -> unlocked.ifAvailable(pauses -> pauses.unlocked(user))));
                engine.setResourceAuthorizationProvider(new TaskAuthorizations(taskGroups::getObject));
            }
        };
    }
}
