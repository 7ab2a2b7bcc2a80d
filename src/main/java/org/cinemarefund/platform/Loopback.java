package org.cinemarefund.platform;

import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses that cannot leave this machine, told from their spelling alone: asking a name server would make them changeable. */
final class Loopback {
    private static final Pattern IPV4 = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private Loopback() {}

    static boolean is(String host) {
        return switch (host.toLowerCase(Locale.ROOT)) {
            case "localhost", "::1", "[::1]", "[0:0:0:0:0:0:0:1]" -> true;
            default -> IPV4.matcher(host).matches();
        };
    }
}
