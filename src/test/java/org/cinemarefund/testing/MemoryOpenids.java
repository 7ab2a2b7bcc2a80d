package org.cinemarefund.testing;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cinemarefund.staff.StaffOpenids;

/** Which moviegoers members of the staff are. */
public final class MemoryOpenids implements StaffOpenids {
    private final Map<String, Collection<String>> all = new HashMap<>();

    @Override
    public void replace(String userId, Collection<String> openids) {
        all.put(userId, List.copyOf(openids));
    }

    @Override
    public boolean areOne(String userId, String openid) {
        return all.getOrDefault(userId, List.of()).contains(openid);
    }
}
