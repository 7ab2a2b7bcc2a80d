package org.cinemarefund.platform;

import java.time.Duration;
import java.util.Optional;

/** Told by whoever talks to WeChat Pay: signatures are only valid for five minutes, so clocks must agree. */
@FunctionalInterface
public interface ChannelClock {

    /** Our clock minus WeChat's as seen on its last answer; empty before the first one. */
    Optional<Duration> skew();
}
