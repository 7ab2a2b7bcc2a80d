package org.cinemarefund.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.slf4j.LoggerFactory;
import org.springframework.mock.env.MockEnvironment;

@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class OwnLogLevelsTest {
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("org.cinemarefund");
    private static final Logger DEEPER = (Logger) LoggerFactory.getLogger("org.cinemarefund.notice.Some");
    private static final Logger CONFIGURED = (Logger) LoggerFactory.getLogger("org.flywaydb");

    @Nested
    @Order(1)
    class A_class_that_silences_what_it_can {
        @Test
        void silences() {
            for (var logger : new Logger[] {ROOT, OURS, DEEPER, CONFIGURED}) {
                logger.setLevel(Level.OFF);
            }
        }
    }

    @Nested
    @Order(2)
    class The_class_after_it {
        @Test
        void hears_what_is_said() {
            assertThat(ROOT.getLevel()).isEqualTo(Level.INFO);
            assertThat(OURS.getLevel()).isNull();
            assertThat(DEEPER.getEffectiveLevel()).isEqualTo(Level.INFO);
            assertThat(CONFIGURED.getLevel()).isEqualTo(Level.WARN);
        }
    }

    @Test
    void a_context_is_heard_as_it_asked_to_be() {
        OwnLogLevels.asAskedForBy(new MockEnvironment()
                .withProperty("logging.level.root", "ERROR")
                .withProperty("logging.level.org.cinemarefund.notice.Some", "OFF"));

        assertThat(ROOT.getLevel()).isEqualTo(Level.ERROR);
        assertThat(DEEPER.getLevel()).isEqualTo(Level.OFF);
    }
}
