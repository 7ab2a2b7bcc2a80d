package org.cinemarefund.platform.jdbc;

import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Two database roles, where two were given: one owns the tables, the other works with their rows. */
@Configuration(proxyBeanMethods = false)
class RolesConfiguration {

    @Bean
    FlywayConfigurationCustomizer rightsOfTheRuntimeRole(Environment settings) {
        var owner = settings.getProperty("spring.flyway.user", "");
        var role = settings.getProperty("spring.datasource.username", "");
        return flyway -> {
            if (!owner.isBlank() && !owner.equals(role)) {
                flyway.callbacks(new RuntimeRole(role));
            }
        };
    }
}
