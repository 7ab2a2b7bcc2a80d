package org.cinemarefund.evidence.image;

/**
 * What a file says of itself before anything of it is decoded, and the part of it that makes the picture: without names, places,
 * comments, colour profiles and whatever else was put into it or behind it.
 *
 * @param orientation how it has to be turned, as Exif counts: 1 stands upright
 * @param bytesPerPixel of what comes out of decoding
 * @param keptWhileDecoding bytes that a decoder needs beside that, in all
 * @param colours how the decoder's samples become colours
 * @param subsampled whether a decoder can leave out rows and columns, so that a large picture never is in memory as a whole
 */
record PictureFile(
        Format format,
        int width,
        int height,
        int orientation,
        int bytesPerPixel,
        long keptWhileDecoding,
        Colours colours,
        boolean subsampled,
        byte[] content) {

    enum Format {
        JPEG,
        PNG,
        WEBP,
        LOSSLESS_WEBP
    }

    enum Colours {
        /** The decoder makes them. */
        DECODED,
        /** Four inks, as files have them that say nothing more. */
        INKS,
        /** The same the other way round, as Adobe writes them. */
        INVERTED_INKS,
        /** Brightness and two differences for the inverted inks, and black. */
        YCCK
    }

    long pixels() {
        return (long) width * height;
    }

    @Override
    public String toString() {
        return format + " " + width + " x " + height;
    }
}
