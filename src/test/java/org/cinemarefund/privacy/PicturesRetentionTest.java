package org.cinemarefund.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cinemarefund.privacy.OldPictures.Due;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

class PicturesRetentionTest {
    private static final Instant NOW = Instant.parse("2026-03-02T04:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final MovableClock clock = new MovableClock(NOW);
    private final Memory kept = new Memory();

    /** @param closedAt null while the case is open, or where there is none */
    private record Kept(String applicationNo, Instant closedAt, Instant lookAt) {}

    private static final class Memory implements OldPictures {
        final Map<String, Kept> all = new TreeMap<>();

        @Override
        public List<Due> due(Instant now, int most) {
            return all.entrySet().stream()
                    .filter(each -> !each.getValue().lookAt().isAfter(now))
                    .limit(most)
                    .map(each -> new Due(
                            each.getKey(),
                            each.getValue().applicationNo(),
                            each.getValue().closedAt()))
                    .toList();
        }

        @Override
        public int removeUnused(Collection<String> ids) {
            return remove(ids.stream()
                    .filter(id -> all.get(id).applicationNo() == null)
                    .toList());
        }

        @Override
        public int remove(Collection<String> ids) {
            ids.forEach(all::remove);
            return ids.size();
        }

        @Override
        public void lookAgain(String id, Instant at) {
            all.computeIfPresent(id, (key, was) -> new Kept(was.applicationNo(), was.closedAt(), at));
        }
    }

    private void run(Period evidence) {
        var transaction = new TransactionTemplate() {
            private static final long serialVersionUID = 1L;

            @Override
            public <T> T execute(TransactionCallback<T> action) {
                return action.doInTransaction(mock(org.springframework.transaction.TransactionStatus.class));
            }
        };
        new PicturesRetention(kept, new RetentionProperties(Period.ofYears(3), evidence), transaction, clock).run();
    }

    private void everyHourFor(Duration time, Period evidence) {
        for (var hour = 0L; hour <= time.toHours(); hour++) {
            run(evidence);
            clock.move(Duration.ofHours(1));
        }
    }

    @Test
    void what_nobody_used_goes_at_its_time_and_not_before() {
        kept.all.put("unused", new Kept(null, null, NOW.plus(DAY)));

        everyHourFor(Duration.ofHours(23), Period.ofDays(180));
        assertThat(kept.all).containsKey("unused");
        run(Period.ofDays(180));

        assertThat(kept.all).isEmpty();
    }

    @Test
    void what_was_used_stays_as_long_as_its_case_is_open_and_its_time_after() {
        kept.all.put("used", new Kept("R1", null, NOW.plus(DAY)));
        everyHourFor(Duration.ofDays(40), Period.ofDays(180));
        assertThat(kept.all).containsKey("used");

        var end = clock.instant();
        kept.all.computeIfPresent("used", (id, was) -> new Kept("R1", end, was.lookAt()));
        everyHourFor(Duration.ofDays(180).minusHours(1), Period.ofDays(180));
        assertThat(kept.all).as("180 days less an hour").containsKey("used");
        everyHourFor(Duration.ofHours(1), Period.ofDays(180));

        assertThat(kept.all).isEmpty();
    }

    @Test
    void another_setting_counts_within_a_week() {
        kept.all.put("used", new Kept("R1", NOW, NOW));
        everyHourFor(Duration.ofDays(30), Period.ofDays(180));

        everyHourFor(Duration.ofDays(7), Period.ofDays(31));

        assertThat(kept.all).isEmpty();
    }

    @Test
    void many_go_in_batches() {
        for (var i = 0; i < 250; i++) {
            kept.all.put("p" + i, new Kept(i % 2 == 0 ? null : "R" + i, NOW.minus(Duration.ofDays(200)), NOW));
        }

        run(Period.ofDays(180));

        assertThat(kept.all).isEmpty();
    }
}
