package org.cinemarefund.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.SimpleTransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

class WordsRetentionTest {
    private static final Instant NOW = Instant.parse("2028-02-29T16:30:00Z");

    private final Memory data = new Memory();
    private final List<Integer> batches = new ArrayList<>();

    /** Cases that are late, by their numbers; another node took the words of some of them meanwhile. */
    private static final class Memory implements PersonalData {
        final TreeSet<String> late = new TreeSet<>();
        final TreeSet<String> takenByAnother = new TreeSet<>();
        Instant endedBefore;

        @Override
        public MoviegoerData of(String openid) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Case> lock(String openid) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void eraseWords(Collection<String> applicationNos, Instant now) {
            late.removeAll(applicationNos);
        }

        @Override
        public void erasePictures(String openid) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void rename(String openid, String pseudonym) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> withWords(Instant before, int most) {
            endedBefore = before;
            return late.stream().limit(most).toList();
        }

        @Override
        public List<String> lockWithWords(Collection<String> applicationNos) {
            late.removeAll(takenByAnother);
            return applicationNos.stream().filter(late::contains).toList();
        }
    }

    private WordsRetention retention() {
        var work = new OpenWork() {
            @Override
            public boolean isAbout(Collection<String> applicationNos) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void eraseWords(Collection<String> applicationNos) {
                batches.add(applicationNos.size());
            }
        };
        var transaction = new TransactionTemplate() {
            private static final long serialVersionUID = 1L;

            @Override
            public <T> T execute(TransactionCallback<T> action) {
                return action.doInTransaction(new SimpleTransactionStatus());
            }
        };
        return new WordsRetention(
                data,
                work,
                new RetentionProperties(Period.ofYears(3), Period.ofDays(180)),
                transaction,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void what_ended_before_goes_in_batches_by_chinas_calendar() {
        for (var n = 0; n < 250; n++) {
            data.late.add("R%03d".formatted(n));
        }

        retention().run();

        assertThat(data.late).isEmpty();
        assertThat(batches).containsExactly(100, 100, 50);
        assertThat(data.endedBefore).isEqualTo(Instant.parse("2025-02-28T16:30:00Z"));
    }

    @Test
    void what_another_node_took_is_not_taken_twice() {
        data.late.addAll(List.of("A", "B", "C"));
        data.takenByAnother.add("B");

        retention().run();

        assertThat(batches).containsExactly(2);
    }

    @Test
    void nothing_late_is_nothing_done() {
        retention().run();

        assertThat(batches).isEmpty();
    }

    @Test
    void a_time_that_is_none_is_refused() {
        assertThatThrownBy(() -> new RetentionProperties(Period.ZERO, Period.ofDays(1)))
                .hasMessage("refund.retention.words must be a day or more");
        assertThatThrownBy(() -> new RetentionProperties(Period.ofDays(1), Period.ofDays(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
