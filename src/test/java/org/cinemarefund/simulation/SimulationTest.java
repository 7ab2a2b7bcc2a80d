package org.cinemarefund.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cinemarefund.CinemaRefund;
import org.cinemarefund.payment.wechat.WechatPayProperties;
import org.cinemarefund.scenario.ProcessScenario;
import org.cinemarefund.testing.Databases;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Random sequences of everything people, WeChat, the network, time and operators do, against the whole product with the clock in
 * hand and nothing left to threads. After every action a small model and the sandbox's ledger say whether the product is right;
 * at the end the faults stop and everything has to come to an end.
 *
 * <p>Every build runs 40 sequences, about a second of CPU each; from 200 on every action has to have come about. More, or one again, in H2 or on PostgreSQL:
 *
 * <pre>
 * mvn -Psimulation -DskipTests verify -Dsequences=2000
 * mvn -Psimulation -DskipTests verify -Dsequences=1 -Dseed=4711
 * mvn -Psimulation -DskipTests verify -Dsequences=500 -Dsimulation.database=POSTGRESQL
 * </pre>
 *
 * A failing seed is printed with all it did. Once understood it stays, in {@link FoundSeeds}.
 */
@SpringBootTest(
        classes = {CinemaRefund.class, ProcessScenario.InOurHands.class, SimulationTest.BetweenUsAndWechat.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "camunda.bpm.job-execution.enabled=false",
            "refund.sandbox.samples=false",
            "refund.sandbox.directory=",
            "refund.sandbox.port=0",
            // In real time, which never comes: here WeChat settles when it is told to.
            "refund.sandbox.settle-after=PT24H",
            "refund.limits.logins-per-ip-minute=10000000",
            "refund.limits.requests-per-user-minute=100000",
            "refund.wechat.pay.rate-per-second=1000",
            "refund.review.calendar-directory=target/scenario-calendar-${fork:0}",
            "logging.level.root=ERROR",
            "logging.level.org.cinemarefund=OFF",
            "logging.level.org.camunda.bpm.engine=OFF"
        })
@ActiveProfiles("local")
@DirtiesContext
class SimulationTest {
    private static final int SEQUENCES = Integer.getInteger("sequences", 40);
    private static final long FIRST_SEED = Long.getLong("seed", 1);
    private static final int ENOUGH_FAILURES = 3;

    @DynamicPropertySource
    static void the_database_that_was_asked_for(DynamicPropertyRegistry settings) {
        var database = Databases.valueOf(System.getProperty("simulation.database", "H2"));
        try (var source = (HikariDataSource) database.fresh()) {
            var url = source.getJdbcUrl();
            var user = source.getUsername();
            settings.add("spring.datasource.url", () -> url);
            settings.add("spring.datasource.username", () -> user);
            settings.add("spring.datasource.password", () -> "");
        }
    }

    /** Puts the wire where the sandbox's address was. */
    @TestConfiguration(proxyBeanMethods = false)
    static class BetweenUsAndWechat {

        @Bean(destroyMethod = "close")
        static Wire wire() {
            return new Wire();
        }

        @Bean
        static BeanPostProcessor overTheWire(Wire wire) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof WechatPayProperties wechatPayProperties
                                    && name.equals("sandboxWechatPayProperties")
                            ? new WechatPayProperties(
                                    wechatPayProperties.mchId(),
                                    wechatPayProperties.merchantSerialNo(),
                                    wechatPayProperties.privateKeyPath(),
                                    wechatPayProperties.apiV3Key(),
                                    wechatPayProperties.publicKeyId(),
                                    wechatPayProperties.publicKeyPath(),
                                    wechatPayProperties.notifyUrl(),
                                    wire.inFrontOf(wechatPayProperties.baseUrl()),
                                    wechatPayProperties.ratePerSecond())
                            : bean;
                }
            };
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private ApplicationContext context;

    private Product product;

    @BeforeEach
    void everybody_is_at_work() {
        product = new Product(context, port);
    }

    @Test
    void whatever_happens_the_money_moves_exactly_once() {
        var coverage = new Coverage();
        var failures = new ArrayList<Sequence.Wrong>();
        var begun = System.nanoTime();
        var cpu = cpuTime();
        for (var seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES && failures.size() < ENOUGH_FAILURES; seed++) {
            run(seed, coverage, failures);
        }
        System.out.printf(
                "simulation: %d sequences from seed %d, %d actions, %d s, %d s of CPU%n%s",
                SEQUENCES,
                FIRST_SEED,
                coverage.total(),
                (System.nanoTime() - begun) / 1_000_000_000,
                (cpuTime() - cpu) / 1_000_000_000,
                coverage);
        if (!failures.isEmpty()) {
            fail(failures.stream().map(Throwable::getMessage).reduce("", (a, b) -> a + "\n" + b));
        }
        if (SEQUENCES >= 200) {
            assertThat(Arrays.stream(Sequence.Move.values()).filter(move -> !move.cameAbout(coverage)))
                    .as("actions that never came about")
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(FoundSeeds.class)
    void what_was_found_once_stays_right(FoundSeeds found) {
        var failures = new ArrayList<Sequence.Wrong>();
        run(found.seed(), new Coverage(), failures);
        assertThat(failures).as(found.what()).isEmpty();
    }

    @Test
    void the_same_seed_does_the_same() {
        assertThat(log(20260302)).hasSizeGreaterThan(20).isEqualTo(log(20260302));
    }

    private static long cpuTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private List<String> log(long seed) {
        var sequence = new Sequence(product, seed, new Coverage());
        sequence.run();
        return sequence.log();
    }

    private void run(long seed, Coverage coverage, List<Sequence.Wrong> failures) {
        try {
            new Sequence(product, seed, coverage).run();
        } catch (Sequence.Wrong e) {
            failures.add(e);
            product.forget();
        }
    }
}
