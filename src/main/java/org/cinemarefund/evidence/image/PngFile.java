package org.cinemarefund.evidence.image;

import java.io.ByteArrayOutputStream;
import java.util.Set;

/** Walks over the chunks of a PNG file and keeps those a picture is made of; of an animation that is its first picture. */
final class PngFile {
    private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";
    private static final Set<String> KEPT = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    private PngFile() {}

    static boolean isOne(Bytes file) {
        return file.startsWith(0, SIGNATURE);
    }

    /** @throws Unreadable where it is none */
    static PictureFile read(Bytes file) {
        var kept = new ByteArrayOutputStream(file.length());
        kept.write(file.array(), 0, SIGNATURE.length());
        var at = SIGNATURE.length();
        if (!file.startsWith(at + 4, "IHDR") || file.u31(at) != 13) {
            throw new Unreadable();
        }
        var width = file.u31(at + 8);
        var height = file.u31(at + 12);
        var bytesPerPixel = bytesPerPixel(file.u8(at + 16), file.u8(at + 17));
        var orientation = Exif.UPRIGHT;
        var content = false;
        while (!file.startsWith(at + 4, "IEND")) {
            var length = file.u31(at);
            file.requireIn(at + 8, length);
            var data = at + 8;
            file.requireIn(data + length, 4);
            var name = name(file, at + 4);
            if (name.equals("eXIf")) {
                orientation = Exif.orientation(file, data, length);
            }
            if (name.equals("IHDR") && at > SIGNATURE.length()) {
                throw new Unreadable();
            }
            if (KEPT.contains(name)) {
                content |= name.equals("IDAT");
                kept.write(file.array(), at, length + 12);
            }
            at = data + length + 4;
        }
        file.requireIn(at, 12);
        kept.write(file.array(), at, 12);
        if (width == 0 || height == 0 || !content) {
            throw new Unreadable();
        }
        return new PictureFile(
                PictureFile.Format.PNG,
                width,
                height,
                orientation,
                bytesPerPixel,
                0,
                PictureFile.Colours.DECODED,
                true,
                kept.toByteArray());
    }

    private static String name(Bytes file, int at) {
        var name = new StringBuilder();
        for (var i = 0; i < 4; i++) {
            name.append((char) file.u8(at + i));
        }
        return name.toString();
    }

    private static int bytesPerPixel(int depth, int colours) {
        var channels =
                switch (colours) {
                    case 0, 3 -> 1;
                    case 2 -> 3;
                    case 4 -> 2;
                    case 6 -> 4;
                    default -> throw new Unreadable();
                };
        return channels * (depth == 16 ? 2 : 1);
    }
}
