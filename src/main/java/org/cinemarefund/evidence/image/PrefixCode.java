package org.cinemarefund.evidence.image;

/** A canonical prefix code of WebP's lossless format: which symbol the next bits stand for. */
final class PrefixCode {
    private static final int LONGEST = 15;
    private static final int FAST_BITS = 8;
    /** In which order the lengths of the code for the lengths are told. */
    private static final int[] ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    /** The only symbol there is, which needs no bits; negative where there are several. */
    private final int only;
    /** By the next eight bits: length and symbol; 0 where it is longer. */
    private final int[] fast;
    /** How many symbols there are of each length, and the symbols by length. */
    private final int[] counts;

    private final int[] symbols;

    private PrefixCode(int only, int[] fast, int[] counts, int[] symbols) {
        this.only = only;
        this.fast = fast;
        this.counts = counts;
        this.symbols = symbols;
    }

    /** So many numbers it keeps. */
    int size() {
        return only >= 0 ? 0 : fast.length + counts.length + symbols.length;
    }

    /** @throws Unreadable for what is no code */
    static PrefixCode read(LowBitsFirst bits, int alphabet) {
        return bits.bit() ? simple(bits, alphabet) : of(lengths(bits, alphabet));
    }

    private static PrefixCode simple(LowBitsFirst bits, int alphabet) {
        var two = bits.bit();
        var first = bits.read(bits.bit() ? 8 : 1);
        var lengths = new int[alphabet];
        require(first < alphabet);
        lengths[first] = 1;
        if (two) {
            var second = bits.read(8);
            require(second < alphabet);
            lengths[second] = 1;
        }
        return of(lengths);
    }

    private static int[] lengths(LowBitsFirst bits, int alphabet) {
        var ofLengths = new int[ORDER.length];
        var told = 4 + bits.read(4);
        for (var i = 0; i < told; i++) {
            ofLengths[ORDER[i]] = bits.read(3);
        }
        var code = of(ofLengths);
        var left = bits.bit() ? 2 + bits.read(2 + 2 * bits.read(3)) : alphabet;
        var lengths = new int[alphabet];
        var before = 8;
        for (var symbol = 0; symbol < alphabet && left > 0; left--) {
            var length = code.next(bits);
            var times = 1;
            if (length == 16) {
                length = before;
                times = 3 + bits.read(2);
            } else if (length == 17) {
                length = 0;
                times = 3 + bits.read(3);
            } else if (length == 18) {
                length = 0;
                times = 11 + bits.read(7);
            } else if (length != 0) {
                before = length;
            }
            require(symbol + times <= alphabet);
            while (times-- > 0) {
                lengths[symbol++] = length;
            }
        }
        return lengths;
    }

    private static PrefixCode of(int[] lengths) {
        var counts = new int[LONGEST + 1];
        for (var length : lengths) {
            counts[length]++;
        }
        var used = lengths.length - counts[0];
        counts[0] = 0;
        require(used > 0);
        var symbols = sorted(lengths, counts, used);
        if (used == 1) {
            return new PrefixCode(symbols[0], null, null, null);
        }
        requireComplete(counts);
        return new PrefixCode(-1, fast(counts, symbols), counts, symbols);
    }

    private static int[] sorted(int[] lengths, int[] counts, int used) {
        var next = new int[LONGEST + 2];
        for (var length = 1; length <= LONGEST; length++) {
            next[length + 1] = next[length] + counts[length];
        }
        var symbols = new int[used];
        for (var symbol = 0; symbol < lengths.length; symbol++) {
            if (lengths[symbol] != 0) {
                symbols[next[lengths[symbol]]++] = symbol;
            }
        }
        return symbols;
    }

    private static void requireComplete(int[] counts) {
        var free = 1;
        for (var length = 1; length <= LONGEST; length++) {
            free = 2 * free - counts[length];
            require(free >= 0);
        }
        require(free == 0);
    }

    private static int[] fast(int[] counts, int[] symbols) {
        var fast = new int[1 << FAST_BITS];
        var code = 0;
        var index = 0;
        for (var length = 1; length <= FAST_BITS; length++) {
            for (var i = 0; i < counts[length]; i++) {
                var from = Integer.reverse(code++) >>> 32 - length;
                for (var slot = from; slot < fast.length; slot += 1 << length) {
                    fast[slot] = length << 16 | symbols[index];
                }
                index++;
            }
            code <<= 1;
        }
        return fast;
    }

    int next(LowBitsFirst bits) {
        if (only >= 0) {
            return only;
        }
        var entry = fast[bits.peek(FAST_BITS)];
        if (entry != 0) {
            bits.skip(entry >>> 16);
            return entry & 0xffff;
        }
        return longer(bits);
    }

    private int longer(LowBitsFirst bits) {
        var ahead = bits.peek(LONGEST);
        var code = 0;
        var first = 0;
        var index = 0;
        for (var length = 1; length <= LONGEST; length++) {
            code |= ahead >>> length - 1 & 1;
            var count = counts[length];
            if (code - count < first) {
                bits.skip(length);
                return symbols[index + code - first];
            }
            index += count;
            first = first + count << 1;
            code <<= 1;
        }
        throw new Unreadable();
    }

    private static void require(boolean fine) {
        if (!fine) {
            throw new Unreadable();
        }
    }
}
