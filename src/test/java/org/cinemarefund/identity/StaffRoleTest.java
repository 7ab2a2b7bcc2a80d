package org.cinemarefund.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StaffRoleTest {

    @Test
    void roles_come_from_groups() {
        assertThat(StaffRole.of(new StaffUser("li", List.of("reviewers-sz-nanshan", "supervisors"))))
                .containsExactly(StaffRole.REVIEWER, StaffRole.SUPERVISOR);
        assertThat(StaffRole.of(new StaffUser("zhao", List.of("managers-sz-nanshan"))))
                .containsExactly(StaffRole.MANAGER);
        assertThat(StaffRole.of(new StaffUser("root", List.of("camunda-admin", "operators", "service", "finance"))))
                .containsExactly(StaffRole.FINANCE, StaffRole.SERVICE, StaffRole.OPERATOR, StaffRole.ADMINISTRATOR);
    }

    @Test
    void a_group_that_only_resembles_one_gives_no_role() {
        assertThat(StaffRole.of(new StaffUser("nobody", List.of("supervisors2", "Finance", "reviewer", "backends"))))
                .isEmpty();
    }
}
