package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.cinemarefund.sandbox.SandboxRefund;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** A long list asks the database as often as a short one. */
class PageCostTest extends MoneyScenario {
    private static final String STATEMENT = "Executing prepared SQL statement [";

    @Test
    void a_page_of_orders_costs_the_same_however_long_it_is() {
        var processScenarioRefund = refund().sell();
        for (int n = 0; n < 40; n++) {
            buysAnother(processScenarioRefund, n);
        }
        var cheap = statements(() -> read(processScenarioRefund, "/api/orders?limit=2", 2));

        var costs = statements(() -> read(processScenarioRefund, "/api/orders?limit=40", 40));

        assertThat(costs).hasSameSizeAs(cheap).hasSizeBetween(1, 6);
    }

    @Test
    void a_page_of_applications_costs_the_same_however_long_it_is() {
        var refund = processing();
        settles(refund, SandboxRefund.Status.ABNORMAL);
        awaitMoney(refund, "ABNORMAL");
        clock.forward(Duration.ofMinutes(1));
        var cheap = statements(() -> read(refund, "/api/refund-applications?limit=1", 1));
        for (int n = 0; n < 5; n++) {
            buysAnother(refund, n);
            refund.wish("orderNo", refund.orderNo + "-" + n).apply().expect(201);
        }

        var costs = statements(() -> {
            var page = read(refund, "/api/refund-applications", 6);
            assertThat(page.at("/items/5/payeeCard/wanted").asBoolean()).isTrue();
            assertThat(page.at("/items/0/timeline/0/event").asText()).isEqualTo("APPLIED");
        });

        assertThat(costs).hasSameSizeAs(cheap).hasSizeBetween(1, 6);
    }

    @Test
    void a_page_of_cases_costs_the_same_however_long_it_is() throws Exception {
        var refund = processing();
        for (int n = 0; n < 5; n++) {
            clock.forward(Duration.ofMinutes(1));
            buysAnother(refund, n);
            refund.wish("orderNo", refund.orderNo + "-" + n).apply().expect(201);
        }
        var desk = new DeskSession(port, refund.reviewer, PASSWORD);
        var cheap = statements(() -> cases(desk, 1));

        var costs = statements(() -> cases(desk, 6));

        assertThat(costs).hasSameSizeAs(cheap).hasSizeBetween(1, 8);
    }

    private static void cases(DeskSession desk, int most) {
        try {
            var page = JSON.readTree(desk.with(null, "GET", "/api/desk/cases?limit=" + most, null)
                    .body());
            assertThat(page.path("items")).hasSize(most);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void buysAnother(Refund refund, int n) {
        var order = refund.told()
                .put("transactionId", refund.transactionId() + "x" + n)
                .put("paidAt", MONDAY.minus(Duration.ofHours(7)).toString());
        internal("PUT", "/internal/orders/" + refund.orderNo + "-" + n, order).expect(201);
    }

    private JsonNode read(Refund refund, String path, int items) {
        var answer = refund.asMoviegoer("GET", path, null).expect(200).body();
        assertThat(answer.path("items")).hasSize(items);
        return answer;
    }

    /** Those of requests alone: what runs by itself meanwhile has threads of its own. */
    private static List<String> statements(Runnable requests) {
        var statements = new CopyOnWriteArrayList<String>();
        var listener = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent line) {
                if (line.getThreadName().startsWith("http-nio")
                        && line.getFormattedMessage().startsWith(STATEMENT)) {
                    statements.add(line.getFormattedMessage());
                }
            }
        };
        listener.start();
        var logger = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(listener);
        try {
            requests.run();
        } finally {
            logger.detachAppender(listener);
            logger.setLevel(null);
            logger.setAdditive(true);
        }
        return statements;
    }
}
