package org.cinemarefund.payment.wechat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far WeChat's clock was from ours when it last answered. Beyond five minutes every signature is refused, by WeChat and
 * by us, so that refunds are accepted and look unknown: worth telling an operator long before.
 */
public final class WechatClock {
    private final Clock clock;
    private volatile Duration skew;

    public WechatClock(Clock clock) {
        this.clock = clock;
    }

    /** Positive when WeChat is ahead of us; to the second or so; empty before the first answer. */
    public Optional<Duration> skew() {
        return Optional.ofNullable(skew);
    }

    /** @param dateOfAnswer from the {@code Date} header */
    public void observe(Instant dateOfAnswer) {
        skew = Duration.between(clock.instant(), dateOfAnswer);
    }
}
