package org.cinemarefund;

import java.util.TimeZone;

/**
 * The zone of every node, whatever its machine's is. The engine keeps times as a clock on the wall of its process would show
 * them: two nodes in two zones, or one that comes back in another, would read each other's hours off. In UTC no hour is missing
 * or there twice either. What people read is told in China's time, or their browser's, wherever it is told.
 */
final class OneZone {

    private OneZone() {}

    /** Before anything else in a process: whoever asked for the zone before goes on with that. */
    static void enter() {
        var utc = TimeZone.getTimeZone("UTC");
        System.setProperty("user.timezone", utc.getID());
        TimeZone.setDefault(utc);
    }
}
