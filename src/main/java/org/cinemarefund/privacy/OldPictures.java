package org.cinemarefund.privacy;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pictures of which it is time to see whether they go. */
public interface OldPictures {

    /**
     * @param applicationNo missing where nobody used it
     * @param closedAt when its case ended; missing while it has not
     */
    record Due(
            String id,
            @Nullable String applicationNo,
            @Nullable Instant closedAt) {}

    /** Those to be looked at by now, those that waited longest at the beginning. */
    List<Due> due(Instant now, int most);

    /** Takes away those of these that nobody used meanwhile. */
    int removeUnused(Collection<String> ids);

    int remove(Collection<String> ids);

    /** Nobody looks at it before then. */
    void lookAgain(String id, Instant at);
}
