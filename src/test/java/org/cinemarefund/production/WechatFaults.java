package org.cinemarefund.production;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What goes wrong at WeChat and on the way there, by a seed: the n-th call about a number meets the same fault in every run
 * with this seed, whoever makes it and whenever.
 */
final class WechatFaults {
    /** Of one call to refund or to ask about a refund. */
    enum Fault {
        RESET_BEFORE_ACCEPTANCE(10),
        RESET_AFTER_ACCEPTANCE(12),
        TIMEOUT_BEFORE_ACCEPTANCE(1),
        TIMEOUT_AFTER_ACCEPTANCE(1),
        LATE_ACCEPTANCE(6),
        ERROR_500_BEFORE(10),
        ERROR_500_AFTER(10),
        GATEWAY_502(8),
        UNAVAILABLE_503(8),
        FREQUENCY_LIMITED(8),
        WRONG_SIGNATURE(8),
        SIGNATURE_PROBE(4),
        BROKEN_JSON(6),
        ACCEPTED_202(6),
        OTHER_NUMBER(6);

        /** How often in comparison; the two that cost a caller its whole patience are rare, or nothing else would happen. */
        private final int weight;

        Fault(int weight) {
            this.weight = weight;
        }
    }

    /** What becomes of the notification. */
    enum Callback {
        NORMAL,
        LOST,
        DOUBLED,
        /** Before the request for the refund is answered. */
        EARLY
    }

    private static final int ALL =
            Arrays.stream(Fault.values()).mapToInt(fault -> fault.weight).sum();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Map<Fault, AtomicInteger> injected = new EnumMap<>(Fault.class);
    private final AtomicInteger asked = new AtomicInteger();
    private final long seed;
    private final int percent;
    private volatile boolean over;

    /** @param percent of calls that meet a fault, and of notifications that are lost, doubled or early */
    WechatFaults(long seed, int percent) {
        this.seed = seed;
        this.percent = percent;
        for (var fault : Fault.values()) {
            injected.put(fault, new AtomicInteger());
        }
    }

    static WechatFaults none() {
        return new WechatFaults(0, 0);
    }

    /** From now on everything works. */
    void end() {
        over = true;
    }

    /** Null for none. */
    Fault of(String method, String outRefundNo) {
        var call = method + " " + outRefundNo;
        var nth = calls.computeIfAbsent(call, text -> new AtomicInteger()).incrementAndGet();
        if (over) {
            return null;
        }
        asked.incrementAndGet();
        var random = random(call + " " + nth);
        if (random.nextInt(100) >= percent) {
            return null;
        }
        var pick = random.nextInt(ALL);
        for (var fault : Fault.values()) {
            pick -= fault.weight;
            if (pick < 0) {
                injected.get(fault).incrementAndGet();
                return fault;
            }
        }
        throw new IllegalStateException();
    }

    Callback callback(String outRefundNo) {
        var random = random("callback " + outRefundNo);
        return random.nextInt(100) >= percent || over
                ? Callback.NORMAL
                : new Callback[] {Callback.LOST, Callback.DOUBLED, Callback.EARLY}[random.nextInt(3)];
    }

    private Random random(String what) {
        // The parts of a number are too alike for a generator that is only used once.
        var random = new Random(seed * 31 + what.hashCode());
        random.nextLong();
        return random;
    }

    int calls() {
        return asked.get();
    }

    int faults() {
        return injected.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    @Override
    public String toString() {
        var counts = new TreeMap<Fault, Integer>();
        injected.forEach((fault, count) -> counts.put(fault, count.get()));
        return counts.toString();
    }
}
