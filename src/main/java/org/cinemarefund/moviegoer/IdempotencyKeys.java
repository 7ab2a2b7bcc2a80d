package org.cinemarefund.moviegoer;

import java.time.Instant;
import java.util.Optional;

/** Requests that said how to recognise them; a row is written in its application's own transaction and kept a day. */
public interface IdempotencyKeys {

    /** What the caller sent: the key and a hash of everything the request said. */
    record Key(String value, String requestHash) {}

    record Row(String requestHash, String applicationNo) {}

    Optional<Row> find(String openid, String key, Instant now);

    void add(String openid, Key key, String applicationNo, Instant now);

    /** Removes rows older than a day. */
    int removeOld(Instant now);
}
