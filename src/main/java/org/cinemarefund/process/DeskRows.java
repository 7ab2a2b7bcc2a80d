package org.cinemarefund.process;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.process.engine.OwnRows;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.stereotype.Component;

/** The desks' rows about each timer of a refund. The pace of {@code merchant-balance} decides nothing and has no row. */
@Component
class DeskRows implements OwnRows {
    private final RefundApplications applications;
    private final RefundPayments payments;

    DeskRows(RefundApplications applications, RefundPayments payments) {
        this.applications = applications;
        this.payments = payments;
    }

    @Override
    public Optional<Instant> dueAt(String process, String timer, String applicationNo) {
        if (!RefundProcess.KEY.equals(process) || applicationNo == null) {
            return Optional.empty();
        }
        return Arrays.stream(Timer.values())
                .filter(known -> known.name().equals(timer))
                .findFirst()
                .or(() -> Optional.ofNullable(RefundProcess.FORMER_TIMERS.get(timer)))
                .flatMap(known -> dueAt(known, applicationNo));
    }

    private Optional<Instant> dueAt(Timer timer, String applicationNo) {
        return switch (timer) {
            case reviewReminder -> of(applicationNo, DeskRows::reminderAt);
            case reviewOverdue -> of(applicationNo, RefundApplication::reviewDueAt);
            case supervisorOverdue ->
                of(applicationNo, application -> application.supervision().dueAt());
            case evidenceOverdue ->
                of(applicationNo, application -> application.evidence().dueAt());
            case settlementPollDue -> payments.pollDueAt(applicationNo);
            case balanceTryDue -> payments.balanceTryDueAt(applicationNo);
            case resolvePollDue -> payments.resolvePollDueAt(applicationNo);
        };
    }

    private static Instant reminderAt(RefundApplication application) {
        return application.reviewDueAt() == null || application.review().reminded()
                ? application.reviewDueAt()
                : application.reminderAt();
    }

    private Optional<Instant> of(String applicationNo, Function<RefundApplication, Instant> due) {
        return applications
                .find(applicationNo)
                .filter(application -> application.status().undecided())
                .map(due);
    }

    @Override
    public void requireMayEnd(String process, String applicationNo) {
        if (RefundProcess.KEY.equals(process) && applicationNo != null) {
            applications
                    .find(applicationNo)
                    .filter(application -> !application.status().over())
                    .ifPresent(application -> {
                        throw new Problem(ProblemCode.ACTION_NOT_ALLOWED);
                    });
        }
    }
}
