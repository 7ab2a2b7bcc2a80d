package org.cinemarefund.evidence.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.cinemarefund.evidence.image.TestPictures.Bits;

/** Lossless WebP files of nonsense that use everything the format has: all passes, codes, references back, the cache of colours. */
final class RandomWebp {
    private static final int[] ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    private final Random random;
    private final Bits bits = new Bits();

    private RandomWebp(long seed) {
        this.random = new Random(seed);
    }

    /** @param stored the pixels before anything was undone: those of the picture where there are no passes */
    record Made(byte[] file, int passes, int[] stored) {}

    static Made made(long seed, int width, int height) {
        return new RandomWebp(seed).made(width, height);
    }

    static byte[] file(long seed, int width, int height) {
        return made(seed, width, height).file();
    }

    private Made made(int width, int height) {
        bits.put(0x2f, 8).put(width - 1, 14).put(height - 1, 14).put(1, 1).put(0, 3);
        var passes = new ArrayList<>(List.of(0, 1, 2, 3));
        Collections.shuffle(passes, random);
        var stored = width;
        var some = new ArrayList<>(passes.subList(0, random.nextInt(5)));
        // What is told behind a table of colours is of the narrower picture, which the other decoder overlooks.
        some.sort((one, other) -> Boolean.compare(one == 3, other == 3));
        for (var pass : some) {
            bits.put(1, 1).put(pass, 2);
            stored = pass(pass, stored, height);
        }
        bits.put(0, 1);
        var greens = literals(1 + random.nextInt(256));
        var pixels = image(stored, height, true, greens, literals(1 + random.nextInt(256)));
        return new Made(TestPictures.riff(TestPictures.webpChunk("VP8L", bits.bytes())), some.size(), pixels);
    }

    /** @return how wide the picture is behind it */
    private int pass(int pass, int stored, int height) {
        if (pass == 3) {
            // Whole tables: of a number beyond the end the two decoders think differently.
            var colours = List.of(2, 4, 16, 256).get(random.nextInt(4));
            bits.put(colours - 1, 8);
            image(colours, 1, false, literals(256), literals(256));
            return tiles(stored, colours <= 2 ? 3 : colours <= 4 ? 2 : colours <= 16 ? 1 : 0);
        }
        if (pass < 2) {
            var tile = random.nextInt(4);
            bits.put(tile, 3);
            // There are 14 ways to expect a pixel.
            var greens = pass == 0 ? IntStream.range(0, 14).toArray() : literals(256);
            image(tiles(stored, tile + 2), tiles(height, tile + 2), false, greens, literals(256));
        }
        return stored;
    }

    private static int tiles(int length, int tile) {
        return length + (1 << tile) - 1 >> tile;
    }

    private int[] literals(int count) {
        var all = new ArrayList<>(IntStream.range(0, 256).boxed().toList());
        Collections.shuffle(all, random);
        return all.subList(0, count).stream().mapToInt(Integer::intValue).toArray();
    }

    private record Codes(Code green, Code red, Code blue, Code alpha, Code distance, int[] greens, int[] reds) {}

    private int[] image(int columns, int rows, boolean whole, int[] greens, int[] reds) {
        var cacheBits = random.nextBoolean() ? 1 + random.nextInt(6) : 0;
        bits.put(cacheBits == 0 ? 0 : 1, 1);
        if (cacheBits > 0) {
            bits.put(cacheBits, 4);
        }
        int[] parts = null;
        var tile = 0;
        if (whole) {
            var several = random.nextBoolean();
            bits.put(several ? 1 : 0, 1);
            if (several) {
                tile = 2 + random.nextInt(2);
                bits.put(tile - 2, 3);
                var count = tiles(columns, tile) * tiles(rows, tile);
                var numbers = IntStream.range(0, Math.min(3, count)).toArray();
                parts = image(tiles(columns, tile), tiles(rows, tile), false, numbers, new int[] {0});
            }
        }
        var groups = parts == null
                ? 1
                : 1
                        + Arrays.stream(parts)
                                .map(each -> each >>> 8 & 0xffff)
                                .max()
                                .orElseThrow();
        var codes = new Codes[groups];
        for (var i = 0; i < groups; i++) {
            codes[i] = codes(cacheBits, greens, reds);
        }
        return pixels(columns, rows, parts, tile, codes, cacheBits);
    }

    private Codes codes(int cacheBits, int[] greens, int[] reds) {
        var cached = cacheBits == 0 ? 0 : 1 << cacheBits;
        var green = code(
                280 + cached,
                IntStream.concat(Arrays.stream(greens), IntStream.range(256, 280 + cached))
                        .toArray());
        return new Codes(
                green,
                code(256, reds),
                code(256, literals(1 + random.nextInt(3))),
                code(256, literals(1 + random.nextInt(256))),
                code(40, IntStream.range(0, 40).toArray()),
                greens,
                reds);
    }

    private int[] pixels(int columns, int rows, int[] parts, int tile, Codes[] codes, int cacheBits) {
        var pixels = new int[columns * rows];
        var cache = new int[64];
        for (var at = 0; at < pixels.length; ) {
            var part = parts == null
                    ? 0
                    : parts[(at / columns >> tile) * tiles(columns, tile) + (at % columns >> tile)] >>> 8 & 0xffff;
            var now = codes[part];
            var kind = random.nextInt(10);
            var made = 1;
            if (kind < 2 && at > 0) {
                made = reference(pixels, at, columns, now);
            } else if (kind < 4 && cacheBits > 0) {
                var slot = random.nextInt(1 << cacheBits);
                now.green().put(280 + slot);
                pixels[at] = cache[slot];
            } else {
                var green = now.greens()[random.nextInt(now.greens().length)];
                now.green().put(green);
                var red = now.red().any();
                var blue = now.blue().any();
                pixels[at] = now.alpha().any() << 24 | red << 16 | green << 8 | blue;
            }
            for (var end = at + made; at < end; at++) {
                if (cacheBits > 0) {
                    cache[0x1e35a7bd * pixels[at] >>> 32 - cacheBits] = pixels[at];
                }
            }
        }
        return pixels;
    }

    /** @return how many pixels it is */
    private int reference(int[] pixels, int at, int columns, Codes now) {
        var length = 1 + random.nextInt(Math.min(40, pixels.length - at));
        var back = 1 + random.nextInt(at);
        var told = back + 120;
        if (random.nextBoolean()) {
            // The pixel above, the one to the left, or the one above to the left.
            var near = 1 + random.nextInt(3);
            var away = near == 1 ? columns : near == 2 ? 1 : columns + 1;
            if (away <= at) {
                told = near;
                back = away;
            }
        }
        number(length, now.green(), 256);
        number(told, now.distance(), 0);
        for (var i = 0; i < length; i++) {
            pixels[at + i] = pixels[at + i - back];
        }
        return length;
    }

    private void number(int value, Code code, int offset) {
        var rest = value - 1;
        if (rest < 4) {
            code.put(offset + rest);
            return;
        }
        var highest = 31 - Integer.numberOfLeadingZeros(rest);
        var second = rest >> highest - 1 & 1;
        code.put(offset + 2 * highest + second);
        bits.put(rest & (1 << highest - 1) - 1, highest - 1);
    }

    // --- codes
    // ------------------------------------------------------------------------------------------------------

    private final class Code {
        private final int[] lengths;
        private final int[] codes;
        private final int[] symbols;

        Code(int[] lengths) {
            this.lengths = lengths;
            this.symbols = IntStream.range(0, lengths.length)
                    .filter(each -> lengths[each] > 0)
                    .toArray();
            this.codes = new int[lengths.length];
            var code = 0;
            for (var length = 1; length <= 15; length++) {
                for (var symbol : symbols) {
                    if (lengths[symbol] == length) {
                        codes[symbol] = code++;
                    }
                }
                code <<= 1;
            }
        }

        void put(int symbol) {
            if (symbols.length > 1) {
                bits.put(Integer.reverse(codes[symbol]) >>> 32 - lengths[symbol], lengths[symbol]);
            }
        }

        int any() {
            var symbol = symbols[random.nextInt(symbols.length)];
            put(symbol);
            return symbol;
        }
    }

    /** A code of just these symbols, told in one of the ways there are. */
    private Code code(int alphabet, int[] symbols) {
        var sorted = Arrays.stream(symbols).sorted().toArray();
        if (sorted.length <= 2 && sorted[sorted.length - 1] < 256 && random.nextBoolean()) {
            var lengths = new int[alphabet];
            bits.put(1, 1).put(sorted.length - 1, 1).put(1, 1).put(sorted[0], 8);
            lengths[sorted[0]] = 1;
            if (sorted.length == 2) {
                bits.put(sorted[1], 8);
                lengths[sorted[1]] = 1;
            }
            return new Code(lengths);
        }
        var lengths = new int[alphabet];
        var ofLeaves = lengths(sorted.length, 15);
        for (var i = 0; i < sorted.length; i++) {
            lengths[sorted[i]] = ofLeaves[i];
        }
        tell(lengths);
        return new Code(lengths);
    }

    /** Of a tree with so many leaves. */
    private int[] lengths(int leaves, int longest) {
        var lengths = new ArrayList<>(List.of(leaves == 1 ? 1 : 0));
        while (lengths.size() < leaves) {
            var at = random.nextInt(lengths.size());
            if (lengths.get(at) < longest) {
                lengths.set(at, lengths.get(at) + 1);
                lengths.add(lengths.get(at));
            }
        }
        Collections.shuffle(lengths, random);
        return lengths.stream().mapToInt(Integer::intValue).toArray();
    }

    private void tell(int[] lengths) {
        // Symbol, extra value, extra bits.
        var told = new ArrayList<int[]>();
        var before = 8;
        for (var at = 0; at < lengths.length; ) {
            var run = 1;
            while (at + run < lengths.length && lengths[at + run] == lengths[at]) {
                run++;
            }
            if (lengths[at] == 0 && run >= 11) {
                run = Math.min(run, 138);
                told.add(new int[] {18, run - 11, 7});
            } else if (lengths[at] == 0 && run >= 3) {
                told.add(new int[] {17, run - 3, 3});
            } else if (lengths[at] == before && lengths[at] != 0 && run >= 3) {
                run = Math.min(run, 6);
                told.add(new int[] {16, run - 3, 2});
            } else {
                run = 1;
                told.add(new int[] {lengths[at], 0, 0});
                before = lengths[at] == 0 ? before : lengths[at];
            }
            at += run;
        }
        var used = told.stream().mapToInt(each -> each[0]).distinct().sorted().toArray();
        var ofUsed = lengths(used.length, 7);
        var ofLengths = new int[19];
        for (var i = 0; i < used.length; i++) {
            ofLengths[used[i]] = ofUsed[i];
        }
        bits.put(0, 1).put(15, 4);
        for (var each : ORDER) {
            bits.put(ofLengths[each], 3);
        }
        bits.put(0, 1);
        var code = new Code(ofLengths);
        told.forEach(each -> {
            code.put(each[0]);
            bits.put(each[1], each[2]);
        });
    }
}
