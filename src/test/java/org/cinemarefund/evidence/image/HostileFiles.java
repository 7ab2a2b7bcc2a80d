package org.cinemarefund.evidence.image;

import static org.cinemarefund.evidence.image.TestPictures.*;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a moviegoer's phone would never send, or only by mistake; each with what has to become of it. */
public final class HostileFiles {
    /** How it is answered: 201 for a picture that can be kept once nothing is left of what was put into it. */
    public record Hostile(byte[] file, int status) {}

    private static final String SCRIPT = "<script>fetch('/camunda/app/" + CANARY + "')</script>";
    private static final String SVG =
            "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>" + CANARY + "</script></svg>";
    private static final String EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-" + "TEST-FILE!$H+H*";

    private HostileFiles() {}

    /** By what they are. */
    public static Map<String, Hostile> all() {
        var all = new LinkedHashMap<String, Hostile>();
        var jpeg = jpeg(corners(64, 48));
        var png = png(corners(64, 48));
        var webp = webp(64, 48);

        add(all, 415, "nothing at all", new byte[0]);
        add(all, 415, "one byte", new byte[] {(byte) 0xff});
        add(all, 415, "text", bytes("hello"));
        add(all, 415, "HTML named as a picture", bytes("<!doctype html>" + SCRIPT));
        add(all, 415, "SVG with a script", bytes(SVG));
        add(all, 415, "SVG behind a byte order mark", joined(bytes("\u00ef\u00bb\u00bf"), bytes(SVG)));
        add(all, 415, "PDF with a script", bytes("%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj"));
        add(all, 415, "a ZIP archive", bytes("PK\u0003\u0004" + CANARY));
        add(all, 415, "an antivirus test file", bytes(EICAR));
        add(all, 415, "a program for Linux", bytes("\u007fELF\u0002\u0001\u0001"));
        add(all, 415, "a program for Windows", bytes("MZ\u0090\0"));
        add(all, 415, "GIF", bytes("GIF89a\u0001\0\u0001\0\u0080\0\0\0\0\0\0\0\0;"));
        add(all, 415, "BMP", bytes("BM\0\0\0\0"));
        add(all, 415, "TIFF", bytes("II*\0\u0008\0\0\0"));
        add(all, 415, "HEIC", bytes("\0\0\0\u0018ftypheic\0\0\0\0mif1heic"));
        add(
                all,
                415,
                "PNG with a letter wrong",
                joined(bytes("\u0089PNG\r\n\u001a\r"), Arrays.copyOfRange(png, 8, png.length)));
        add(all, 415, "JPEG behind a space", joined(bytes(" "), jpeg));
        add(all, 415, "RIFF with sound", bytes("RIFF\u0004\0\0\0WAVE"));

        add(all, 422, "the beginning of a JPEG", Arrays.copyOf(jpeg, 3));
        add(all, 422, "JPEG cut in its tables", Arrays.copyOf(jpeg, 100));
        add(all, 422, "JPEG without its end", Arrays.copyOf(jpeg, jpeg.length - 2));
        add(all, 422, "JPEG with a segment longer than the file", withLength(jpeg, 0xffff));
        add(all, 422, "JPEG with a segment shorter than its length", withLength(jpeg, 1));
        add(all, 422, "JPEG of two frames", withSegment(jpeg, 0xc0, frame(8, 8)));
        add(all, 422, "JPEG of 65,500 x 65,500", jpegOf(65_500, 65_500));
        add(all, 422, "JPEG of 8,000 x 5,001", jpegOf(8_000, 5_001));
        add(all, 422, "JPEG of no height", jpegOf(100, 0));
        add(all, 422, "JPEG of a hundred scans", manyScans(100));
        add(all, 422, "JPEG in an encoding nobody uses", withMarker(jpeg, 0xc0, 0xc9));
        add(all, 422, "PNG with nothing but a header", Arrays.copyOf(png, 33));
        add(all, 422, "PNG without its end", Arrays.copyOf(png, png.length - 12));
        add(all, 422, "PNG cut in its content", Arrays.copyOf(png, png.length / 2));
        add(all, 422, "PNG with a chunk longer than the file", withChunkLength(png, 0x7fff_ffff));
        add(all, 422, "PNG with a chunk of negative length", withChunkLength(png, 0x8000_0000));
        add(all, 422, "PNG of 30,000 x 30,000", pngOf(30_000, 30_000, 8, 6, 4L << 20));
        add(all, 422, "PNG of 2,147,483,647 x 1", pngOf(Integer.MAX_VALUE, 1, 8, 2, 1 << 20));
        add(all, 422, "PNG of no width", pngOf(0, 100, 8, 2, 100));
        add(all, 422, "PNG with two headers", withChunk(png, "IHDR", Arrays.copyOfRange(png, 16, 29)));
        add(all, 422, "PNG of a kind of colour there is not", pngOf(10, 10, 8, 5, 1000));
        add(all, 422, "PNG of colours by number without a table", pngOf(10, 10, 8, 3, 1000));
        add(all, 422, "PNG with less in it than it says", pngOf(1000, 1000, 8, 2, 1000));
        add(all, 422, "PNG with rubbish for content", withRubbish(png));
        add(all, 422, "WebP with nothing in it", riff());
        add(all, 422, "WebP cut in the middle", Arrays.copyOf(webp, webp.length / 2));
        add(
                all,
                422,
                "WebP longer than its file",
                joined(bytes("RIFF\u00ff\u00ff\u00ff\u007fWEBP"), Arrays.copyOfRange(webp, 12, webp.length)));
        add(all, 422, "WebP of 16,384 x 16,384", webpOfOneColour(16_384, 16_384));
        add(
                all,
                422,
                "WebP that moves",
                riff(webpChunk("ANIM", new byte[6]), Arrays.copyOfRange(webp, 12, webp.length)));
        add(all, 422, "WebP with a pass a thousand times", passes(1000));
        add(all, 422, "WebP with codes without end", codes());
        add(
                all,
                422,
                "WebP with rubbish for content",
                riff(webpChunk("VP8L", joined(new byte[] {0x2f, 63, 0, 12, 0}, noise(300)))));
        add(
                all,
                422,
                "lossy WebP that shows nothing by itself",
                riff(webpChunk("VP8 ", bytes("\u0001\0\0\u009d\u0001*\u0010\0\u0010\0"))));

        add(all, 201, "JPEG with a web page in a comment", withSegment(jpeg, 0xfe, bytes(SCRIPT)));
        add(all, 201, "JPEG with a web page behind it", joined(jpeg, bytes(SCRIPT)));
        add(all, 201, "JPEG with an archive behind it", joined(jpeg, bytes("PK\u0003\u0004" + CANARY)));
        add(all, 201, "JPEG with an antivirus test file in it", withSegment(jpeg, 0xef, bytes(EICAR + CANARY)));
        add(all, 201, "JPEG with a place on earth", withExif(jpeg, 1));
        add(
                all,
                201,
                "JPEG with broken Exif data",
                withSegment(jpeg, 0xe1, bytes("Exif\0\0MM\0*\u007f\u00ff\u00ff\u00ff" + CANARY)));
        add(
                all,
                201,
                "JPEG with a colour profile that is none",
                withSegment(jpeg, 0xe2, bytes("ICC_PROFILE\0\u0001\u0001" + CANARY)));
        add(
                all,
                201,
                "JPEG with 60 KB of a colour profile",
                withSegment(jpeg, 0xe2, joined(bytes("ICC_PROFILE\0\u0001\u00ff"), bytes(CANARY), new byte[60_000])));
        add(
                all,
                201,
                "JPEG with another picture's thumbnail",
                withSegment(jpeg, 0xe0, joined(bytes("JFXX\0\u0010"), bytes(CANARY))));
        add(all, 201, "JPEG in inks", inks(32, 32, new int[] {255, 0, 0, 0}, false));
        add(all, 201, "JPEG in inks the other way round", inks(32, 32, new int[] {0, 255, 255, 255}, true));
        add(all, 201, "JPEG of one colour", jpeg(corners(33, 17, BufferedImage.TYPE_BYTE_GRAY)));
        add(all, 201, "JPEG that comes in scans", jpeg(corners(64, 48), true));
        add(all, 201, "JPEG of one pixel", jpeg(corners(1, 1)));
        add(all, 201, "PNG with a web page in a comment", withChunk(png, "tEXt", bytes("Comment\0" + SCRIPT)));
        add(
                all,
                201,
                "PNG with a comment that unpacks to 64 MB",
                withChunk(png, "zTXt", joined(bytes("Comment\0\0"), packed(64L << 20))));
        add(
                all,
                201,
                "PNG with a colour profile that unpacks to 64 MB",
                withChunk(png, "iCCP", joined(bytes("p\0\0"), packed(64L << 20))));
        add(all, 201, "PNG with a place on earth", withChunk(png, "eXIf", exif(1, true)));
        add(all, 201, "PNG with a web page behind it", joined(png, bytes(SCRIPT)));
        add(all, 201, "PNG that moves", withChunk(png, "acTL", new byte[8]));
        add(all, 201, "PNG one can look through", png(new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB)));
        add(all, 201, "PNG of 16 bits a colour", pngOf(100, 100, 16, 6, 100 * 801));
        add(all, 201, "PNG with more in it than it says", pngOf(100, 100, 8, 2, 50L << 20));
        add(all, 201, "PNG of 5,000 x 8,000 in black", pngOf(5_000, 8_000, 8, 2, 8_000L * 15_001));
        add(
                all,
                201,
                "WebP with a web page in it",
                riff(webpChunk("XMP ", bytes(SCRIPT)), Arrays.copyOfRange(webp, 12, webp.length)));
        add(
                all,
                201,
                "WebP with a place on earth",
                riff(Arrays.copyOfRange(webp, 12, webp.length), webpChunk("EXIF", exif(1, true))));
        add(all, 201, "WebP of 8,000 x 5,000", webpOfOneColour(8_000, 5_000));
        add(all, 201, "lossy WebP", webpLossy(40, 24));
        return all;
    }

    private static void add(Map<String, Hostile> all, int status, String what, byte[] file) {
        all.put(what, new Hostile(file, status));
    }

    private static byte[] frame(int width, int height) {
        return new byte[] {8, (byte) (height >> 8), (byte) height, (byte) (width >> 8), (byte) width, 1, 1, 0x11, 0};
    }

    /** A small picture that says it is so large. */
    static byte[] jpegOf(int width, int height) {
        return jpegOf(width, height, false);
    }

    static byte[] jpegOf(int width, int height, boolean scans) {
        var file = jpeg(corners(64, 48), scans);
        ByteBuffer.wrap(file, at(file, scans ? 0xc2 : 0xc0) + 5, 4)
                .putShort((short) height)
                .putShort((short) width);
        return file;
    }

    private static byte[] withLength(byte[] jpeg, int length) {
        var file = jpeg.clone();
        ByteBuffer.wrap(file, 4, 2).putShort((short) length);
        return file;
    }

    private static byte[] withMarker(byte[] jpeg, int from, int to) {
        var file = jpeg.clone();
        file[at(file, from) + 1] = (byte) to;
        return file;
    }

    private static int at(byte[] jpeg, int marker) {
        for (var i = 2; ; i++) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == marker) {
                return i;
            }
        }
    }

    /** The last scan of a picture that comes in several, again and again. */
    private static byte[] manyScans(int times) {
        var file = jpeg(corners(64, 48), true);
        var last = file.length - 2;
        while ((file[last] & 0xff) != 0xff || (file[last + 1] & 0xff) != 0xda) {
            last--;
        }
        var scan = Arrays.copyOfRange(file, last, file.length - 2);
        var scans = new byte[times][];
        Arrays.fill(scans, scan);
        return joined(Arrays.copyOf(file, file.length - 2), joined(scans), bytes("\u00ff\u00d9"));
    }

    private static byte[] withChunkLength(byte[] png, int length) {
        var file = png.clone();
        ByteBuffer.wrap(file, 33, 4).putInt(length);
        return file;
    }

    private static byte[] withRubbish(byte[] png) {
        return joined(Arrays.copyOf(png, 33), chunk("IDAT", noise(500)), chunk("IEND", new byte[0]));
    }

    private static byte[] noise(int length) {
        var noise = new byte[length];
        new java.util.Random(3).nextBytes(noise);
        return noise;
    }

    /** "Green was taken away", so many times. */
    private static byte[] passes(int times) {
        var bits = new TestPictures.Bits();
        bits.put(0x2f, 8).put(3999, 14).put(3999, 14).put(0, 1).put(0, 3);
        for (var i = 0; i < times; i++) {
            bits.put(1, 1).put(2, 2);
        }
        bits.put(0, 1).put(0, 1).put(0, 1);
        bits.one(200).one(100).one(50).one(255).one(0);
        return riff(webpChunk("VP8L", bits.bytes()));
    }

    /** One part of the picture, by codes number 65,535. */
    private static byte[] codes() {
        var bits = new TestPictures.Bits();
        bits.put(0x2f, 8).put(7, 14).put(7, 14).put(0, 1).put(0, 3);
        bits.put(0, 1).put(0, 1).put(1, 1).put(7, 3);
        // Of that one pixel.
        bits.put(0, 1).one(255).one(255).one(0).one(0).one(0);
        for (var i = 0; i < 65_536; i++) {
            bits.two(0, 255).two(0, 255).two(0, 255).two(0, 255).one(0);
        }
        return riff(webpChunk("VP8L", bits.bytes()));
    }
}
