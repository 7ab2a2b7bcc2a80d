package org.cinemarefund.evidence.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.cinemarefund.evidence.image.TestPictures.CANARY;
import static org.cinemarefund.evidence.image.TestPictures.corners;
import static org.cinemarefund.evidence.image.TestPictures.read;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.cinemarefund.evidence.PictureMaker.Made;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIoPictureMakerTest {
    private final ImageIoPictureMaker maker = new ImageIoPictureMaker();

    // --- hostile files
    // ------------------------------------------------------------------------------------------------------

    @Test
    void what_is_no_picture_is_refused_and_of_the_others_nothing_is_left_but_the_picture() {
        var wrong = new LinkedHashMap<String, Object>();
        var files = HostileFiles.all();
        assertThat(files).hasSizeGreaterThan(70);

        files.forEach((what, hostile) -> {
            var status = status(hostile.file());
            if (status != hostile.status()) {
                wrong.put(what, status);
            }
        });

        assertThat(wrong).isEmpty();
    }

    /** 201 with a picture of ours, or the status of the refusal. */
    private int status(byte[] file) {
        try {
            var made = maker.make(file);
            assertThat(made.contentType()).isEqualTo("image/jpeg");
            assertThat(markers(made.content())).isSubsetOf(Set.of(0xe0, 0xdb, 0xc0, 0xc4, 0xda));
            assertThat(new String(made.content(), StandardCharsets.ISO_8859_1))
                    .doesNotContain(CANARY, "<script", "Exif");
            assertThat(read(made.content())).isNotNull();
            return 201;
        } catch (Problem refusal) {
            return refusal.status();
        }
    }

    /** Every kind of segment of a JPEG file. */
    private static Set<Integer> markers(byte[] jpeg) {
        var file = new Bytes(jpeg);
        var markers = new TreeSet<Integer>();
        var at = 2;
        while (file.u8(at + 1) != 0xda) {
            assertThat(file.u8(at)).isEqualTo(0xff);
            markers.add(file.u8(at + 1));
            at += 2 + file.u16(at + 2);
        }
        assertThat(file.u16(jpeg.length - 2)).isEqualTo(0xffd9);
        return markers;
    }

    /** Whatever is changed in a picture, it is one or it is refused. */
    @Test
    void no_byte_of_a_file_makes_anything_else_of_it_than_a_picture_or_a_refusal() {
        var random = new Random(20260302);
        var originals = List.of(
                TestPictures.jpeg(corners(24, 16)),
                TestPictures.jpeg(corners(24, 16), true),
                TestPictures.withExif(TestPictures.jpeg(corners(24, 16)), 6),
                TestPictures.png(corners(24, 16)),
                TestPictures.png(corners(24, 16, BufferedImage.TYPE_BYTE_INDEXED)),
                TestPictures.webp(24, 16),
                TestPictures.webpLossy(24, 16));

        for (var original : originals) {
            for (var i = 0; i < 400; i++) {
                var file = original.clone();
                for (var changes = 1 + random.nextInt(4); changes > 0; changes--) {
                    file[random.nextInt(file.length)] = (byte) random.nextInt();
                }
                var cut = random.nextInt(4) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file;

                assertThat(status(cut)).isIn(201, 415, 422);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8000, 5000, 201", "8000, 5001, 422", "40000, 1000, 201", "1, 1, 201"})
    void forty_million_pixels_are_enough(int width, int height, int status) {
        assertThat(status(TestPictures.pngOf(width, height, 1, 0, (long) height * ((width + 7) / 8 + 1))))
                .isEqualTo(status);
    }

    @Test
    void a_refusal_names_the_file_and_why() {
        var pixels =
                catchThrowableOfType(Problem.class, () -> maker.make(TestPictures.webpOfOneColour(16_000, 16_000)));
        assertThat(pixels.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(pixels.properties()).containsEntry("field", "file").containsEntry("hint", "too-many-pixels");
        var broken = catchThrowableOfType(Problem.class, () -> maker.make(TestPictures.riff()));
        assertThat(broken.properties()).containsEntry("hint", "picture-unreadable");
    }

    // --- what is kept of a picture
    // ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_picture_stands_upright_however_the_camera_was_held(int orientation) {
        var lying = lying(corners(60, 40), orientation);

        for (var file : List.of(
                TestPictures.withExif(TestPictures.jpeg(lying), orientation),
                TestPictures.withChunk(TestPictures.png(lying), "eXIf", TestPictures.exif(orientation, true)))) {
            var upright = read(maker.make(file).content());

            assertThat(upright.getWidth()).isEqualTo(60);
            assertThat(upright.getHeight()).isEqualTo(40);
            assertThat(corner(upright, 5, 5)).isEqualTo(Color.RED);
            assertThat(corner(upright, 55, 5)).isEqualTo(Color.GREEN);
            assertThat(corner(upright, 55, 35)).isEqualTo(Color.BLUE);
            assertThat(corner(upright, 5, 35)).isEqualTo(Color.WHITE);
        }
    }

    /** As a camera stores it that was held so: turned back it is the picture. Written from the words of the Exif standard. */
    private static BufferedImage lying(BufferedImage upright, int orientation) {
        var turned = orientation >= 5;
        var lying = new BufferedImage(
                turned ? upright.getHeight() : upright.getWidth(),
                turned ? upright.getWidth() : upright.getHeight(),
                BufferedImage.TYPE_3BYTE_BGR);
        for (var row = 0; row < lying.getHeight(); row++) {
            for (var column = 0; column < lying.getWidth(); column++) {
                // Where the stored rows and columns are seen: "row 0 is the visual top, column 0 the visual left side"
                // is 1.
                var fromTop = turned ? column : row;
                var fromLeft = turned ? row : column;
                var y = Set.of(3, 4, 7, 8).contains(orientation) ? upright.getHeight() - 1 - fromTop : fromTop;
                var x = Set.of(2, 3, 6, 7).contains(orientation) ? upright.getWidth() - 1 - fromLeft : fromLeft;
                lying.setRGB(column, row, upright.getRGB(x, y));
            }
        }
        return lying;
    }

    /** The pure colour it is nearest to. */
    private static Color corner(BufferedImage picture, int x, int y) {
        var seen = new Color(picture.getRGB(x, y));
        return new Color(pure(seen.getRed()), pure(seen.getGreen()), pure(seen.getBlue()));
    }

    private static int pure(int colour) {
        assertThat(colour < 80 || colour > 175).as("%d", colour).isTrue();
        return colour < 128 ? 0 : 255;
    }

    @ParameterizedTest
    @CsvSource({
        "'255,0,0,0', false, 0 255 255",
        "'0,255,255,255', true, 0 255 255",
        "'0,0,0,255', false, 0 0 0",
        "'255,255,255,255', true, 255 255 255",
        "'0,255,255,0', false, 255 0 0"
    })
    void inks_become_colours(String samples, boolean adobe, String colour) {
        var inks = Arrays.stream(samples.split(",")).mapToInt(Integer::parseInt).toArray();

        var seen =
                corner(read(maker.make(TestPictures.inks(32, 32, inks, adobe)).content()), 16, 16);

        assertThat(seen.getRed() + " " + seen.getGreen() + " " + seen.getBlue()).isEqualTo(colour);
    }

    @Test
    void what_one_can_look_through_lies_on_white() {
        var glass = new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB);

        assertThat(corner(read(maker.make(TestPictures.png(glass)).content()), 10, 10))
                .isEqualTo(Color.WHITE);
    }

    @Test
    void webp_of_both_kinds_is_decoded() {
        var lossless = read(maker.make(TestPictures.webp(40, 20)).content());
        assertThat(lossless.getWidth()).isEqualTo(40);
        assertThat(corner(lossless, 5, 5)).isEqualTo(Color.YELLOW);
        assertThat(corner(lossless, 35, 15)).isEqualTo(Color.RED);
        var lossy = read(maker.make(TestPictures.webpLossy(40, 24)).content());
        assertThat(lossy.getWidth()).isEqualTo(40);
        assertThat(lossy.getHeight()).isEqualTo(24);
        assertThat(new Color(lossy.getRGB(20, 12)).getGreen()).isBetween(120, 136);
    }

    @Test
    void a_large_picture_is_kept_smaller_and_in_proportion() {
        for (var file : List.of(
                TestPictures.pngOf(8_000, 5_000, 8, 2, 5_000L * 24_001), TestPictures.webpOfOneColour(8_000, 5_000))) {
            var kept = read(maker.make(file).content());

            assertThat(kept.getWidth()).isEqualTo(4_000);
            assertThat(kept.getHeight()).isEqualTo(2_500);
        }
    }

    @Test
    void what_compresses_badly_is_kept_within_bounds() {
        var made = maker.make(TestPictures.jpeg(TestPictures.noise(3_600, 3_600)));

        assertThat(made.content().length).isLessThanOrEqualTo(ImageIoPictureMaker.MOST_ENCODED);
        assertThat(read(made.content()).getWidth()).isEqualTo(3_600);
    }

    @Test
    void the_same_file_makes_the_same_picture() {
        var file = TestPictures.withExif(TestPictures.jpeg(corners(60, 40)), 6);

        assertThat(maker.make(file))
                .extracting(Made::content)
                .isEqualTo(maker.make(file).content());
    }

    // --- memory
    // ------------------------------------------------------------------------------------------------------

    /** The largest of every kind; what is told beforehand is what they wait for. In megabytes. */
    @Test
    void what_a_picture_takes_is_known_and_bounded_before_it_is_decoded() {
        assertThat(megabytes(JpegFile.read(new Bytes(HostileFiles.jpegOf(8_000, 5_000)))))
                .isLessThan(60);
        assertThat(megabytes(PngFile.read(new Bytes(TestPictures.pngOf(8_000, 5_000, 16, 6, 1000)))))
                .isLessThan(100);
        assertThat(megabytes(WebpFile.read(new Bytes(TestPictures.webpLossy(8_000, 5_000)))))
                .isLessThan(150);
        assertThat(megabytes(WebpFile.read(new Bytes(TestPictures.webpOfOneColour(8_000, 5_000)))))
                .isLessThan(280);
        var scans = HostileFiles.jpegOf(8_000, 5_000, true);
        assertThat(megabytes(JpegFile.read(new Bytes(scans)))).isLessThan(220);
    }

    private static long megabytes(PictureFile file) {
        return ImageIoPictureMaker.memory(file, ImageIoPictureMaker.step(file)) >> 20;
    }

    @Test
    void pictures_share_what_memory_there_is_and_wait_their_turn() throws Exception {
        var budget = new MemoryBudget(10, Duration.ofMillis(50));

        assertThat(budget.<String>within(6 << 20, () -> budget.within(4 << 20, () -> "both")))
                .isEqualTo("both");
        assertThatThrownBy(() -> budget.within(6 << 20, () -> budget.within(5 << 20, () -> "too much")))
                .isInstanceOfSatisfying(
                        Problem.class, refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.TRY_LATER));
        assertThat(budget.<String>within(1L << 40, () -> "alone")).isEqualTo("alone");
        assertThatThrownBy(() -> budget.within(10 << 20, () -> {
                    throw new Unreadable();
                }))
                .isInstanceOf(Unreadable.class);
        assertThat(budget.<String>within(10 << 20, () -> "all given back")).isEqualTo("all given back");
    }
}
