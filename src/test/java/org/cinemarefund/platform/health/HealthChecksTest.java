package org.cinemarefund.platform.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.platform.health.HealthChecks.DEGRADED;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cinemarefund.deadline.UntimedDeadlines;
import org.cinemarefund.platform.CalendarGaps;
import org.cinemarefund.platform.CertificateTroubles;
import org.cinemarefund.platform.ChannelClock;
import org.cinemarefund.platform.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

class HealthChecksTest {
    private final StaticListableBeanFactory beans = new StaticListableBeanFactory();
    private final HealthChecks checks = new HealthChecks();

    @Test
    void with_nobody_to_complain_everything_is_up() {
        assertThat(calendar()).isEqualTo(Status.UP);
        assertThat(clock()).isEqualTo(Status.UP);
        assertThat(warnings()).isEqualTo(Status.UP);
    }

    @Test
    void a_year_without_holidays_degrades() {
        beans.addBean("gaps", (CalendarGaps) Set::of);
        assertThat(calendar()).isEqualTo(Status.UP);

        beans.addBean("moreGaps", (CalendarGaps) () -> Set.of(2028));
        assertThat(calendar()).isEqualTo(DEGRADED);
    }

    @Test
    void a_calendar_file_that_is_not_used_degrades_with_its_reason() {
        var why = "the calendar 2027.properties is not used: 'off.=x' has no day like 2027-10-01";
        beans.addBean("gaps", new CalendarGaps() {
            @Override
            public Set<Integer> missingYears() {
                return Set.of();
            }

            @Override
            public Collection<String> troubles() {
                return List.of(why);
            }
        });

        var health = checks.calendar(beans.getBeanProvider(CalendarGaps.class)).health();
        assertThat(health.getStatus()).isEqualTo(DEGRADED);
        assertThat(health.getDetails()).containsEntry("files", Set.of(why)).doesNotContainKey("missingYears");
    }

    @ParameterizedTest
    @CsvSource({"PT2M, UP", "PT-2M, UP", "PT2M1S, DEGRADED", "PT-2M-1S, DEGRADED"})
    void a_clock_more_than_two_minutes_from_wechats_degrades(Duration skew, String status) {
        beans.addBean("clock", (ChannelClock) () -> Optional.of(skew));

        assertThat(clock().getCode()).isEqualTo(status);
    }

    @Test
    void a_warning_degrades_while_it_lasts() {
        beans.addBean("quiet", warning(Optional.empty()));
        assertThat(warnings()).isEqualTo(Status.UP);

        beans.addBean("loud", warning(Optional.of("WeChat Pay has not answered for 30 s")));
        assertThat(warnings()).isEqualTo(DEGRADED);
    }

    @Test
    void a_deadline_without_a_timer_degrades_and_says_why() {
        beans.addBean("nothing", (UntimedDeadlines) Map::of);
        assertThat(deadlines().getStatus()).isEqualTo(Status.UP);

        beans.addBean("something", (UntimedDeadlines) () -> Map.of("SUSPENDED", 3L));
        assertThat(deadlines().getStatus()).isEqualTo(DEGRADED);
        assertThat(deadlines().getDetails()).containsEntry("SUSPENDED", 3L);
    }

    @Test
    void trouble_with_the_merchant_certificate_degrades_and_says_why() {
        beans.addBean("nothing", (CertificateTroubles) Map::of);
        assertThat(certificate().getStatus()).isEqualTo(Status.UP);

        beans.addBean("something", (CertificateTroubles) () -> Map.of("expires", "2026-12-20T00:00:00Z"));
        assertThat(certificate().getStatus()).isEqualTo(DEGRADED);
        assertThat(certificate().getDetails()).containsEntry("expires", "2026-12-20T00:00:00Z");
    }

    private Health certificate() {
        return checks.merchantCertificate(beans.getBeanProvider(CertificateTroubles.class))
                .health();
    }

    private Health deadlines() {
        return checks.deadlines(beans.getBeanProvider(UntimedDeadlines.class)).health();
    }

    private Status calendar() {
        return checks.calendar(beans.getBeanProvider(CalendarGaps.class))
                .health()
                .getStatus();
    }

    private Status clock() {
        return checks.wechatClock(beans.getBeanProvider(ChannelClock.class))
                .health()
                .getStatus();
    }

    private Status warnings() {
        return checks.warnings(beans.getBeanProvider(Warning.class)).health().getStatus();
    }

    private static Warning warning(Optional<String> message) {
        return new Warning() {
            @Override
            public String name() {
                return "wechatPay";
            }

            @Override
            public Optional<String> message() {
                return message;
            }
        };
    }
}
