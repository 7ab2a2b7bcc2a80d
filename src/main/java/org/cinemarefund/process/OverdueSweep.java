package org.cinemarefund.process;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.cinemarefund.deadline.UntimedDeadlines;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.shared.jdbc.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks every minute, on every node, for what is late by our own rows although no timer of it is due, says how many there are
 * and mends them; and counts what fell between. Reads by index: of the undecided only the late ones, of the decided those on
 * their way.
 */
@Component
public class OverdueSweep implements UntimedDeadlines {
    private static final Logger log = LoggerFactory.getLogger(OverdueSweep.class);

    /** The least that something is late before it is looked at. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    /** For the channel's own slowness and a restart. */
    private static final Duration GRACE_OF_WAITS = Duration.ofMinutes(10);

    private static final int AT_ONCE = 500;

    private static final String NOTHING_LEADS_ON = """
              and not exists (select 1 from act_ru_job j where j.process_instance_id_ = e.id_ and (
                j.suspension_state_ = 1 and (j.type_ <> 'timer'
                  or j.retries_ > 0 and (j.duedate_ is null or j.duedate_ <= :now))))""";

    private static final String LATE = """
            select a.application_no from refund_application a join act_ru_execution e on e.business_key_ = a.application_no
            where a.next_due_at < :late""" + "\n" + NOTHING_LEADS_ON + """

            order by a.next_due_at limit :atOnce""";

    private static final String NOT_ASKED = """
            select a.application_no from refund_application a join act_ru_execution e on e.business_key_ = a.application_no
            where a.status = 'REFUNDING'
              and exists (select 1 from refund_transaction t where t.application_no = a.application_no)
              and not exists (select 1 from refund_transaction t where t.application_no = a.application_no
                and (t.changed_at >= :asked or t.last_polled_at >= :asked or t.last_sent_at >= :asked))""" + "\n" + NOTHING_LEADS_ON + """

            order by a.application_no limit :atOnce""";

    private final JdbcClient jdbc;
    private final LateTimers timers;
    private final Astray astray;
    private final RefundPayments payments;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final AtomicLong untimed = new AtomicLong();
    private final AtomicLong adrift = new AtomicLong();
    private volatile Map<String, Long> found = Map.of();

    OverdueSweep(
            JdbcClient jdbc,
            LateTimers timers,
            RefundPayments payments,
            TransactionTemplate transaction,
            Clock clock,
            MeterRegistry registry) {
        this.jdbc = jdbc;
        this.timers = timers;
        this.astray = new Astray(jdbc);
        this.payments = payments;
        this.transaction = transaction;
        this.clock = clock;
        Gauge.builder("refund.untimed", untimed, AtomicLong::get)
                .description("Deadlines that passed without a timer that is due, at the last look")
                .register(registry);
        Gauge.builder("refund.astray", adrift, AtomicLong::get)
                .description("Applications that nothing leads on, and processes of none")
                .register(registry);
    }

    @Scheduled(initialDelayString = "PT30S", fixedDelayString = "PT1M")
    public void look() {
        var now = clock.instant();
        var seen = new TreeMap<String, Long>();
        for (var applicationNo : candidates(now)) {
            mended(applicationNo, now).ifPresent(what -> {
                seen.merge(what.name(), 1L, Long::sum);
                log.warn("{} is late by its own row and had no timer that was due: {}", applicationNo, what);
            });
        }
        found = Map.copyOf(seen);
        untimed.set(seen.values().stream().mapToLong(Long::longValue).sum());
        adrift.set(astray.count());
    }

    private List<String> candidates(Instant now) {
        var late = jdbc.sql(LATE)
                .param("late", Times.of(now.minus(GRACE)))
                .param("now", Timestamp.from(now))
                .param("atOnce", AT_ONCE)
                .query(String.class)
                .list();
        var notAsked = jdbc.sql(NOT_ASKED)
                .param("asked", Times.of(now.minus(payments.longestWait()).minus(GRACE_OF_WAITS)))
                .param("now", Timestamp.from(now))
                .param("atOnce", AT_ONCE)
                .query(String.class)
                .list();
        return Stream.concat(late.stream(), notAsked.stream()).toList();
    }

    private Optional<LateTimers.Found> mended(String applicationNo, Instant now) {
        try {
            return transaction.execute(status -> timers.mend(applicationNo, now));
        } catch (RuntimeException e) {
            // Another node was faster, or it just went on: seen again in a minute if not.
            log.info(
                    "timer of {} not looked at: {}", applicationNo, e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    @Override
    public Map<String, Long> found() {
        return found;
    }
}
