package org.cinemarefund.evidence.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.cinemarefund.evidence.PictureMaker;
import org.cinemarefund.evidence.image.PictureFile.Colours;
import org.cinemarefund.evidence.image.PictureFile.Format;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.stereotype.Component;

/**
 * Decodes JPEG, PNG and WebP and encodes JPEG anew. What a file says of its size is read first; then it waits until there is room
 * for what it will take. A picture with more pixels than can be told apart on a desk is made smaller while it is decoded.
 */
@Component
class ImageIoPictureMaker implements PictureMaker {
    static final long MOST_PIXELS = 40_000_000;
    /** Of a decoded picture: some 16 million pixels in colour. What is larger loses rows and columns. */
    private static final long MOST_DECODED = 48L << 20;

    static final int MOST_ENCODED = 5 << 20;
    private static final int[] QUALITIES = {85, 70, 50, 25};
    private static final int MEGABYTES = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String TYPE = "image/jpeg";
    private static final String FIELD = "file";

    private final MemoryBudget budget = new MemoryBudget(MEGABYTES, PATIENCE);

    @Override
    public Made make(byte[] sent) {
        try {
            var file = read(new Bytes(sent));
            if (file.pixels() > MOST_PIXELS) {
                throw Problem.invalid(FIELD, "too-many-pixels");
            }
            var step = step(file);
            var content = budget.within(memory(file, step), () -> encode(upright(decode(file, step), file, step)));
            return new Made(TYPE, content);
        } catch (Unreadable e) {
            throw Problem.invalid(FIELD, "picture-unreadable");
        }
    }

    private static PictureFile read(Bytes file) {
        if (JpegFile.isOne(file)) {
            return JpegFile.read(file);
        }
        if (PngFile.isOne(file)) {
            return PngFile.read(file);
        }
        if (WebpFile.isOne(file)) {
            return WebpFile.read(file);
        }
        throw new Problem(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    }

    /** Of so many rows and columns one is kept. */
    static int step(PictureFile file) {
        var step = 1;
        while (decoded(file, step) > MOST_DECODED) {
            step++;
        }
        return step;
    }

    private static long decoded(PictureFile file, int step) {
        return kept(file.width(), step) * kept(file.height(), step) * Math.max(3, file.bytesPerPixel());
    }

    private static long kept(int length, int step) {
        return (length + step - 1L) / step;
    }

    /** The decoded picture, the same turned, and what the decoder keeps. */
    static long memory(PictureFile file, int step) {
        return decoded(file, file.subsampled() ? step : 1) + decoded(file, step) + file.keptWhileDecoding();
    }

    private static BufferedImage decode(PictureFile file, int step) {
        return file.format() == Format.LOSSLESS_WEBP ? LosslessWebp.decode(file) : read(file, step);
    }

    private static BufferedImage read(PictureFile file, int step) {
        var reader = reader(file.format());
        try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file.content()))) {
            reader.setInput(input, true, true);
            if (reader.getWidth(0) != file.width() || reader.getHeight(0) != file.height()) {
                throw new Unreadable();
            }
            var wanted = reader.getDefaultReadParam();
            if (file.subsampled()) {
                wanted.setSourceSubsampling(step, step, 0, 0);
            }
            return file.colours() == Colours.DECODED
                    ? reader.read(0, wanted)
                    : Inks.onScreen(reader.readRaster(0, wanted), file.colours());
        } catch (IOException | RuntimeException e) {
            // Whatever a decoder stumbles over is in the file.
            throw new Unreadable();
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(Format format) {
        return switch (format) {
            case JPEG -> ImageIO.getImageReadersByFormatName("jpeg").next();
            case PNG -> ImageIO.getImageReadersByFormatName("png").next();
            case WEBP -> new WebPImageReaderSpi().createReaderInstance(null);
            case LOSSLESS_WEBP -> throw new IllegalArgumentException("decoded by ourselves");
        };
    }

    /** Upright, on white where it is transparent, smaller where the decoder could not leave anything out. */
    private static BufferedImage upright(BufferedImage decoded, PictureFile file, int step) {
        var smaller = file.subsampled() ? 1 : step;
        if (file.orientation() == Exif.UPRIGHT && smaller == 1 && decoded.getType() == BufferedImage.TYPE_3BYTE_BGR) {
            return decoded;
        }
        var width = (int) kept(decoded.getWidth(), smaller);
        var height = (int) kept(decoded.getHeight(), smaller);
        var lying = file.orientation() >= 5;
        var upright = new BufferedImage(lying ? height : width, lying ? width : height, BufferedImage.TYPE_3BYTE_BGR);
        var way = turn(file.orientation(), width, height);
        if (smaller > 1) {
            way.scale(1.0 / smaller, 1.0 / smaller);
        }
        var canvas = upright.createGraphics();
        try {
            canvas.setColor(Color.WHITE);
            canvas.fillRect(0, 0, upright.getWidth(), upright.getHeight());
            canvas.drawImage(decoded, way, null);
        } finally {
            canvas.dispose();
        }
        return upright;
    }

    /** From where a picture lies to where it stands. */
    private static AffineTransform turn(int orientation, int width, int height) {
        return switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
    }

    private static byte[] encode(BufferedImage picture) {
        for (var quality : QUALITIES) {
            var content = encode(picture, quality);
            if (content.length <= MOST_ENCODED) {
                return content;
            }
        }
        throw new Unreadable();
    }

    private static byte[] encode(BufferedImage picture, int quality) {
        var content = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var output = new MemoryCacheImageOutputStream(content)) {
            var how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(quality / 100f);
            writer.setOutput(output);
            writer.write(null, new IIOImage(picture, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        } finally {
            writer.dispose();
        }
        return content.toByteArray();
    }
}
