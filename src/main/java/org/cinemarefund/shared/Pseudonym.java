package org.cinemarefund.shared;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Stands for a moviegoer whose data were erased: made by chance, so that nothing leads back from it. */
public final class Pseudonym {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** WeChat names nobody so. */
    private static final String PREFIX = "erased-";

    private Pseudonym() {}

    /** One that nobody had before; it fits where an openid does. */
    public static String next() {
        var chance = new byte[16];
        RANDOM.nextBytes(chance);
        return PREFIX + HexFormat.of().formatHex(chance);
    }

    /** Whether this is no openid but what was put in its place. */
    public static boolean is(String openid) {
        return openid.startsWith(PREFIX);
    }
}
