package org.cinemarefund;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import javax.sql.DataSource;
import org.cinemarefund.shared.SecurityLog;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
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

    /** What could not be checked is neither well nor not. */
    static final int NOT_CHECKED = 1;

    /** Runs a check, and says why where it cannot. */
    static int check(PrintStream out, Work work, String... args) {
        try {
            return run(work, args);
        } catch (RuntimeException e) {
            return notChecked(out, e);
        }
    }

    static int notChecked(PrintStream out, Exception e) {
        out.println(
                "not checked: " + NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        return NOT_CHECKED;
    }

    /** What stands behind an argument, {@code name value} or {@code name=value}; empty where nothing does. */
    static String valueOf(String name, String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith(name + "=")) {
                return args[i].substring(name.length() + 1);
            }
            if (args[i].equals(name)) {
                return i + 1 < args.length && !args[i + 1].startsWith("--") ? args[i + 1] : "";
            }
        }
        return "";
    }

    static boolean asked(String name, String... args) {
        return Arrays.stream(args).anyMatch(each -> each.equals(name) || each.startsWith(name + "="));
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
