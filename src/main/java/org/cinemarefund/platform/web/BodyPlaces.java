package org.cinemarefund.platform.web;

import java.util.HashMap;
import java.util.Map;
import org.cinemarefund.shared.ClientNetwork;
import org.jspecify.annotations.Nullable;

/**
 * How many bodies may be on their way at once, from one network and in all. One that comes at once needs no place here at all,
 * since many people may share an address; one that follows its headers within a moment is only counted; one that takes longer
 * needs a place among the slow ones; and what is kept of all of them in memory has a bound.
 */
final class BodyPlaces {
    /** What is counted, in all and of one network. */
    record Bounds(int waiting, int slow, long bytes) {}

    /**
     * A connection that waits costs some 50 KB and no thread: 2,048 leave room in a heap of 512 MB, and one network has a quarter
     * of that. Nine pictures of 5 MB may arrive at the same moment, three from one network.
     */
    static final Bounds IN_ALL = new Bounds(2048, 512, 48L << 20);

    static final Bounds OF_ONE_NETWORK = new Bounds(512, 32, 16L << 20);
    /** Whoever sends no more than this does not depend on how much memory the others take: it is within the number of those who wait. */
    static final int FREE_BYTES = 8 * 1024;

    private final Bounds inAll;
    private final Bounds ofOne;
    private final Counts all = new Counts();
    private final Map<String, Counts> networks = new HashMap<>();

    BodyPlaces() {
        this(IN_ALL, OF_ONE_NETWORK);
    }

    BodyPlaces(Bounds inAll, Bounds ofOne) {
        this.inAll = inAll;
        this.ofOne = ofOne;
    }

    private static final class Counts {
        private int waiting;
        private int slow;
        private long bytes;
    }

    /** A body that is not here yet, or missing when too many are on their way. */
    synchronized @Nullable Visit enter(String address) {
        var network = ClientNetwork.of(address);
        var own = networks.getOrDefault(network, new Counts());
        if (all.waiting >= inAll.waiting || own.waiting >= ofOne.waiting) {
            return null;
        }
        networks.put(network, own);
        all.waiting++;
        own.waiting++;
        return new Visit(network, own);
    }

    /** @return bodies on their way and those of them that are kept until they are dealt with */
    synchronized int waiting() {
        return all.waiting;
    }

    /** One body, from its first missing byte until it is dealt with. */
    final class Visit implements AutoCloseable {
        private final String network;
        private final Counts own;
        private boolean slow;
        private long bytes;
        private boolean over;

        private Visit(String network, Counts own) {
            this.network = network;
            this.own = own;
        }

        /** @return whether it may take its time */
        boolean stay() {
            synchronized (BodyPlaces.this) {
                if (slow || over) {
                    return slow;
                }
                if (all.slow >= inAll.slow || own.slow >= ofOne.slow) {
                    return false;
                }
                all.slow++;
                own.slow++;
                slow = true;
                return true;
            }
        }

        /** @return whether so many more bytes may be kept */
        boolean keep(int more) {
            synchronized (BodyPlaces.this) {
                if (over) {
                    return false;
                }
                var counted = Math.max(0, bytes + more - FREE_BYTES) - Math.max(0, bytes - FREE_BYTES);
                if (all.bytes + counted > inAll.bytes || own.bytes + counted > ofOne.bytes) {
                    return false;
                }
                all.bytes += counted;
                own.bytes += counted;
                bytes += more;
                return true;
            }
        }

        /** It came to its end, so it takes nobody's time any more; what is kept of it still counts. */
        void arrived() {
            synchronized (BodyPlaces.this) {
                leaveTheSlow();
            }
        }

        @Override
        public void close() {
            synchronized (BodyPlaces.this) {
                if (over) {
                    return;
                }
                leaveTheSlow();
                over = true;
                var counted = Math.max(0, bytes - FREE_BYTES);
                all.bytes -= counted;
                own.bytes -= counted;
                all.waiting--;
                if (--own.waiting == 0) {
                    networks.remove(network);
                }
            }
        }

        private void leaveTheSlow() {
            if (slow) {
                slow = false;
                all.slow--;
                own.slow--;
            }
        }
    }
}
