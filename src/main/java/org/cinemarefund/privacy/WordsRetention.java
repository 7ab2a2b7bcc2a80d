package org.cinemarefund.privacy;

import java.time.Clock;
import org.cinemarefund.shared.ChinaTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Erases what people wrote about cases that ended long ago; on every node, which do not do the same twice. */
@Component
class WordsRetention {
    private static final Logger log = LoggerFactory.getLogger(WordsRetention.class);

    /** Cases of one transaction. */
    private static final int BATCH = 100;
    /** Batches of one run: what is left is the next run's. */
    private static final int BATCHES = 100;

    private final PersonalData data;
    private final OpenWork work;
    private final RetentionProperties settings;
    private final TransactionTemplate transaction;
    private final Clock clock;

    WordsRetention(
            PersonalData data,
            OpenWork work,
            RetentionProperties settings,
            TransactionTemplate transaction,
            Clock clock) {
        this.data = data;
        this.work = work;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "PT10M", fixedDelayString = "PT1H")
    void run() {
        var now = clock.instant();
        var endedBefore = now.atOffset(ChinaTime.OFFSET).minus(settings.words()).toInstant();
        var erased = 0;
        for (var batch = 0; batch < BATCHES; batch++) {
            var late = data.withWords(endedBefore, BATCH);
            if (!late.isEmpty()) {
                erased += transaction.execute(status -> {
                    var still = data.lockWithWords(late);
                    data.eraseWords(still, now);
                    work.eraseWords(still);
                    return still.size();
                });
            }
            if (late.size() < BATCH) {
                break;
            }
        }
        if (erased > 0) {
            log.info("the words about {} old cases were erased", erased);
        }
    }
}
