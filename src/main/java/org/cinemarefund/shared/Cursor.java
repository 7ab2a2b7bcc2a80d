package org.cinemarefund.shared;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last row of a page in a list that is ordered by an instant and then by an id. Callers get it encoded and are not to
 * read it; one they made up is a mistake of theirs, not of ours.
 */
public record Cursor(Instant at, String id) {
    private static final Pattern DECODED = Pattern.compile("(-?[0-9]{1,12})\\.([0-9]{1,9})\\.([0-9A-Za-z_-]{1,64})");

    public String encoded() {
        String plain = at.getEpochSecond() + "." + at.getNano() + "." + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Empty when the caller sent none: the list from its beginning.
     *
     * @throws Problem INVALID_REQUEST on {@code cursor}
     */
    public static Optional<Cursor> decode(String encoded) {
        if (encoded == null || encoded.isEmpty()) {
            return Optional.empty();
        }
        try {
            Matcher plain = DECODED.matcher(new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8));
            if (plain.matches()) {
                Instant at = Instant.ofEpochSecond(Long.parseLong(plain.group(1)), Long.parseLong(plain.group(2)));
                // Years that no database of ours holds.
                if (at.isAfter(Instant.EPOCH.minusSeconds(1)) && at.isBefore(Instant.ofEpochSecond(253_402_300_800L))) {
                    return Optional.of(new Cursor(at, plain.group(3)));
                }
            }
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            // Falls through to the one answer for every cursor that is not ours.
        }
        throw Problem.invalid("cursor", "cursor");
    }
}
