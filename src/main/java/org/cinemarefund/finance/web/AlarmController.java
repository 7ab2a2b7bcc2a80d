package org.cinemarefund.finance.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.StaffTasks;
import org.cinemarefund.application.web.OrderNow;
import org.cinemarefund.finance.Difference;
import org.cinemarefund.finance.DifferenceDesk;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.record.web.AlarmTexts;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.Orders;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** One contradiction about money, for the person who has to look at it. */
@RestController
class AlarmController {
    private final StaffSession session;
    private final StaffTasks tasks;
    private final RefundApplications applications;
    private final RefundPayments payments;
    private final DifferenceDesk differences;
    private final Orders orders;
    private final OrderNow orderNow;
    private final AlarmTexts alarmTexts;
    private final MessageSource texts;

    AlarmController(
            StaffSession session,
            StaffTasks tasks,
            RefundApplications applications,
            RefundPayments payments,
            DifferenceDesk differences,
            Orders orders,
            OrderNow orderNow,
            AlarmTexts alarmTexts,
            MessageSource texts) {
        this.session = session;
        this.tasks = tasks;
        this.applications = applications;
        this.payments = payments;
        this.differences = differences;
        this.orders = orders;
        this.orderNow = orderNow;
        this.alarmTexts = alarmTexts;
        this.texts = texts;
    }

    /**
     * @param what a code, such as {@code CLOSED_AFTER_SUCCESS}
     * @param where whether the money is safe
     * @param does what to do, and what completing the task does
     * @param outRefundNo what it is about: the merchant's number where {@code what} is {@code MERCHANT_CERTIFICATE}
     * @param applicationNo missing, like what follows it, when nobody asked for the order's money; amounts are fen
     * @param refundAmount of our number; missing, like what follows it, when the number is none of ours
     * @param payment missing when the number is about no payment of ours
     * @param difference what is owed beside the refund; missing where the task is about something else
     */
    record AlarmView(
            String taskId,
            String outRefundNo,
            String what,
            String text,
            String where,
            String does,
            @Nullable String applicationNo,
            String cinema,
            RefundStatus status,
            @Nullable Long refundAmount,
            String refundId,
            String state,
            String stateText,
            @Nullable PaymentView payment,
            @Nullable Long difference,
            List<OrderNow.Fact> orderNow) {}

    /** @param refundedElsewhere fen that signed notifications say went back of it under numbers that are not ours */
    record PaymentView(String orderNo, String transactionId, long paidAmount, long refundedElsewhere) {}

    @GetMapping("/api/desk/alarms/{taskId}")
    AlarmView one(@PathVariable String taskId, HttpServletRequest request, Locale locale) {
        var user = session.required(request);
        var alarm = tasks.visibleAlarm(taskId, user).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        var application = Optional.ofNullable(alarm.applicationNo()).map(this::application);
        var money = application.flatMap(refundApplication -> payments.find(alarm.outRefundNo()));
        return new AlarmView(
                taskId,
                alarm.outRefundNo(),
                alarm.what(),
                alarmTexts.of(alarm.what(), locale),
                alarmTexts.where(alarm.what(), locale),
                alarmTexts.does(alarm.what(), locale),
                alarm.applicationNo(),
                application
                        .map(refundApplication -> refundApplication.cinema().name())
                        .orElse(null),
                application.map(RefundApplication::status).orElse(null),
                money.map(RefundTransaction::refundAmount).orElse(null),
                money.map(refund -> refund.told().refundId()).orElse(null),
                money.map(refund -> refund.state().name()).orElse(null),
                money.map(refund -> texts.getMessage("state." + refund.state(), null, locale))
                        .orElse(null),
                payment(alarm.outRefundNo()),
                application
                        .filter(refundApplication -> alarm.what().equals(Difference.KIND))
                        .flatMap(refundApplication -> differences.find(refundApplication.applicationNo()))
                        .map(Difference::amount)
                        .orElse(null),
                application
                        .map(refundApplication -> orderNow.facts(refundApplication, locale))
                        .orElse(null));
    }

    private RefundApplication application(String applicationNo) {
        return applications.find(applicationNo).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
    }

    private PaymentView payment(String outRefundNo) {
        return payments.paymentOf(outRefundNo)
                .flatMap(orders::ofPayment)
                .map(order -> new PaymentView(
                        order.orderNo(),
                        order.transactionId(),
                        order.paidAmount(),
                        payments.refundedElsewhere(order.transactionId())))
                .orElse(null);
    }
}
