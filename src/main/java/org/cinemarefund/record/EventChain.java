package org.cinemarefund.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

/**
 * The hash that ties each event of an application to the one before it: SHA-256 over the previous hash and every field,
 * length-prefixed so that no two different events read the same.
 */
public final class EventChain {
    /** Before the first event. */
    public static final String BEGINNING = "0".repeat(64);

    private EventChain() {}

    public static String hash(RefundEvent it) {
        return hash(new RecordedLine(
                it.applicationNo(),
                it.nr(),
                it.at(),
                it.kind().name(),
                it.actor(),
                it.fromStatus(),
                it.toStatus(),
                it.outRefundNo(),
                it.fromState(),
                it.toState(),
                it.detail(),
                it.previousHash(),
                it.hash()));
    }

    static String hash(RecordedLine it) {
        var text = new StringBuilder();
        for (var field : new Object[] {
            it.previousHash(),
            it.applicationNo(),
            it.nr(),
            it.at().truncatedTo(ChronoUnit.MICROS),
            it.event(),
            it.actor(),
            it.fromStatus(),
            it.toStatus(),
            it.outRefundNo(),
            it.fromState(),
            it.toState(),
            it.detail()
        }) {
            var value = field == null ? "" : field.toString();
            text.append(field == null ? -1 : value.length())
                    .append(':')
                    .append(value)
                    .append(';');
        }
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether these events, in order, are a whole unbroken chain that ends in {@code head}. */
    public static boolean unbroken(List<RefundEvent> events, String head) {
        var previous = BEGINNING;
        var nr = 0;
        for (var event : events) {
            if (event.nr() != ++nr
                    || !event.previousHash().equals(previous)
                    || !hash(event).equals(event.hash())) {
                return false;
            }
            previous = event.hash();
        }
        return previous.equals(head);
    }
}
