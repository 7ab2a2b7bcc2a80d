package org.cinemarefund.record;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.cinemarefund.shared.Sha256;

/**
 * The hash that ties each event of an application to the one before it: SHA-256 over the previous hash and every field,
 * length-prefixed so that no two different events read the same.
 */
public final class EventChain {
    /** Before the first event. */
    public static final String BEGINNING = "0".repeat(64);

    private EventChain() {}

    public static String hash(RefundEvent event) {
        return hash(new RecordedLine(
                event.applicationNo(),
                event.nr(),
                event.at(),
                event.kind().name(),
                event.actor(),
                event.fromStatus(),
                event.toStatus(),
                event.outRefundNo(),
                event.fromState(),
                event.toState(),
                event.detail(),
                event.facts().text(),
                event.previousHash(),
                event.hash()));
    }

    static String hash(RecordedLine line) {
        var text = new StringBuilder();
        for (var field : new Object[] {
            line.previousHash(),
            line.applicationNo(),
            line.nr(),
            line.at().truncatedTo(ChronoUnit.MICROS),
            line.event(),
            line.actor(),
            line.fromStatus(),
            line.toStatus(),
            line.outRefundNo(),
            line.fromState(),
            line.toState(),
            line.detail()
        }) {
            append(text, field);
        }
        if (line.facts() != null) {
            // A line without facts is sealed as it was before there were any.
            append(text, line.facts());
        }
        return Sha256.hex(text.toString());
    }

    private static void append(StringBuilder text, Object field) {
        var value = field == null ? "" : field.toString();
        text.append(field == null ? -1 : value.length())
                .append(':')
                .append(value)
                .append(';');
    }

    /**
     * The line that follows on another.
     *
     * @param previousHash of the line before, or {@link #BEGINNING}
     * @throws IllegalArgumentException for facts that a line of this kind cannot say
     */
    public static RefundEvent next(
            String previousHash,
            String applicationNo,
            int nr,
            Instant at,
            RefundEvent.Kind kind,
            String actor,
            String fromStatus,
            String toStatus,
            String outRefundNo,
            String fromState,
            String toState,
            Particulars said) {
        var words = said.words(kind, nr);
        var unsealed = new RefundEvent(
                applicationNo,
                nr,
                at,
                kind,
                actor,
                fromStatus,
                toStatus,
                outRefundNo,
                fromState,
                toState,
                said.forOlderNodes(),
                said.facts(kind, words),
                previousHash,
                "",
                words);
        return unsealed.sealed(hash(unsealed));
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
