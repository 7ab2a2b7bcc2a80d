package org.cinemarefund;

import java.util.Map;
import javax.sql.DataSource;
import org.cinemarefund.shared.SecurityLog;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * A command for an operator, beside nodes that work: needs the settings of the database and nothing else, and starts neither web
 * server nor engine.
 */
final class DatabaseCommand {
    private static final String URL = "spring.datasource.url";

    private DatabaseCommand() {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(DataSourceAutoConfiguration.class)
    static class DatabaseOnly {}

    interface Work {
        /** @return the exit code */
        int on(DataSource database);
    }

    static int run(Work work, String... args) {
        var application = new SpringApplication(DatabaseOnly.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        // What a node needs before it may move money is nothing a command uses.
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !listener.getClass().getName().startsWith(DatabaseCommand.class.getPackageName()))
                .toList());
        application.addInitializers(context -> onlyWhatIsThere(context.getEnvironment()));
        application.setDefaultProperties(
                Map.of("logging.level.root", "WARN", "logging.level." + SecurityLog.LOGGER, "INFO"));
        try (var context = application.run(args)) {
            return work.on(context.getBean(DataSource.class));
        }
    }

    /** Without an address Spring Boot would make up an empty database, and H2 one for every address. */
    private static void onlyWhatIsThere(ConfigurableEnvironment environment) {
        var url = environment.getProperty(URL, "");
        if (url.isBlank()) {
            throw new IllegalStateException(URL + " is not set");
        }
        if (url.startsWith("jdbc:h2:") && !url.contains("IFEXISTS")) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("only what is there", Map.of(URL, url + ";IFEXISTS=TRUE")));
        }
    }
}
