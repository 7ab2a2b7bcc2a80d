package org.cinemarefund.application;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import org.cinemarefund.shared.ChinaTime;
import org.springframework.stereotype.Component;

/**
 * Gives out application numbers: {@code R}, the Chinese date and time, and eight characters nobody can guess; 21 of
 * {@code 0-9A-Z}, short enough for a field of a subscription message.
 */
@Component
class ApplicationNumbers {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyMMddHHmmss");
    /** Without I, L, O and U, which people misread. */
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    ApplicationNumbers(Clock clock) {
        this.clock = clock;
    }

    String next() {
        var number = new StringBuilder("R").append(STAMP.format(clock.instant().atOffset(ChinaTime.OFFSET)));
        for (var i = 0; i < 8; i++) {
            number.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return number.toString();
    }
}
