package org.cinemarefund.evidence.image;

/** Reads a file bit by bit, of each byte the lowest first. */
final class LowBitsFirst {
    /** Looking ahead may go so far over the end; whoever reads on has a file that is cut off. */
    private static final int OVER = 8;

    private final byte[] file;
    private final int end;
    private int at;
    private int over;
    private long ahead;
    private int bits;

    LowBitsFirst(byte[] file, int from, int end) {
        this.file = file;
        this.at = from;
        this.end = end;
    }

    /** @param count 32 at most */
    int read(int count) {
        lookAhead(count);
        var value = (int) (ahead & (1L << count) - 1);
        skip(count);
        return value;
    }

    boolean bit() {
        return read(1) == 1;
    }

    /** What comes next, without taking it. */
    int peek(int count) {
        lookAhead(count);
        return (int) (ahead & (1L << count) - 1);
    }

    void skip(int count) {
        ahead >>>= count;
        bits -= count;
    }

    private void lookAhead(int count) {
        while (bits < count) {
            ahead |= (long) next() << bits;
            bits += 8;
        }
    }

    private int next() {
        if (at < end) {
            return file[at++] & 0xff;
        }
        if (++over > OVER) {
            throw new Unreadable();
        }
        return 0;
    }
}
