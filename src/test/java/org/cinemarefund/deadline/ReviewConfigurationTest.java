package org.cinemarefund.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class ReviewConfigurationTest {
    private final ApplicationContextRunner context = new ApplicationContextRunner().withUserConfiguration(Review.class);

    @Test
    void runs_with_the_documented_defaults() {
        context.run(context -> {
            assertThat(context.getBean(ReviewProperties.class))
                    .isEqualTo(new ReviewProperties(
                            Duration.ofMinutes(30), Duration.ofMinutes(30), 100_000, 5_000_000, 3, "./calendar"));
            assertThat(context).hasSingleBean(ReviewSla.class).hasSingleBean(WorkingCalendar.class);
        });
    }

    @Test
    void reads_its_settings() {
        context.withPropertyValues(
                        "refund.review.show-margin=PT1H",
                        "refund.review.minimum=PT10M",
                        "refund.review.supervisor-above=50000",
                        "refund.review.person-limit-per-day=700000",
                        "refund.review.evidence-within=5",
                        "refund.review.calendar-directory=/var/lib/calendar")
                .run(context -> assertThat(context.getBean(ReviewProperties.class))
                        .isEqualTo(new ReviewProperties(
                                Duration.ofHours(1), Duration.ofMinutes(10), 50_000, 700_000, 5, "/var/lib/calendar")));
    }

    @Test
    void does_not_start_with_a_setting_that_leaves_no_time() {
        context.withPropertyValues("refund.review.minimum=PT0S")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("refund.review.minimum"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(ReviewProperties.class)
    @Import(ReviewConfiguration.class)
    static class Review {}
}
