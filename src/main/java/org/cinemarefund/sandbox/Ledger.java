package org.cinemarefund.sandbox;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened, in order; nothing is ever changed in it. It is the judge: whatever the product believes about a refund has to
 * agree with what stands here.
 */
public final class Ledger {
    /** The {@link Request#api} that moves money. */
    public static final String SUBMIT = "POST /v3/refund/domestic/refunds";

    /** A line of the journal. */
    public sealed interface Entry permits Request, Violation, Callback, Message, SandboxOrder, SandboxRefund {}

    /**
     * A request to WeChat Pay.
     *
     * @param at when it came
     * @param order the transaction id, or the merchant's number where there was none; missing for queries
     * @param amount fen
     * @param answer the status, with the code of an error; {@code cut} when there was none
     */
    public record Request(
            Instant at,
            String api,
            String outRefundNo,
            @Nullable String order,
            long amount,
            String bodySha256,
            Scenario scenario,
            String answer,
            String requestId)
            implements Entry {}

    /** Something WeChat Pay would not stand for, or that costs the merchant money. */
    public record Violation(Instant at, Kind kind, String outRefundNo, String order, String detail) implements Entry {
        public enum Kind {
            /** Another refund of the order was alive. */
            SECOND_REFUND_FOR_ORDER,
            /** The order's refunds are more than was paid. */
            OVER_REFUND,
            /** A known number came with another order or amount; it was refused. */
            NUMBER_REUSED,
            /** A known number came with other bytes for the same order and amounts. */
            BODY_CHANGED,
            /** A notification with a probe for a signature, or ten minutes old, was acknowledged. */
            BAD_CALLBACK_ACKNOWLEDGED
        }
    }

    /**
     * One delivery of a notification.
     *
     * @param attempt 1 for the first
     * @param answer the receiver's status, or why there was none
     */
    public record Callback(
            Instant at,
            String id,
            String outRefundNo,
            String eventType,
            int attempt,
            URI url,
            String flaw,
            String answer,
            String body)
            implements Entry {}

    /** A subscription message that a phone would have shown. */
    public record Message(
            Instant at, String openid, String templateId, String template, String page, Map<String, String> values)
            implements Entry {}

    private final Journal journal;
    private final List<Request> requests = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private final List<Callback> callbacks = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();

    Ledger(Journal journal) {
        this.journal = journal;
    }

    public synchronized void append(Entry entry) {
        journal.append(entry);
        restore(entry);
    }

    /** Takes back what the journal already holds. */
    synchronized void restore(Entry entry) {
        if (entry instanceof Request request) {
            requests.add(request);
        } else if (entry instanceof Violation violation) {
            violations.add(violation);
        } else if (entry instanceof Callback callback) {
            callbacks.add(callback);
        } else if (entry instanceof Message message) {
            messages.add(message);
        }
    }

    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    public synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }

    public synchronized List<Callback> callbacks() {
        return List.copyOf(callbacks);
    }

    public synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    synchronized void clear() {
        requests.clear();
        violations.clear();
        callbacks.clear();
        messages.clear();
        journal.clear();
    }
}
