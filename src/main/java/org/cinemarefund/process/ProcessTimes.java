package org.cinemarefund.process;

import static org.cinemarefund.process.RefundProcessDelegates.applicationNo;

import java.time.Instant;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.process.engine.ProcessBean;
import org.cinemarefund.review.ReviewDesk;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every time in the diagram comes from here, and so from the settings and the Chinese calendar. */
@Configuration(proxyBeanMethods = false)
class ProcessTimes {

    @Bean
    @ProcessBean
    Sla sla(ReviewDesk desk) {
        return new Sla(desk);
    }

    @Bean
    @ProcessBean
    Settlement settlement(RefundPayments payments) {
        return new Settlement(payments);
    }

    /** When people have to have done something. */
    public static final class Sla {
        private final ReviewDesk desk;

        Sla(ReviewDesk desk) {
            this.desk = desk;
        }

        public Date reviewDueAt(DelegateExecution execution) {
            var application = desk.find(applicationNo(execution));
            // Approved by the rules and sent back: no deadline was ever counted, a supervisor sees it today.
            return date(application.reviewDueAt() == null ? application.appliedAt() : application.reviewDueAt());
        }

        /** Half-way; a reminder already sent is not made again. */
        public Date reminderAt(DelegateExecution execution) {
            var application = desk.find(applicationNo(execution));
            return date(application.review().reminded() ? application.reviewDueAt() : application.reminderAt());
        }

        public Date evidenceDueAt(DelegateExecution execution) {
            return date(desk.find(applicationNo(execution)).evidence().dueAt());
        }

        /** Every day, without an end: an ISO 8601 cycle. */
        public String supervisorEscalations() {
            return "R/P1D";
        }
    }

    /** When to ask the channel. */
    public static final class Settlement {
        private final RefundPayments payments;

        Settlement(RefundPayments payments) {
            this.payments = payments;
        }

        public Date nextPollAt(DelegateExecution execution) {
            return date(payments.nextPollAt(applicationNo(execution)));
        }

        public Date nextBalanceTryAt(DelegateExecution execution) {
            return date(payments.nextBalanceTryAt(applicationNo(execution)));
        }

        /** An endless ISO 8601 cycle. */
        public String resolvePolls() {
            return "R/" + payments.resolvePoll();
        }
    }

    private static Date date(Instant at) {
        return Date.from(at);
    }
}
