package org.cinemarefund.evidence.image;

import java.nio.charset.StandardCharsets;

/** A file read at chosen places; whoever reads beyond its end finds it {@linkplain Unreadable unreadable}. */
final class Bytes {
    private final byte[] file;

    Bytes(byte[] file) {
        this.file = file;
    }

    int length() {
        return file.length;
    }

    byte[] array() {
        return file;
    }

    int u8(int at) {
        requireIn(at, 1);
        return file[at] & 0xff;
    }

    int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    /** The lower byte first. */
    int u16Reversed(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    /** @throws Unreadable for more than an int takes */
    int u31(int at) {
        return notNegative(u16(at) << 16 | u16(at + 2));
    }

    /** The lower byte first. */
    int u31Reversed(int at) {
        return notNegative(u16Reversed(at) | u16Reversed(at + 2) << 16);
    }

    private static int notNegative(int number) {
        if (number < 0) {
            throw new Unreadable();
        }
        return number;
    }

    boolean startsWith(int at, String ascii) {
        var wanted = ascii.getBytes(StandardCharsets.ISO_8859_1);
        if (at < 0 || at > file.length - wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (file[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    void requireIn(int at, int length) {
        if (at < 0 || length < 0 || at > file.length - length) {
            throw new Unreadable();
        }
    }
}
