package org.cinemarefund.record;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.cinemarefund.shared.Sha256;

/**
 * What people wrote with a line of the record, or what belongs to one person: kept beside it, so that it can be erased without
 * touching the chain. In the line stands a hash over salt and text; without the salt, which goes with the text, even four digits
 * cannot be guessed from it.
 *
 * @param nr of the line
 * @param salt 16 random bytes, hexadecimal
 */
public record Words(int nr, Fact fact, String salt, String text) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static Words of(int nr, Fact fact, String text) {
        var salt = new byte[16];
        RANDOM.nextBytes(salt);
        return new Words(nr, fact, HexFormat.of().formatHex(salt), text);
    }

    /** As it stands in the line. */
    public String hash() {
        return Sha256.hex(salt + ":" + text);
    }

    /** Without the text: this ends up in messages of failed tests and logs. */
    @Override
    public String toString() {
        return "Words[" + nr + " " + fact + "]";
    }
}
