package org.cinemarefund.desk.web;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** How long people still have, as they say it: in working days of 24 hours, and not to the second. */
@Component
class TimeLefts {
    private static final Duration SOON = Duration.ofHours(4);

    private final MessageSource texts;

    TimeLefts(MessageSource texts) {
        this.texts = texts;
    }

    /**
     * @param overdue whether it is over
     * @param soon whether it will be within some hours
     */
    record TimeLeft(boolean overdue, boolean soon, String text) {}

    /** Missing where nothing runs out. */
    @Nullable
    TimeLeft orNull(@Nullable Duration left, Locale locale) {
        return left == null ? null : of(left, locale);
    }

    /** @param left working time, or, negative, the plain time since it was over */
    TimeLeft of(Duration left, Locale locale) {
        var overdue = left.isNegative();
        var time = left.abs();
        var key = (overdue ? "time.over." : "time.left.") + unit(time);
        var text = texts.getMessage(
                key, new Object[] {time.toDays(), time.toHoursPart(), Math.max(1, time.toMinutesPart())}, locale);
        return new TimeLeft(overdue, !overdue && time.compareTo(SOON) < 0, text);
    }

    private static String unit(Duration time) {
        if (time.toDays() > 0) {
            return time.toHoursPart() > 0 ? "days-hours" : "days";
        }
        return time.toHours() > 0 ? "hours" : "minutes";
    }
}
