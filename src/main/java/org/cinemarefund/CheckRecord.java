package org.cinemarefund;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.cinemarefund.application.jdbc.RecordCheck;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * {@code java -jar … --check-record}: is every application's record whole? Needs the settings of the database and nothing
 * else, starts neither web server nor engine, and only reads. For an operator, beside nodes that work.
 */
final class CheckRecord {
    static final String ARGUMENT = "--check-record";
    static final int WHOLE = 0;
    static final int NOT_CHECKED = 1;
    static final int BROKEN = 2;

    private static final String URL = "spring.datasource.url";

    private CheckRecord() {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(DataSourceAutoConfiguration.class)
    static class DatabaseOnly {}

    static boolean asked(String... args) {
        return List.of(args).contains(ARGUMENT);
    }

    /** @return the exit code */
    static int run(PrintStream out, String... args) {
        var application = new SpringApplication(DatabaseOnly.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        // What a node needs before it may move money is nothing this command uses.
        application.setListeners(application.getListeners().stream()
                .filter(it -> !it.getClass().getName().startsWith(CheckRecord.class.getPackageName()))
                .toList());
        application.addInitializers(context -> onlyWhatIsThere(context.getEnvironment()));
        application.setDefaultProperties(Map.of("logging.level.root", "WARN"));
        try (ConfigurableApplicationContext context = application.run(args)) {
            var verdict = new RecordCheck(context.getBean(DataSource.class)).run(out::println);
            out.println(verdict);
            return verdict.broken() == 0 ? WHOLE : BROKEN;
        } catch (RuntimeException e) {
            out.println("not checked: "
                    + NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            return NOT_CHECKED;
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
                    .addFirst(new MapPropertySource(ARGUMENT, Map.of(URL, url + ";IFEXISTS=TRUE")));
        }
    }
}
