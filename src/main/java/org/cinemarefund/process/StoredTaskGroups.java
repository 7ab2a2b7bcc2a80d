package org.cinemarefund.process;

import java.util.Optional;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.process.access.StaffGroups;
import org.cinemarefund.process.access.TaskGroups;
import org.springframework.stereotype.Component;

/** The groups of our tasks: of the cinema in the application's row, or one for the whole chain. */
@Component
class StoredTaskGroups implements TaskGroups {
    private final RefundApplications applications;

    StoredTaskGroups(RefundApplications applications) {
        this.applications = applications;
    }

    @Override
    public Optional<String> groupOf(String taskKey, String businessKey) {
        return switch (taskKey) {
            case "reviewRefund" ->
                applications
                        .find(businessKey)
                        .map(application ->
                                StaffGroups.reviewersOf(application.cinema().cinemaId()));
            case "supervisorReview" -> Optional.of(StaffGroups.SUPERVISORS);
            case "resolveRefund", "confirmResolution", "topUpMerchantAccount", "examineAlarm" ->
                Optional.of(StaffGroups.FINANCE);
            default -> Optional.empty();
        };
    }
}
