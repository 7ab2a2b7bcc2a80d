package org.cinemarefund.platform.health;

import java.time.Clock;
import org.cinemarefund.payment.wechat.WechatClock;
import org.cinemarefund.platform.CalendarGaps;
import org.cinemarefund.platform.ChannelClock;
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
}
