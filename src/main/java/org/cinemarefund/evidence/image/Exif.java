package org.cinemarefund.evidence.image;

/** The one thing we read of Exif data: how the camera was held. */
final class Exif {
    static final int UPRIGHT = 1;

    private static final int ORIENTATION = 0x0112;
    private static final int MOST_ENTRIES = 1000;

    private Exif() {}

    /** @param at where the TIFF header begins; what cannot be read says nothing */
    static int orientation(Bytes file, int at, int length) {
        try {
            return read(file, at, at + length);
        } catch (Unreadable e) {
            return UPRIGHT;
        }
    }

    private static int read(Bytes file, int at, int end) {
        var reversed = file.startsWith(at, "II*\u0000");
        if (!reversed && !file.startsWith(at, "MM\u0000*")) {
            return UPRIGHT;
        }
        var directory = at + u31(file, at + 4, reversed);
        if (directory < at || directory > end - 2) {
            return UPRIGHT;
        }
        var entries = Math.min(MOST_ENTRIES, u16(file, directory, reversed));
        for (var i = 0; i < entries; i++) {
            var entry = directory + 2 + 12 * i;
            if (entry > end - 12) {
                break;
            }
            if (u16(file, entry, reversed) == ORIENTATION) {
                var value = u16(file, entry + 8, reversed);
                return value >= 1 && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    private static int u16(Bytes file, int at, boolean reversed) {
        return reversed ? file.u16Reversed(at) : file.u16(at);
    }

    private static int u31(Bytes file, int at, boolean reversed) {
        return reversed ? file.u31Reversed(at) : file.u31(at);
    }
}
