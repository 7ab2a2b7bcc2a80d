package org.cinemarefund.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The log's levels are kept once per JVM, and whoever set one last would decide what every later test class hears. Each class
 * begins with those of logback-test.xml; one with a Spring context goes on with what its own context asks for, also when the
 * context was started for a class before it. Found by JUnit for every class, see META-INF/services.
 */
public final class OwnLogLevels implements BeforeAllCallback, TestInstancePreConstructCallback {
    private static final LoggerContext LOG = (LoggerContext) LoggerFactory.getILoggerFactory();

    /** Where no Spring context was yet: this class is loaded before the first test class. */
    private static final Map<String, Level> CONFIGURED = LOG.getLoggerList().stream()
            .filter(logger -> logger.getLevel() != null)
            .collect(Collectors.toUnmodifiableMap(Logger::getName, Logger::getLevel));

    private static @Nullable Class<?> current;

    @Override
    public void beforeAll(ExtensionContext test) {
        changeTo(test.getRequiredTestClass());
    }

    /** Where one instance serves all tests of a class, it is made, and its context found, before all of them. */
    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext instance, ExtensionContext test) {
        changeTo(instance.getTestClass());
    }

    private static void changeTo(Class<?> test) {
        if (test != current) {
            current = test;
            asConfigured();
        }
    }

    static void asConfigured() {
        for (var logger : LOG.getLoggerList()) {
            logger.setLevel(CONFIGURED.get(logger.getName()));
        }
    }

    /** Levels by name of the logger, as {@code logging.level} gives them. */
    static void asAskedForBy(Environment environment) {
        Binder.get(environment)
                .bind("logging.level", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .forEach((name, level) -> LOG.getLogger(name.equalsIgnoreCase("root") ? Logger.ROOT_LOGGER_NAME : name)
                        .setLevel(Level.valueOf(level)));
    }
}
