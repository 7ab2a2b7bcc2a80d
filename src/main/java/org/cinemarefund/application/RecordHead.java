package org.cinemarefund.application;

import org.cinemarefund.record.EventChain;

/**
 * The newest line of an application's record.
 *
 * @param nr so many lines there are
 * @param hash what the next line is chained to
 */
public record RecordHead(int nr, String hash) {
    static final RecordHead NONE = new RecordHead(0, EventChain.BEGINNING);
}
