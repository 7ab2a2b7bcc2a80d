package org.cinemarefund.application;

import java.time.Instant;
import org.cinemarefund.application.RefundApplication.Ending;
import org.jspecify.annotations.Nullable;

/**
 * How it ended.
 *
 * @param ending missing while it is open, and where the money went back the way it was paid
 */
public record Closing(@Nullable Ending ending, Instant at) {
    static final Closing NONE = new Closing(null, null);
}
