package org.cinemarefund.privacy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.cinemarefund.privacy.OldPictures.Due;
import org.cinemarefund.shared.ChinaTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes pictures away that nobody used within a day, and those of cases that ended long ago. Every node does so; what two do at once
 * is done once.
 */
@Component
class PicturesRetention {
    private static final Logger log = LoggerFactory.getLogger(PicturesRetention.class);

    /** Pictures of one transaction. */
    private static final int BATCH = 100;
    /** Batches of one run: what is left is the next run's. */
    private static final int BATCHES = 100;
    /** A case that is open is looked at every day, so that its end is known. */
    private static final Duration WHILE_OPEN = Duration.ofDays(1);
    /** The longest anybody looks away, so that another setting counts soon. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private final OldPictures pictures;
    private final RetentionProperties settings;
    private final TransactionTemplate transaction;
    private final Clock clock;

    PicturesRetention(
            OldPictures pictures, RetentionProperties settings, TransactionTemplate transaction, Clock clock) {
        this.pictures = pictures;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "PT12M", fixedDelayString = "PT1H")
    void run() {
        var now = clock.instant();
        var removed = 0;
        for (var batch = 0; batch < BATCHES; batch++) {
            var due = pictures.due(now, BATCH);
            if (!due.isEmpty()) {
                removed += transaction.execute(status -> look(due, now));
            }
            if (due.size() < BATCH) {
                break;
            }
        }
        if (removed > 0) {
            log.info("{} pictures that were unused or of old cases were taken away", removed);
        }
    }

    private int look(List<Due> due, Instant now) {
        var unused = new ArrayList<String>();
        var old = new ArrayList<String>();
        for (var picture : due) {
            if (picture.applicationNo() == null) {
                unused.add(picture.id());
            } else if (picture.closedAt() == null) {
                pictures.lookAgain(picture.id(), now.plus(WHILE_OPEN));
            } else {
                var until = picture.closedAt()
                        .atOffset(ChinaTime.OFFSET)
                        .plus(settings.evidence())
                        .toInstant();
                if (until.isAfter(now)) {
                    var soon = now.plus(LONGEST);
                    pictures.lookAgain(picture.id(), until.isBefore(soon) ? until : soon);
                } else {
                    old.add(picture.id());
                }
            }
        }
        return pictures.removeUnused(unused) + pictures.remove(old);
    }
}
