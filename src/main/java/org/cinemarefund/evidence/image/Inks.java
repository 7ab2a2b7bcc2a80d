package org.cinemarefund.evidence.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/** Pictures made for a printing press, in colours of a screen. Not those of the press, but what is on them can be seen. */
final class Inks {
    private Inks() {}

    static BufferedImage onScreen(Raster samples, PictureFile.Colours colours) {
        var width = samples.getWidth();
        var picture = new BufferedImage(width, samples.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        var row = new int[4 * width];
        var seen = new int[width];
        for (var y = 0; y < samples.getHeight(); y++) {
            samples.getPixels(samples.getMinX(), samples.getMinY() + y, width, 1, row);
            for (var x = 0; x < width; x++) {
                seen[x] = colour(row, 4 * x, colours);
            }
            picture.setRGB(0, y, width, 1, seen, 0, width);
        }
        return picture;
    }

    private static int colour(int[] samples, int at, PictureFile.Colours colours) {
        var cyan = samples[at];
        var magenta = samples[at + 1];
        var yellow = samples[at + 2];
        var black = samples[at + 3];
        if (colours == PictureFile.Colours.INKS) {
            return rgb(
                    light(255 - cyan, 255 - black),
                    light(255 - magenta, 255 - black),
                    light(255 - yellow, 255 - black));
        }
        if (colours == PictureFile.Colours.YCCK) {
            var brightness = samples[at];
            var blue = samples[at + 1] - 128;
            var red = samples[at + 2] - 128;
            cyan = 255 - inByte(brightness + (91_881 * red >> 16));
            magenta = 255 - inByte(brightness - (22_554 * blue + 46_802 * red >> 16));
            yellow = 255 - inByte(brightness + (116_130 * blue >> 16));
        }
        return rgb(light(cyan, black), light(magenta, black), light(yellow, black));
    }

    /** What two layers let through. */
    private static int light(int one, int other) {
        return one * other / 255;
    }

    private static int inByte(int value) {
        return Math.max(0, Math.min(255, value));
    }

    private static int rgb(int red, int green, int blue) {
        return red << 16 | green << 8 | blue;
    }
}
