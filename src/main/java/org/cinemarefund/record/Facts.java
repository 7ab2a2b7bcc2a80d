package org.cinemarefund.record;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one line, and the text they are stored as, which is what the chain is made of: it stays as it was written, also
 * where a newer version wrote more than this one reads.
 */
public final class Facts {
    /** Of a line that says nothing more, and of every line that was written before there were facts. */
    public static final Facts NONE = new Facts(null, new EnumMap<>(Fact.class));

    private final String text;
    private final Map<Fact, Object> values;

    private Facts(String text, Map<Fact, Object> values) {
        this.text = text;
        this.values = values;
    }

    /** @param values a String (code, moment or hash) or a Long (fen) each */
    static Facts of(Map<Fact, Object> values) {
        return values.isEmpty() ? NONE : new Facts(json(values), new EnumMap<>(values));
    }

    /** As it was stored; what cannot be read as its type is left out. */
    public static Facts stored(String text, Map<String, Object> read) {
        if (text == null) {
            return NONE;
        }
        var values = new EnumMap<Fact, Object>(Fact.class);
        read.forEach((key, value) -> Fact.of(key)
                .filter(fact -> fact.type() == Fact.Type.FEN ? value instanceof Long : value instanceof String)
                .ifPresent(fact -> values.put(fact, value)));
        return new Facts(text, values);
    }

    public boolean has(Fact fact) {
        return values.containsKey(fact);
    }

    /** Missing when the line does not say it; of words the hash. */
    public @Nullable String code(Fact fact) {
        return (String) values.get(fact);
    }

    /** Missing when the line does not say it. */
    public @Nullable Long fen(Fact fact) {
        return (Long) values.get(fact);
    }

    /** Missing when the line does not say it. */
    public @Nullable Instant instant(Fact fact) {
        var value = code(fact);
        return value == null ? null : Instant.parse(value);
    }

    /** One JSON object, its keys in the order of {@link Fact}; null for no facts. */
    public String text() {
        return text;
    }

    private static String json(Map<Fact, Object> values) {
        var json = new StringBuilder("{");
        values.forEach((fact, value) -> {
            json.append(json.length() > 1 ? "," : "")
                    .append('"')
                    .append(fact.key())
                    .append("\":");
            if (value instanceof Long) {
                json.append(value);
            } else {
                quote(json, (String) value);
            }
        });
        return json.append('}').toString();
    }

    private static void quote(StringBuilder json, String value) {
        json.append('"');
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        json.append('"');
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Facts that && Objects.equals(text, that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text);
    }

    @Override
    public String toString() {
        return Objects.toString(text, "");
    }
}
