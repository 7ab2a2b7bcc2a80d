package org.cinemarefund.staff;

import java.util.Set;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes in what the order system knows of the staff. */
@Service
public class StaffDesk {
    private final StaffDirectory directory;
    private final StaffOpenids openids;

    StaffDesk(StaffDirectory directory, StaffOpenids openids) {
        this.directory = directory;
        this.openids = openids;
    }

    /** @throws Problem NOT_FOUND when there is no such account */
    @Transactional
    public void tie(String userId, Set<String> own) {
        if (!directory.lock(userId)) {
            throw new Problem(ProblemCode.NOT_FOUND);
        }
        openids.replace(userId, own);
    }
}
