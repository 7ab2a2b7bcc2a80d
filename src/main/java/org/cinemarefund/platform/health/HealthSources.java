package org.cinemarefund.platform.health;

import java.time.Clock;
import java.util.Optional;
import org.cinemarefund.payment.ChannelTrust;
import org.cinemarefund.payment.RestoreGate;
import org.cinemarefund.payment.wechat.WechatClock;
import org.cinemarefund.platform.CalendarGaps;
import org.cinemarefund.platform.CertificateTroubles;
import org.cinemarefund.platform.ChannelClock;
import org.cinemarefund.platform.Warning;
import org.cinemarefund.review.WorkingCalendar;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the health checks get their news from. */
@Configuration(proxyBeanMethods = false)
class HealthSources {

    @Bean
    CalendarGaps calendarGaps(WorkingCalendar calendar, Clock clock) {
        return () -> calendar.missingYears(clock.instant());
    }

    @Bean
    ChannelClock channelClock(WechatClock wechat) {
        return wechat::skew;
    }

    @Bean
    CertificateTroubles certificateTroubles(ChannelTrust trust) {
        return trust::troubles;
    }

    @Bean
    Warning restoredBackup(RestoreGate gate) {
        return new Warning() {
            @Override
            public String name() {
                return "restoredBackup";
            }

            @Override
            public Optional<String> message() {
                return gate.lastKnown().map(why -> "nothing is sent: " + why);
            }
        };
    }
}
