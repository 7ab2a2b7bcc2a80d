package org.cinemarefund.evidence.image;

import java.io.ByteArrayOutputStream;
import java.util.Set;

/** Walks over the segments of a JPEG file and keeps those a picture is made of. */
final class JpegFile {
    /** A plain JFIF segment, for a file that had one: without a thumbnail. */
    private static final byte[] JFIF = {
        (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int TEM = 0x01;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int BASELINE = 0xc0;
    private static final int EXTENDED = 0xc1;
    private static final int PROGRESSIVE = 0xc2;
    /** Huffman tables, quantization tables, restart interval. */
    private static final Set<Integer> TABLES = Set.of(0xc4, 0xdb, 0xdd);
    /** Other ways to encode, which hardly anybody uses and the decoder does not know. */
    private static final Set<Integer> OTHER_FRAMES =
            Set.of(0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf);

    /** Each of them goes over the whole picture, whatever little it says. Usual are ten. */
    private static final int MOST_SCANS = 32;
    /** Pixels times scans: ten scans of the largest picture, all 32 of one from a phone. */
    private static final long MOST_WORK = 400_000_000;
    /** Of a picture that comes in several scans, all are kept until its end. */
    private static final long MOST_COEFFICIENTS = 80_000_000;

    private final Bytes file;
    private final ByteArrayOutputStream kept;
    private int width;
    private int height;
    private int components;
    private boolean progressive;
    private long coefficients;
    private int scans;
    private int orientation = Exif.UPRIGHT;
    /** Adobe's word how colours are to be understood; negative without one. */
    private int transform = -1;

    private JpegFile(Bytes file) {
        this.file = file;
        this.kept = new ByteArrayOutputStream(file.length());
    }

    static boolean isOne(Bytes file) {
        return file.startsWith(0, "\u00ff\u00d8\u00ff");
    }

    /** @throws Unreadable where it is none, or of a kind that is not decoded */
    static PictureFile read(Bytes file) {
        return new JpegFile(file).read();
    }

    private PictureFile read() {
        marker(SOI);
        var at = 2;
        while (true) {
            if (file.u8(at) != 0xff) {
                throw new Unreadable();
            }
            while (file.u8(at) == 0xff) {
                at++;
            }
            var marker = file.u8(at++);
            if (marker == EOI) {
                break;
            }
            if (marker != TEM && !isRestart(marker)) {
                at = segment(marker, at);
            }
        }
        marker(EOI);
        if (scans == 0) {
            throw new Unreadable();
        }
        return new PictureFile(
                PictureFile.Format.JPEG,
                width,
                height,
                orientation,
                components,
                progressive ? 2 * coefficients : 0,
                colours(),
                true,
                kept.toByteArray());
    }

    /** @return behind it */
    private int segment(int marker, int at) {
        var length = file.u16(at);
        file.requireIn(at, length);
        if (length < 2 || OTHER_FRAMES.contains(marker)) {
            throw new Unreadable();
        }
        var end = at + length;
        switch (marker) {
            case BASELINE, EXTENDED, PROGRESSIVE -> {
                frame(marker, at, length);
                keep(marker, at, end);
            }
            case SOS -> {
                scan();
                end = behindScan(end);
                keep(marker, at, end);
            }
            case APP0 -> {
                if (file.startsWith(at + 2, "JFIF\u0000")) {
                    kept.writeBytes(JFIF);
                }
            }
            case APP1 -> {
                if (file.startsWith(at + 2, "Exif\u0000\u0000") && orientation == Exif.UPRIGHT) {
                    orientation = Exif.orientation(file, at + 8, length - 8);
                }
            }
            case APP14 -> {
                if (file.startsWith(at + 2, "Adobe") && length >= 14) {
                    transform = file.u8(at + 13);
                    keep(marker, at, end);
                }
            }
            default -> {
                if (TABLES.contains(marker)) {
                    keep(marker, at, end);
                }
            }
        }
        return end;
    }

    private PictureFile.Colours colours() {
        if (components < 4) {
            return PictureFile.Colours.DECODED;
        }
        return switch (transform) {
            case -1 -> PictureFile.Colours.INKS;
            case 2 -> PictureFile.Colours.YCCK;
            default -> PictureFile.Colours.INVERTED_INKS;
        };
    }

    private void frame(int marker, int at, int length) {
        if (width != 0 || length < 8 || file.u8(at + 2) != 8) {
            throw new Unreadable();
        }
        progressive = marker == PROGRESSIVE;
        height = file.u16(at + 3);
        width = file.u16(at + 5);
        components = file.u8(at + 7);
        var known = components == 1 || components == 3 || components == 4;
        if (width == 0 || height == 0 || !known || length != 8 + 3 * components) {
            throw new Unreadable();
        }
        var widest = 0;
        var area = 0L;
        for (var i = 0; i < components; i++) {
            var sampling = file.u8(at + 9 + 3 * i);
            var each = (sampling >> 4) * (sampling & 0xf);
            if (each == 0 || each > 16) {
                throw new Unreadable();
            }
            widest = Math.max(widest, each);
            area += each;
        }
        coefficients = (long) width * height * area / widest;
        if (progressive
                && coefficients > MOST_COEFFICIENTS
                && (long) width * height <= ImageIoPictureMaker.MOST_PIXELS) {
            throw new Unreadable();
        }
    }

    private void scan() {
        scans++;
        if (width == 0 || scans > MOST_SCANS || (long) width * height * scans > MOST_WORK + (long) width * height) {
            throw new Unreadable();
        }
    }

    /** Where the next marker stands that is no part of the scan. */
    private int behindScan(int from) {
        for (var at = from; ; at++) {
            if (file.u8(at) == 0xff) {
                var next = file.u8(at + 1);
                if (next != 0 && next != 0xff && !isRestart(next)) {
                    return at;
                }
            }
        }
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xd0 && marker <= 0xd7;
    }

    private void keep(int marker, int from, int to) {
        marker(marker);
        kept.write(file.array(), from, to - from);
    }

    private void marker(int marker) {
        kept.write(0xff);
        kept.write(marker);
    }
}
