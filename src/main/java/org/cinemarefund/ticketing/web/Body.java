package org.cinemarefund.ticketing.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.cinemarefund.shared.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object of an upsert, read field by field. Nothing is bent into shape (a fraction of a fen, a number written as
 * text), because what is stored here decides about money; each refusal names its field. Null counts as missing.
 */
final class Body {
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]+");
    /** Far above any sale, and far below where a percentage of it would overflow. */
    private static final long MOST_FEN = 1_000_000_000_000L;

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final JsonNode json;

    private Body(JsonNode json) {
        this.json = json;
    }

    static Body of(JsonNode json) {
        if (json == null || !json.isObject()) {
            throw Problem.invalid("body", "object");
        }
        return new Body(json);
    }

    /** An id in the path, which is checked as those in the body are. */
    static String id(String name, String value, int most) {
        if (value == null || value.length() > most || !ID.matcher(value).matches()) {
            throw Problem.invalid(name, "id");
        }
        return value;
    }

    boolean has(String field) {
        return json.hasNonNull(field);
    }

    String id(String field, int most) {
        return id(field, required(field).textValue(), most);
    }

    @Nullable
    String optionalId(String field, int most) {
        return has(field) ? id(field, most) : null;
    }

    String text(String field, int most) {
        required(field);
        return optionalText(field, most);
    }

    String optionalText(String field, int most) {
        return has(field) ? checkedText(field, json.get(field), most) : null;
    }

    String matching(String field, Pattern allowed, String hint, String fallback) {
        if (!has(field)) {
            return fallback;
        }
        String value = json.get(field).textValue();
        if (value == null || !allowed.matcher(value).matches()) {
            throw Problem.invalid(field, hint);
        }
        return value;
    }

    List<String> texts(String field, int mostItems, int mostCharacters) {
        JsonNode items = required(field);
        if (!items.isArray() || items.isEmpty() || items.size() > mostItems) {
            throw Problem.invalid(field, "seats");
        }
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(checkedText(field, item, mostCharacters)));
        return texts;
    }

    /** Fen. */
    long amount(String field) {
        required(field);
        return amount(field, 0);
    }

    long amount(String field, long fallback) {
        long amount = number(field, fallback);
        if (amount < 0 || amount > MOST_FEN) {
            throw Problem.invalid(field, "amount");
        }
        return amount;
    }

    int between(String field, int least, int most) {
        required(field);
        return between(field, least, most, least);
    }

    int between(String field, int least, int most, int fallback) {
        long number = number(field, fallback);
        if (number < least || number > most) {
            throw Problem.invalid(field, "number");
        }
        return (int) number;
    }

    Long optionalNumber(String field) {
        return has(field) ? (Long) number(field, 0) : null;
    }

    boolean flag(String field) {
        if (!has(field)) {
            return false;
        }
        if (!json.get(field).isBoolean()) {
            throw Problem.invalid(field, "flag");
        }
        return json.get(field).booleanValue();
    }

    <E extends Enum<E>> E choice(String field, Class<E> type) {
        required(field);
        return choice(field, type, null);
    }

    <E extends Enum<E>> E choice(String field, Class<E> type, E fallback) {
        if (!has(field)) {
            return fallback;
        }
        String name = json.get(field).textValue();
        for (E choice : type.getEnumConstants()) {
            if (choice.name().equals(name)) {
                return choice;
            }
        }
        throw Problem.invalid(field, "choice");
    }

    /** RFC 3339 with an offset, cut to whole seconds, which is what we ever show of it. */
    Instant time(String field) {
        try {
            String text = required(field).textValue();
            if (text != null) {
                Instant at = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS);
                if (!at.isBefore(EARLIEST) && at.isBefore(LATEST)) {
                    return at;
                }
            }
        } catch (DateTimeException unreadable) {
            // Falls through to the one answer for every time that is none.
        }
        throw Problem.invalid(field, "time");
    }

    private JsonNode required(String field) {
        if (!has(field)) {
            throw Problem.invalid(field, "required");
        }
        return json.get(field);
    }

    private long number(String field, long fallback) {
        if (!has(field)) {
            return fallback;
        }
        JsonNode number = json.get(field);
        if (!number.isIntegralNumber() || !number.canConvertToLong()) {
            throw Problem.invalid(field, "number");
        }
        return number.longValue();
    }

    private static String checkedText(String field, JsonNode node, int most) {
        String text = node.textValue();
        if (text == null || text.isBlank() || text.length() > most || !printable(text)) {
            throw Problem.invalid(field, "text");
        }
        return text;
    }

    /** No control characters, line ends or halves of a character: they spoil screens, and PostgreSQL refuses some. */
    private static boolean printable(String text) {
        return text.codePoints().noneMatch(character -> switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        });
    }
}
