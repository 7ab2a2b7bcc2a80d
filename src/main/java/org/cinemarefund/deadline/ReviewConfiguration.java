package org.cinemarefund.deadline;

import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReviewConfiguration {

    @Bean
    WorkingCalendar workingCalendar(ReviewProperties settings) {
        return new WorkingCalendar(Path.of(settings.calendarDirectory()));
    }

    @Bean
    ReviewSla reviewSla(WorkingCalendar calendar, ReviewProperties settings) {
        return new ReviewSla(calendar, settings);
    }
}
