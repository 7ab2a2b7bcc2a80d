package org.cinemarefund.platform.health;

import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cinemarefund.deadline.ProvisionalYears;
import org.cinemarefund.deadline.WorkingCalendar;
import org.cinemarefund.payment.ChannelTrust;
import org.cinemarefund.payment.restore.RestoreGate;
import org.cinemarefund.payment.wechat.WechatClock;
import org.cinemarefund.platform.CalendarGaps;
import org.cinemarefund.platform.CertificateTroubles;
import org.cinemarefund.platform.ChannelClock;
import org.cinemarefund.platform.Warning;
import org.cinemarefund.shared.ChinaTime;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the health checks get their news from. */
@Configuration(proxyBeanMethods = false)
class HealthSources {

    @Bean
    CalendarGaps calendarGaps(WorkingCalendar calendar, ObjectProvider<ProvisionalYears> open, Clock clock) {
        return new CalendarGaps() {
            @Override
            public Set<Integer> missingYears() {
                var today = ChinaTime.day(clock.instant());
                var missing = new TreeSet<>(calendar.missingYears(today, today));
                open.orderedStream().forEach(years -> missing.addAll(years.years()));
                return missing;
            }

            @Override
            public Collection<String> troubles() {
                return calendar.troubles();
            }
        };
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
