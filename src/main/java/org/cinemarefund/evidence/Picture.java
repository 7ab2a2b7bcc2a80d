package org.cinemarefund.evidence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A picture of a moviegoer as we keep it; its content lies apart.
 *
 * @param bytes of the content
 * @param sha256 of the content, hexadecimal
 * @param applicationNo the case it was given to; missing before
 * @param cinemaId that case's cinema; missing before
 */
public record Picture(
        String id,
        String openid,
        Instant uploadedAt,
        String contentType,
        int bytes,
        String sha256,
        @Nullable String applicationNo,
        @Nullable String cinemaId) {

    /** Without whose it is: this ends up in messages of failed tests and logs. */
    @Override
    public String toString() {
        return "Picture[" + id + "]";
    }
}
