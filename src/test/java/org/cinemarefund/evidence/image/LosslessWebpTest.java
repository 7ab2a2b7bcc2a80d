package org.cinemarefund.evidence.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;

/**
 * Our decoder of WebP's lossless format, held against the pixels a file was made of, and where something was done to them against
 * TwelveMonkeys' decoder.
 */
class LosslessWebpTest {

    /** Theirs reads one file in a hundred wrongly, also where nothing was done and the pixels themselves prove it. */
    @Test
    void files_that_use_all_the_format_has_are_read_as_they_were_made() {
        var wrong = new ArrayList<Long>();
        var different = new ArrayList<Long>();
        var compared = 0;
        for (var seed = 0L; seed < 400; seed++) {
            var random = new Random(seed);
            var made = RandomWebp.made(seed, 17 + random.nextInt(60), 1 + random.nextInt(40));

            var ours = LosslessWebp.decode(WebpFile.read(new Bytes(made.file())));

            if (made.passes() == 0) {
                var pixels = ours.getRGB(0, 0, ours.getWidth(), ours.getHeight(), null, 0, ours.getWidth());
                if (!Arrays.equals(pixels, made.stored())) {
                    wrong.add(seed);
                }
            } else {
                compared++;
                if (!same(ours, theirs(made.file()))) {
                    different.add(seed);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(250);
        assertThat(different).hasSizeLessThan(10);
    }

    /** Null where it stumbles. */
    private static BufferedImage theirs(byte[] file) {
        var reader = new WebPImageReaderSpi().createReaderInstance(null);
        try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(input, true, true);
            return reader.read(0);
        } catch (IOException | RuntimeException e) {
            return null;
        } finally {
            reader.dispose();
        }
    }

    private static boolean same(BufferedImage one, BufferedImage other) {
        if (other == null || one.getWidth() != other.getWidth() || one.getHeight() != other.getHeight()) {
            return false;
        }
        for (var y = 0; y < one.getHeight(); y++) {
            for (var x = 0; x < one.getWidth(); x++) {
                if (one.getRGB(x, y) != other.getRGB(x, y)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void what_is_changed_or_cut_off_is_a_picture_or_unreadable_and_nothing_else() {
        var random = new Random(5);
        for (var seed = 0L; seed < 200; seed++) {
            var file = RandomWebp.file(seed, 40, 20);
            for (var changes = random.nextInt(6); changes >= 0; changes--) {
                file[21 + random.nextInt(file.length - 21)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                var read = WebpFile.read(new Bytes(file));
                if (read.pixels() < 1_000_000) {
                    assertThat(LosslessWebp.decode(read)).isNotNull();
                }
            } catch (Unreadable expected) {
                assertThat(expected).hasNoCause();
            }
        }
    }

    @Test
    void a_pass_comes_once_and_a_code_is_whole() {
        var bits = new TestPictures.Bits();
        bits.put(0x2f, 8).put(15, 14).put(15, 14).put(0, 1).put(0, 3);
        bits.put(1, 1).put(2, 2).put(1, 1).put(2, 2).put(0, 1).put(0, 1).put(0, 1);
        bits.one(1).one(2).one(3).one(4).one(0);
        unreadable(bits);

        bits = new TestPictures.Bits();
        bits.put(0x2f, 8)
                .put(15, 14)
                .put(15, 14)
                .put(0, 1)
                .put(0, 3)
                .put(0, 1)
                .put(0, 1)
                .put(0, 1);
        // Lengths of lengths: two codes of two bits, which leaves half of all codes without a meaning.
        bits.put(0, 1).put(0, 4).put(2, 3).put(2, 3).put(0, 3).put(0, 3);
        unreadable(bits);
    }

    private static void unreadable(TestPictures.Bits bits) {
        var file = TestPictures.riff(TestPictures.webpChunk("VP8L", TestPictures.joined(bits.bytes(), new byte[40])));
        assertThatThrownBy(() -> LosslessWebp.decode(WebpFile.read(new Bytes(file))))
                .isInstanceOf(Unreadable.class);
    }
}
