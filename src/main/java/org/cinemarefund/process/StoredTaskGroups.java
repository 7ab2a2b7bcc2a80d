package org.cinemarefund.process;

import java.util.Map;
import java.util.Optional;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.process.access.TaskGroups;
import org.cinemarefund.process.names.MerchantBalanceProcess;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundSampleProcess;
import org.cinemarefund.process.names.SettlementAlarmProcess;
import org.springframework.stereotype.Component;

/** The groups of our tasks: of the cinema in the application's row, or one for the whole chain. */
@Component
class StoredTaskGroups implements TaskGroups {
    private static final Map<String, String> OF_THE_CHAIN = Map.of(
            RefundProcess.Task.supervisorReview.name(), GroupNames.SUPERVISORS,
            RefundProcess.Task.resolveRefund.name(), GroupNames.FINANCE,
            RefundProcess.Task.confirmResolution.name(), GroupNames.FINANCE,
            MerchantBalanceProcess.Task.topUpMerchantAccount.name(), GroupNames.FINANCE,
            SettlementAlarmProcess.Task.examineAlarm.name(), GroupNames.FINANCE,
            RefundSampleProcess.Task.inspectSample.name(), GroupNames.SUPERVISORS);

    private final RefundApplications applications;

    StoredTaskGroups(RefundApplications applications) {
        this.applications = applications;
    }

    @Override
    public Optional<String> groupOf(String taskKey, String businessKey) {
        if (RefundProcess.Task.reviewRefund.name().equals(taskKey)) {
            return applications
                    .find(businessKey)
                    .map(application ->
                            GroupNames.reviewersOf(application.cinema().cinemaId()));
        }
        return Optional.ofNullable(OF_THE_CHAIN.get(taskKey));
    }
}
