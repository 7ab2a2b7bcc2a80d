package org.cinemarefund.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds for every application, whenever it is made. */
class ReviewSlaPropertiesTest {
    private static final Instant START = Instant.parse("2025-12-01T00:00:00Z");
    private static final int YEAR = 400 * 86_400;
    private static final Duration MINIMUM = Duration.ofMinutes(30);

    private final ReviewSla sla = new ReviewSla(
            new WorkingCalendar(Path.of("there-is-no-such-directory")),
            new ReviewProperties(Duration.ofMinutes(30), MINIMUM, 0, 0, 3, "."));

    @Property(tries = 500)
    void nobody_has_less_than_the_minimum(
            @ForAll @IntRange(max = YEAR) int applied,
            @ForAll @LongRange(min = -86_400, max = 10 * 86_400) long toShow,
            @ForAll @IntRange(max = 10) int workingDays,
            @ForAll @IntRange(max = 10 * 86_400) int untilAsked,
            @ForAll @IntRange(max = 10 * 86_400) int waited) {
        var appliedAt = START.plusSeconds(applied);
        var show = appliedAt.plusSeconds(toShow);

        var deadline = sla.deadline(appliedAt, show, workingDays);

        assertThat(deadline.dueAt()).isAfterOrEqualTo(appliedAt.plus(MINIMUM));
        if (deadline.capped()) {
            assertThat(deadline.dueAt()).isBefore(deadline.uncappedDueAt());
        } else {
            assertThat(deadline.dueAt()).isAfterOrEqualTo(deadline.uncappedDueAt());
        }

        var askedAt = appliedAt.plusSeconds(untilAsked);
        assertThat(sla.evidenceDueAt(askedAt, show)).isAfterOrEqualTo(askedAt.plus(MINIMUM));

        var resumedAt = askedAt.plusSeconds(waited);
        var after = sla.afterEvidence(deadline, new EvidenceWait(askedAt, resumedAt), show);
        assertThat(after.dueAt()).isAfterOrEqualTo(resumedAt.plus(MINIMUM));
        assertThat(after.uncappedDueAt()).isAfterOrEqualTo(deadline.uncappedDueAt());
    }
}
