package org.cinemarefund.desk.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.record.RejectReasons;
import org.cinemarefund.review.ReviewDesk.Decision;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/**
 * What reviewers write again and again, by what they choose and by why the moviegoer asks; each may be changed before it is
 * sent. Texts under {@code ready.<decision>.<moviegoer's reason>.<n>}, {@code ready.<decision>.<n>} and, by why it is
 * refused, {@code ready.refused.<reason>.<n>}, with n from 1.
 */
@Component
class ReadyComments {
    private final RejectReasons reasons;
    private final MessageSource texts;

    ReadyComments(RejectReasons reasons, MessageSource texts) {
        this.reasons = reasons;
        this.texts = texts;
    }

    /** @param rejectReason the one it goes with; missing when it goes with any */
    record ReadyComment(Decision decision, @Nullable String rejectReason, String text) {}

    List<ReadyComment> of(RefundApplication application, Locale locale) {
        var ready = new ArrayList<ReadyComment>();
        if (!application.status().undecided()) {
            return ready;
        }
        for (var decision : Decision.values()) {
            add(ready, decision, null, decision + "." + application.reason(), locale);
            add(ready, decision, null, decision.name(), locale);
        }
        for (var reason : reasons.all()) {
            add(ready, Decision.REJECT, reason.code(), "refused." + reason.code(), locale);
        }
        return ready;
    }

    private void add(
            List<ReadyComment> ready, Decision decision, @Nullable String rejectReason, String of, Locale locale) {
        for (var n = 1; ; n++) {
            var text = texts.getMessage("ready." + of + "." + n, null, "", locale);
            if (text == null || text.isEmpty()) {
                return;
            }
            ready.add(new ReadyComment(decision, rejectReason, text));
        }
    }
}
