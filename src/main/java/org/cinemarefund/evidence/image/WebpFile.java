package org.cinemarefund.evidence.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.cinemarefund.evidence.image.PictureFile.Format;

/** Walks over the chunks of a WebP file and keeps the one picture in it; an animation is none. */
final class WebpFile {
    private static final int LOSSLESS_MARK = 0x2f;
    /** Bytes that the decoder of the lossy format keeps of 16 x 16 pixels. */
    private static final long BLOCK_OF_PIXELS = 512;

    private WebpFile() {}

    static boolean isOne(Bytes file) {
        return file.startsWith(0, "RIFF") && file.startsWith(8, "WEBP");
    }

    /** @throws Unreadable where it is none, and for an animation */
    static PictureFile read(Bytes file) {
        var end = 8 + file.u31Reversed(4);
        file.requireIn(8, end - 8);
        var orientation = Exif.UPRIGHT;
        var picture = -1;
        for (var at = 12; at <= end - 8; ) {
            var length = file.u31Reversed(at + 4);
            file.requireIn(at + 8, length);
            if (file.startsWith(at, "ANIM") || file.startsWith(at, "ANMF")) {
                throw new Unreadable();
            }
            if (file.startsWith(at, "EXIF")) {
                // Some put the header of JPEG's segment before it.
                var header = file.startsWith(at + 8, "Exif\u0000\u0000") ? 6 : 0;
                orientation = Exif.orientation(file, at + 8 + header, length - header);
            }
            if (picture < 0 && (file.startsWith(at, "VP8 ") || file.startsWith(at, "VP8L"))) {
                picture = at;
            }
            at += 8 + length + (length & 1);
        }
        if (picture < 0) {
            throw new Unreadable();
        }
        return file.startsWith(picture, "VP8L")
                ? lossless(file, picture, orientation)
                : lossy(file, picture, orientation);
    }

    private static PictureFile lossless(Bytes file, int chunk, int orientation) {
        if (file.u8(chunk + 8) != LOSSLESS_MARK) {
            throw new Unreadable();
        }
        var sizes = file.u16Reversed(chunk + 9) | file.u16Reversed(chunk + 11) << 16;
        var width = 1 + (sizes & 0x3fff);
        var height = 1 + (sizes >>> 14 & 0x3fff);
        // Half as much again where two pixels were stored as one.
        return picture(file, chunk, Format.LOSSLESS_WEBP, width, height, orientation, 4, 2L * width * height);
    }

    private static PictureFile lossy(Bytes file, int chunk, int orientation) {
        var keyFrame = (file.u8(chunk + 8) & 1) == 0;
        if (!keyFrame || !file.startsWith(chunk + 11, "\u009d\u0001*")) {
            throw new Unreadable();
        }
        var width = file.u16Reversed(chunk + 14) & 0x3fff;
        var height = file.u16Reversed(chunk + 16) & 0x3fff;
        if (width == 0 || height == 0) {
            throw new Unreadable();
        }
        return picture(file, chunk, Format.WEBP, width, height, orientation, 3, BLOCK_OF_PIXELS * width * height / 256);
    }

    private static PictureFile picture(
            Bytes file,
            int chunk,
            Format format,
            int width,
            int height,
            int orientation,
            int bytesPerPixel,
            long kept) {
        return new PictureFile(
                format,
                width,
                height,
                orientation,
                bytesPerPixel,
                kept,
                PictureFile.Colours.DECODED,
                format == Format.WEBP,
                alone(file, chunk));
    }

    /** A file with this chunk and no other. */
    private static byte[] alone(Bytes file, int chunk) {
        var length = file.u31Reversed(chunk + 4);
        var padded = length + (length & 1);
        var alone = new ByteArrayOutputStream(padded + 20);
        alone.writeBytes("RIFF".getBytes(StandardCharsets.US_ASCII));
        reversed(alone, padded + 12);
        alone.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
        alone.write(file.array(), chunk, 8 + length);
        if (padded > length) {
            alone.write(0);
        }
        return alone.toByteArray();
    }

    private static void reversed(ByteArrayOutputStream out, int number) {
        for (var shift = 0; shift < 32; shift += 8) {
            out.write(number >>> shift & 0xff);
        }
    }
}
