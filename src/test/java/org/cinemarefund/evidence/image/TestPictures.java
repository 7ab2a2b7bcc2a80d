package org.cinemarefund.evidence.image;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Files made for tests, picture or not, so that no binary of anybody else lies in the repository. */
public final class TestPictures {
    /** Found nowhere in a picture of ours. */
    public static final String CANARY = "canary-in-a-picture";

    private TestPictures() {}

    // --- pictures
    // ------------------------------------------------------------------------------------------------------

    /** White, with one corner red, the next green, the third blue, going round. */
    public static BufferedImage corners(int width, int height) {
        return corners(width, height, BufferedImage.TYPE_3BYTE_BGR);
    }

    public static BufferedImage corners(int width, int height, int type) {
        var picture = new BufferedImage(width, height, type);
        var canvas = picture.createGraphics();
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, width, height);
        canvas.setColor(Color.RED);
        canvas.fillRect(0, 0, width / 2, height / 2);
        canvas.setColor(Color.GREEN);
        canvas.fillRect(width / 2, 0, width - width / 2, height / 2);
        canvas.setColor(Color.BLUE);
        canvas.fillRect(width / 2, height / 2, width - width / 2, height - height / 2);
        canvas.dispose();
        return picture;
    }

    /** What compresses badly. */
    public static BufferedImage noise(int width, int height) {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        var random = new Random(7);
        for (var y = 0; y < height; y++) {
            for (var x = 0; x < width; x++) {
                picture.setRGB(x, y, random.nextInt());
            }
        }
        return picture;
    }

    public static byte[] jpeg(BufferedImage picture) {
        return jpeg(picture, false);
    }

    public static byte[] jpeg(BufferedImage picture, boolean progressive) {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var file = new ByteArrayOutputStream();
        try (var output = new MemoryCacheImageOutputStream(file)) {
            var how = writer.getDefaultWriteParam();
            how.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.setOutput(output);
            writer.write(null, new IIOImage(picture, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    /** Four samples a pixel, all of one value each. */
    public static byte[] inks(int width, int height, int[] samples, boolean adobe) {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
        for (var y = 0; y < height; y++) {
            for (var x = 0; x < width; x++) {
                raster.setPixel(x, y, samples);
            }
        }
        var file = new ByteArrayOutputStream();
        try (var output = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(raster, null, null), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        var plain = file.toByteArray();
        return adobe ? withSegment(plain, 0xee, bytes("Adobe\0\144\0\0\0\0\0")) : plain;
    }

    public static byte[] png(BufferedImage picture) {
        var file = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    public static BufferedImage read(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- what is put into them
    // ------------------------------------------------------------------------------------------------------

    /** Exif data with an orientation, a place on earth and a camera. */
    public static byte[] exif(int orientation, boolean reversed) {
        var tiff = ByteBuffer.allocate(26 + 12 * 2 + 60 + CANARY.length());
        tiff.order(reversed ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        tiff.put(bytes(reversed ? "II" : "MM")).putShort((short) 42).putInt(8);
        tiff.putShort((short) 3);
        // The camera's maker.
        entry(tiff, 0x010f, 2, CANARY.length() + 1, 50);
        entry(tiff, 0x0112, 3, 1, reversed ? orientation : orientation << 16);
        // Where the places on earth are.
        entry(tiff, 0x8825, 4, 1, 8);
        tiff.putInt(0).put(bytes(CANARY + "\0"));
        return Arrays.copyOf(tiff.array(), tiff.position());
    }

    private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    public static byte[] withExif(byte[] jpeg, int orientation) {
        return withSegment(jpeg, 0xe1, joined(bytes("Exif\0\0"), exif(orientation, false)));
    }

    /** Behind the beginning of the file. */
    public static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        var length = content.length + 2;
        return joined(
                Arrays.copyOf(jpeg, 2),
                new byte[] {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length},
                content,
                Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    public static byte[] chunk(String name, byte[] content) {
        var checked = joined(bytes(name), content);
        var crc = new CRC32();
        crc.update(checked);
        return joined(number(content.length), checked, number((int) crc.getValue()));
    }

    /** Behind the header of a PNG file. */
    public static byte[] withChunk(byte[] png, String name, byte[] content) {
        return joined(Arrays.copyOf(png, 33), chunk(name, content), Arrays.copyOfRange(png, 33, png.length));
    }

    /** A PNG file that says it is so large and has as much to unpack, all the same. */
    public static byte[] pngOf(int width, int height, int depth, int colours, long unpacked) {
        var header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) depth)
                .put((byte) colours)
                .array();
        return joined(
                bytes("\u0089PNG\r\n\u001a\n"),
                chunk("IHDR", header),
                chunk("IDAT", packed(unpacked)),
                chunk("IEND", new byte[0]));
    }

    public static byte[] packed(long zeros) {
        var deflater = new Deflater(9);
        var packed = new ByteArrayOutputStream();
        var piece = new byte[64 * 1024];
        var room = new byte[64 * 1024];
        for (var left = zeros; left > 0; left -= piece.length) {
            deflater.setInput(piece, 0, (int) Math.min(left, piece.length));
            while (!deflater.needsInput()) {
                packed.write(room, 0, deflater.deflate(room));
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            packed.write(room, 0, deflater.deflate(room));
        }
        deflater.end();
        return packed.toByteArray();
    }

    // --- WebP
    // ------------------------------------------------------------------------------------------------------

    /** Lossless: red, with the upper left quarter yellow. */
    public static byte[] webp(int width, int height) {
        var bits = new Bits();
        bits.put(0x2f, 8).put(width - 1, 14).put(height - 1, 14).put(0, 1).put(0, 3);
        // No transform, no cache of colours, one set of codes.
        bits.put(0, 1).put(0, 1).put(0, 1);
        bits.two(0, 255).one(255).one(0).one(255).one(0);
        for (var y = 0; y < height; y++) {
            for (var x = 0; x < width; x++) {
                bits.put(x < width / 2 && y < height / 2 ? 1 : 0, 1);
            }
        }
        return riff(webpChunk("VP8L", bits.bytes()));
    }

    /** Lossless, of one colour: a few bytes, however large. */
    public static byte[] webpOfOneColour(int width, int height) {
        var bits = new Bits();
        bits.put(0x2f, 8).put(width - 1, 14).put(height - 1, 14).put(0, 1).put(0, 3);
        bits.put(0, 1).put(0, 1).put(0, 1);
        bits.one(200).one(100).one(50).one(255).one(0);
        return riff(webpChunk("VP8L", bits.bytes()));
    }

    /** Lossy, grey as every block begins: all blocks say that nothing follows. */
    public static byte[] webpLossy(int width, int height) {
        var blocks = (width + 15) / 16 * ((height + 15) / 16);
        var head = new BoolCoder();
        head.literal(0, 1).literal(0, 1);
        head.literal(0, 1);
        head.literal(0, 1).literal(0, 6).literal(0, 3);
        head.literal(0, 1);
        head.literal(0, 2);
        head.literal(10, 7);
        for (var i = 0; i < 5; i++) {
            head.literal(0, 1);
        }
        head.literal(0, 1);
        for (var probability : updates()) {
            head.bool(0, probability);
        }
        // Blocks without a coefficient say so.
        head.literal(1, 1).literal(1, 8);
        for (var i = 0; i < blocks; i++) {
            head.bool(1, 1);
            // Each is the mean of what is beside it.
            head.bool(1, 145).bool(0, 156).bool(0, 163);
            head.bool(0, 142);
        }
        var first = head.bytes();
        var tag = first.length << 5 | 1 << 4;
        return riff(webpChunk(
                "VP8 ",
                joined(
                        new byte[] {(byte) tag, (byte) (tag >> 8), (byte) (tag >> 16), (byte) 0x9d, 1, 0x2a},
                        new byte[] {(byte) width, (byte) (width >> 8), (byte) height, (byte) (height >> 8)},
                        first,
                        new byte[8])));
    }

    /** How likely a probability of a coefficient is another one: a table of the format, which the decoder has. */
    private static int[] updates() {
        try {
            var table = Class.forName("com.twelvemonkeys.imageio.plugins.webp.vp8.Globals")
                    .getDeclaredField("vp8CoefUpdateProbs");
            table.setAccessible(true);
            return Arrays.stream((int[][][][]) table.get(null))
                    .flatMap(Arrays::stream)
                    .flatMap(Arrays::stream)
                    .flatMapToInt(Arrays::stream)
                    .toArray();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] webpChunk(String name, byte[] content) {
        return joined(bytes(name), reversed(content.length), content, new byte[content.length & 1]);
    }

    public static byte[] riff(byte[]... chunks) {
        var content = joined(bytes("WEBP"), joined(chunks));
        return joined(bytes("RIFF"), reversed(content.length), content);
    }

    /** The lowest first, as WebP writes them. */
    static final class Bits {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int current;
        private int filled;

        Bits put(int value, int bits) {
            for (var i = 0; i < bits; i++) {
                current |= (value >> i & 1) << filled;
                if (++filled == 8) {
                    bytes.write(current);
                    current = 0;
                    filled = 0;
                }
            }
            return this;
        }

        /** A code that knows one symbol and needs no bit for it. */
        Bits one(int symbol) {
            return put(1, 1).put(0, 1).put(1, 1).put(symbol, 8);
        }

        Bits two(int zero, int one) {
            return put(1, 1).put(1, 1).put(1, 1).put(zero, 8).put(one, 8);
        }

        byte[] bytes() {
            var whole = new ByteArrayOutputStream();
            whole.writeBytes(bytes.toByteArray());
            whole.write(current);
            return whole.toByteArray();
        }
    }

    /** The arithmetic coder of VP8 (RFC 6386, section 7). */
    static final class BoolCoder {
        private long range = 255;
        private long bottom;
        private int bitCount = 24;
        private final List<Integer> out = new ArrayList<>();

        BoolCoder bool(int value, int probability) {
            var split = 1 + ((range - 1) * probability >> 8);
            if (value != 0) {
                bottom += split;
                range -= split;
            } else {
                range = split;
            }
            while (range < 128) {
                range <<= 1;
                if ((bottom & 1L << 31) != 0) {
                    carry();
                }
                bottom = bottom << 1 & 0xffff_ffffL;
                if (--bitCount == 0) {
                    out.add((int) (bottom >> 24));
                    bottom &= (1L << 24) - 1;
                    bitCount = 8;
                }
            }
            return this;
        }

        private void carry() {
            for (var at = out.size() - 1; at >= 0; at--) {
                if (out.get(at) == 255) {
                    out.set(at, 0);
                } else {
                    out.set(at, out.get(at) + 1);
                    return;
                }
            }
        }

        BoolCoder literal(int value, int bits) {
            for (var i = bits - 1; i >= 0; i--) {
                bool(value >> i & 1, 128);
            }
            return this;
        }

        byte[] bytes() {
            var count = bitCount;
            var rest = bottom;
            if ((rest & 1L << 32 - count) != 0) {
                carry();
            }
            rest = rest << (count & 7) & 0xffff_ffffL;
            for (count >>= 3; --count >= 0; ) {
                rest = rest << 8 & 0xffff_ffffL;
            }
            for (var i = 0; i < 4; i++) {
                out.add((int) (rest >> 24 & 0xff));
                rest = rest << 8 & 0xffff_ffffL;
            }
            var written = new byte[out.size()];
            for (var i = 0; i < written.length; i++) {
                written[i] = (byte) (int) out.get(i);
            }
            return written;
        }
    }

    // --- bytes
    // ------------------------------------------------------------------------------------------------------

    /** A character is a byte. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static byte[] joined(byte[]... parts) {
        var whole = new ByteArrayOutputStream();
        for (var part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] reversed(int value) {
        return ByteBuffer.allocate(4).putInt(Integer.reverseBytes(value)).array();
    }
}
