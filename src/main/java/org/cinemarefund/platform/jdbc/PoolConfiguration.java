package org.cinemarefund.platform.jdbc;

import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one data source of the engine and of ours, from {@code spring.datasource.*} as usual. */
@Configuration(proxyBeanMethods = false)
class PoolConfiguration {

    @Bean
    @ConfigurationProperties("spring.datasource.hikari")
    DatabasePool dataSource(DataSourceProperties settings) {
        var pool =
                settings.initializeDataSourceBuilder().type(DatabasePool.class).build();
        pool.mergesInserts(settings.determineUrl());
        return pool;
    }
}
