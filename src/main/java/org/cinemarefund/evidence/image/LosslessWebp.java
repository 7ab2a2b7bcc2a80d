package org.cinemarefund.evidence.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferInt;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Decodes WebP's lossless format (RFC 9649, section 3) within bounds. A file of a few kilobytes can otherwise ask for thousands of
 * passes over the picture and for tables without end: here each kind of pass comes once, as the format says, and all tables
 * together have a size that is enough for what encoders write.
 */
final class LosslessWebp {
    /** Numbers in all tables of a file together. */
    private static final int MOST_TABLES = 8_000_000;

    private static final int LITERALS = 256;
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    private static final int HASH = 0x1e35a7bd;
    /** Which near pixel a number stands for, from 1 on: rows up, and how far left of the eighth to the right. */
    private static final byte[] NEAR = HexFormat.of()
            .parseHex("1807171928062729161a262a38053739151b363a252b48044749141c353b464a242c58454b343c03"
                    + "5759131d565a232d444c555b333d68026769121e666a222e545c434d656b323e78017779535d111f"
                    + "646c424e767a212f757b313f636d525e00747c414f1020626e30737d515f40727e616f50717f6070");

    private final LowBitsFirst bits;
    private final int width;
    private final int height;
    private int tables;

    private LosslessWebp(LowBitsFirst bits, int width, int height) {
        this.bits = bits;
        this.width = width;
        this.height = height;
    }

    /**
     * @param file with nothing but the picture's chunk at its beginning
     * @throws Unreadable where it is broken, cut off, or asks for more than a picture needs
     */
    static BufferedImage decode(PictureFile file) {
        var content = file.content();
        var bits = new LowBitsFirst(content, 21, content.length);
        bits.read(28);
        var transparent = bits.bit();
        if (bits.read(3) != 0) {
            throw new Unreadable();
        }
        var pixels = new LosslessWebp(bits, file.width(), file.height()).decode();
        var colours = transparent ? ColorModel.getRGBdefault() : new DirectColorModel(24, 0xff0000, 0xff00, 0xff);
        var masks = transparent ? new int[] {0xff0000, 0xff00, 0xff, 0xff000000} : new int[] {0xff0000, 0xff00, 0xff};
        var raster = Raster.createPackedRaster(
                new DataBufferInt(pixels, pixels.length), file.width(), file.height(), file.width(), masks, null);
        return new BufferedImage(colours, raster, false, null);
    }

    private int[] decode() {
        Deque<LosslessPass> passes = new ArrayDeque<>();
        var stored = width;
        var seen = 0;
        while (bits.bit()) {
            var kind = bits.read(2);
            if ((seen & 1 << kind) != 0) {
                throw new Unreadable();
            }
            seen |= 1 << kind;
            var pass = pass(kind, stored);
            passes.push(pass);
            stored = pass.storedWidth();
        }
        var pixels = pixels(stored, height, true);
        for (var pass : passes) {
            pixels = pass.undo(pixels);
        }
        return pixels;
    }

    private LosslessPass pass(int kind, int stored) {
        return switch (kind) {
            case 0, 1 -> {
                var tile = 2 + bits.read(3);
                var tiles = pixels(tiles(stored, tile), tiles(height, tile), false);
                yield kind == 0
                        ? new LosslessPass.Predicted(stored, height, tile, tiles)
                        : new LosslessPass.Mixed(stored, height, tile, tiles);
            }
            case 2 -> new LosslessPass.LessGreen(stored);
            default -> {
                var colours = pixels(1 + bits.read(8), 1, false);
                yield LosslessPass.Indexed.of(stored, height, colours);
            }
        };
    }

    static int tiles(int length, int tile) {
        return length + (1 << tile) - 1 >> tile;
    }

    /** The codes of one part of the picture. */
    private record Codes(PrefixCode green, PrefixCode red, PrefixCode blue, PrefixCode alpha, PrefixCode distance) {}

    private int[] pixels(int columns, int rows, boolean whole) {
        var cached = bits.bit();
        var cacheBits = cached ? bits.read(4) : 0;
        if (cached && (cacheBits < 1 || cacheBits > 11)) {
            throw new Unreadable();
        }
        var tile = 0;
        int[] parts = null;
        if (whole && bits.bit()) {
            tile = 2 + bits.read(3);
            parts = pixels(tiles(columns, tile), tiles(rows, tile), false);
        }
        var codes = codes(parts, cacheBits);
        var cache = new int[cacheBits == 0 ? 0 : 1 << cacheBits];
        var pixels = new int[columns * rows];
        var across = tiles(columns, tile);
        Codes now = codes[0];
        for (var at = 0; at < pixels.length; ) {
            var x = at % columns;
            if (parts != null) {
                now = codes[parts[(at / columns >> tile) * across + (x >> tile)] >>> 8 & 0xffff];
            }
            // As long as the same codes hold.
            var until = parts == null ? pixels.length : Math.min(at + columns - x, at - x + ((x >> tile) + 1 << tile));
            while (at < until) {
                at = step(pixels, at, columns, now, cache, cacheBits);
            }
        }
        return pixels;
    }

    /** @return behind what was made of the next symbol */
    private int step(int[] pixels, int at, int columns, Codes codes, int[] cache, int cacheBits) {
        var symbol = codes.green().next(bits);
        if (symbol < LITERALS) {
            var red = codes.red().next(bits);
            var blue = codes.blue().next(bits);
            pixels[at] = codes.alpha().next(bits) << 24 | red << 16 | symbol << 8 | blue;
            remember(pixels[at], cache, cacheBits);
            return at + 1;
        }
        if (symbol < LITERALS + LENGTHS) {
            var length = number(symbol - LITERALS);
            var back = distance(number(codes.distance().next(bits)), columns);
            if (back > at || length > pixels.length - at) {
                throw new Unreadable();
            }
            for (var end = at + length; at < end; at++) {
                pixels[at] = pixels[at - back];
                remember(pixels[at], cache, cacheBits);
            }
            return at;
        }
        pixels[at] = cache[symbol - LITERALS - LENGTHS];
        remember(pixels[at], cache, cacheBits);
        return at + 1;
    }

    private static void remember(int pixel, int[] cache, int cacheBits) {
        if (cacheBits > 0) {
            cache[HASH * pixel >>> 32 - cacheBits] = pixel;
        }
    }

    private int number(int prefix) {
        if (prefix < 4) {
            return prefix + 1;
        }
        var extra = prefix - 2 >> 1;
        return (2 + (prefix & 1) << extra) + bits.read(extra) + 1;
    }

    private static int distance(int number, int columns) {
        if (number > NEAR.length) {
            return number - NEAR.length;
        }
        var near = NEAR[number - 1];
        return Math.max(1, (near >> 4) * columns + 8 - (near & 0xf));
    }

    /** @param parts which codes hold where; missing where they are the same everywhere */
    private Codes[] codes(int @Nullable [] parts, int cacheBits) {
        var most = 0;
        if (parts != null) {
            for (var part : parts) {
                most = Math.max(most, part >>> 8 & 0xffff);
            }
            if (most >= parts.length) {
                // More than there are parts: nobody encodes so.
                throw new Unreadable();
            }
        }
        var codes = new Codes[most + 1];
        var cached = cacheBits == 0 ? 0 : 1 << cacheBits;
        for (var i = 0; i < codes.length; i++) {
            codes[i] = new Codes(
                    code(LITERALS + LENGTHS + cached), code(LITERALS), code(LITERALS), code(LITERALS), code(DISTANCES));
        }
        return codes;
    }

    private PrefixCode code(int alphabet) {
        var code = PrefixCode.read(bits, alphabet);
        tables += code.size();
        if (tables > MOST_TABLES) {
            throw new Unreadable();
        }
        return code;
    }
}
