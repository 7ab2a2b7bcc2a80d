package org.cinemarefund.application.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.cinemarefund.application.RefundStatus;
import org.cinemarefund.application.ReviewDesk;
import org.cinemarefund.application.StaffTasks;
import org.cinemarefund.application.StaffTasks.StaffAlarm;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** One contradiction about money, for the person who has to look at it. */
@RestController
class AlarmController {
    private static final Pattern AFTER = Pattern.compile("([A-Z_]+)_AFTER_([A-Z_]+)");

    private final StaffSession session;
    private final StaffTasks tasks;
    private final ReviewDesk review;
    private final RefundPayments payments;
    private final MessageSource texts;

    AlarmController(
            StaffSession session, StaffTasks tasks, ReviewDesk review, RefundPayments payments, MessageSource texts) {
        this.session = session;
        this.tasks = tasks;
        this.review = review;
        this.payments = payments;
        this.texts = texts;
    }

    /**
     * @param what a code, such as {@code CLOSED_AFTER_SUCCESS}
     * @param outRefundNo what it is about: the merchant's number where {@code what} is {@code MERCHANT_CERTIFICATE}
     * @param applicationNo null, like what follows it, when the number is none of ours; amounts are fen
     */
    record AlarmView(
            String taskId,
            String outRefundNo,
            String what,
            String text,
            String applicationNo,
            String cinema,
            RefundStatus status,
            Long refundAmount,
            String refundId,
            String state,
            String stateText) {}

    @GetMapping("/api/desk/alarms/{taskId}")
    AlarmView one(@PathVariable String taskId, HttpServletRequest request, Locale locale) {
        var user = session.required(request);
        var alarm = tasks.visibleAlarm(taskId, user).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        if (alarm.applicationNo() == null) {
            return new AlarmView(
                    taskId,
                    alarm.outRefundNo(),
                    alarm.what(),
                    text(alarm, locale),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
        var application = review.find(alarm.applicationNo());
        var money = payments.find(alarm.outRefundNo()).orElseThrow();
        return new AlarmView(
                taskId,
                alarm.outRefundNo(),
                alarm.what(),
                text(alarm, locale),
                alarm.applicationNo(),
                application.cinema().name(),
                application.status(),
                money.refundAmount(),
                money.refundId(),
                money.state().name(),
                texts.getMessage("state." + money.state(), null, locale));
    }

    private String text(StaffAlarm alarm, Locale locale) {
        var after = AFTER.matcher(alarm.what());
        if (!after.matches()) {
            return texts.getMessage("alarm." + alarm.what(), null, alarm.what(), locale);
        }
        return texts.getMessage(
                "alarm.after", new Object[] {state(after.group(1), locale), state(after.group(2), locale)}, locale);
    }

    private String state(String code, Locale locale) {
        return texts.getMessage("state." + code, null, code, locale);
    }
}
