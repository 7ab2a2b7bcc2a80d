package org.cinemarefund.moviegoer.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cinemarefund.policy.RefundReason;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which reasons a moviegoer can choose, what each is for, and whether pictures help. */
@RestController
class RefundReasonController {
    private final MessageSource messages;

    RefundReasonController(MessageSource messages) {
        this.messages = messages;
    }

    record Reasons(List<Reason> items) {}

    record Reason(RefundReason code, String text, String hint, RefundReason.Evidence evidence) {}

    @GetMapping("/api/refund-reasons")
    Reasons reasons(Locale locale) {
        return new Reasons(Arrays.stream(RefundReason.values())
                .map(reason -> new Reason(
                        reason,
                        messages.getMessage("reason." + reason, null, locale),
                        messages.getMessage("reason." + reason + ".hint", null, locale),
                        reason.evidence()))
                .toList());
    }
}
