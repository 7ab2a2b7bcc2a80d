package org.cinemarefund.evidence.image;

/** What an encoder did to all pixels so that they take less room, and how it is undone. */
interface LosslessPass {

    /** How wide the picture is behind it. */
    int storedWidth();

    /** May work in place. */
    int[] undo(int[] pixels);

    /** Each pixel is told by its difference from what those beside it let expect; how, is told tile by tile. */
    record Predicted(int storedWidth, int height, int tile, int[] tiles) implements LosslessPass {
        private static final int OPAQUE = 0xff000000;

        @Override
        public int[] undo(int[] pixels) {
            var width = storedWidth;
            var across = LosslessWebp.tiles(width, tile);
            pixels[0] = sum(pixels[0], OPAQUE);
            for (var x = 1; x < width; x++) {
                pixels[x] = sum(pixels[x], pixels[x - 1]);
            }
            for (var y = 1; y < height; y++) {
                var row = y * width;
                pixels[row] = sum(pixels[row], pixels[row - width]);
                for (var x = 1; x < width; x++) {
                    var how = tiles[(y >> tile) * across + (x >> tile)] >>> 8 & 0xf;
                    pixels[row + x] = sum(pixels[row + x], expected(how, pixels, row + x, width));
                }
            }
            return pixels;
        }

        private static int expected(int how, int[] pixels, int at, int width) {
            var left = pixels[at - 1];
            var top = pixels[at - width];
            var topLeft = pixels[at - width - 1];
            // At the end of a row this is the first pixel of it.
            var topRight = pixels[at - width + 1];
            return switch (how) {
                case 1 -> left;
                case 2 -> top;
                case 3 -> topRight;
                case 4 -> topLeft;
                case 5 -> mean(mean(left, topRight), top);
                case 6 -> mean(left, topLeft);
                case 7 -> mean(left, top);
                case 8 -> mean(topLeft, top);
                case 9 -> mean(top, topRight);
                case 10 -> mean(mean(left, topLeft), mean(top, topRight));
                case 11 -> nearer(left, top, topLeft);
                case 12 -> whole(left, top, topLeft);
                case 13 -> half(mean(left, top), topLeft);
                default -> OPAQUE;
            };
        }

        static int sum(int one, int other) {
            return (one & 0xff00ff00) + (other & 0xff00ff00) & 0xff00ff00
                    | (one & 0x00ff00ff) + (other & 0x00ff00ff) & 0x00ff00ff;
        }

        private static int mean(int one, int other) {
            return (((one ^ other) & 0xfefefefe) >>> 1) + (one & other);
        }

        private static int nearer(int left, int top, int topLeft) {
            var toLeft = 0;
            var toTop = 0;
            for (var shift = 0; shift < 32; shift += 8) {
                toLeft += Math.abs((top >>> shift & 0xff) - (topLeft >>> shift & 0xff));
                toTop += Math.abs((left >>> shift & 0xff) - (topLeft >>> shift & 0xff));
            }
            return toLeft < toTop ? left : top;
        }

        private static int whole(int left, int top, int topLeft) {
            var result = 0;
            for (var shift = 0; shift < 32; shift += 8) {
                result |=
                        inByte((left >>> shift & 0xff) + (top >>> shift & 0xff) - (topLeft >>> shift & 0xff)) << shift;
            }
            return result;
        }

        private static int half(int mean, int topLeft) {
            var result = 0;
            for (var shift = 0; shift < 32; shift += 8) {
                var value = mean >>> shift & 0xff;
                result |= inByte(value + (value - (topLeft >>> shift & 0xff)) / 2) << shift;
            }
            return result;
        }

        private static int inByte(int value) {
            return Math.max(0, Math.min(255, value));
        }
    }

    /** Red and blue are told by their difference from what green, and red, let expect. */
    record Mixed(int storedWidth, int height, int tile, int[] tiles) implements LosslessPass {
        @Override
        public int[] undo(int[] pixels) {
            var across = LosslessWebp.tiles(storedWidth, tile);
            for (var y = 0; y < height; y++) {
                for (var x = 0; x < storedWidth; x++) {
                    var how = tiles[(y >> tile) * across + (x >> tile)];
                    var at = y * storedWidth + x;
                    pixels[at] = undone(pixels[at], (byte) how, (byte) (how >> 8), (byte) (how >> 16));
                }
            }
            return pixels;
        }

        private static int undone(int pixel, byte greenToRed, byte greenToBlue, byte redToBlue) {
            var green = (byte) (pixel >> 8);
            var red = (pixel >> 16) + (greenToRed * green >> 5) & 0xff;
            var blue = pixel + (greenToBlue * green >> 5) + (redToBlue * (byte) red >> 5) & 0xff;
            return pixel & 0xff00ff00 | red << 16 | blue;
        }
    }

    /** Green was taken away from red and blue. */
    record LessGreen(int storedWidth) implements LosslessPass {
        @Override
        public int[] undo(int[] pixels) {
            for (var at = 0; at < pixels.length; at++) {
                var pixel = pixels[at];
                var green = pixel >>> 8 & 0xff;
                pixels[at] = pixel & 0xff00ff00 | (pixel & 0x00ff00ff) + (green << 16 | green) & 0x00ff00ff;
            }
            return pixels;
        }
    }

    /** Pixels are numbers in a table of colours, several in one where there are few. */
    record Indexed(int width, int height, int shared, int[] colours) implements LosslessPass {

        /** @param told each colour by its difference from the one before */
        static Indexed of(int width, int height, int[] told) {
            for (var i = 1; i < told.length; i++) {
                told[i] = Predicted.sum(told[i], told[i - 1]);
            }
            var shared = told.length <= 2 ? 3 : told.length <= 4 ? 2 : told.length <= 16 ? 1 : 0;
            return new Indexed(width, height, shared, told);
        }

        @Override
        public int storedWidth() {
            return LosslessWebp.tiles(width, shared);
        }

        @Override
        public int[] undo(int[] stored) {
            var pixels = shared == 0 ? stored : new int[width * height];
            var length = 8 >> shared;
            var across = storedWidth();
            for (var y = 0; y < height; y++) {
                for (var x = 0; x < width; x++) {
                    var green = stored[y * across + (x >> shared)] >>> 8 & 0xff;
                    var number = green >> length * (x & (1 << shared) - 1) & (1 << length) - 1;
                    pixels[y * width + x] = number < colours.length ? colours[number] : 0;
                }
            }
            return pixels;
        }
    }
}
