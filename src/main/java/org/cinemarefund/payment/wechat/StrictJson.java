package org.cinemarefund.payment.wechat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object from WeChat, read so that what is taken from it can only mean one thing: UTF-8, no key twice, nothing after
 * it, every value of the expected type. Keys nobody asks for are ignored, since WeChat adds some now and then.
 */
final class StrictJson {
    static final Pattern NUMBER = Pattern.compile("[0-9A-Za-z_\\-|*@]{1,64}");
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode node;

    private StrictJson(JsonNode node) {
        this.node = node;
    }

    static StrictJson object(byte[] utf8) throws Unreadable {
        JsonNode node;
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
            node = MAPPER.readTree(text.toString());
        } catch (CharacterCodingException e) {
            throw new Unreadable("not UTF-8");
        } catch (JsonProcessingException e) {
            throw new Unreadable("not JSON");
        }
        if (node == null || !node.isObject()) {
            throw new Unreadable("not a JSON object");
        }
        return new StrictJson(node);
    }

    StrictJson object(String key) throws Unreadable {
        var value = node.get(key);
        if (value == null || !value.isObject()) {
            throw new Unreadable("no object '" + key + "'");
        }
        return new StrictJson(value);
    }

    Iterable<StrictJson> objects(String key) throws Unreadable {
        var values = node.get(key);
        if (values == null || !values.isArray()) {
            throw new Unreadable("no list '" + key + "'");
        }
        var objects = new ArrayList<StrictJson>();
        for (var value : values) {
            if (!value.isObject()) {
                throw new Unreadable("not only objects in '" + key + "'");
            }
            objects.add(new StrictJson(value));
        }
        return objects;
    }

    /** A text that must be there and look like the pattern. */
    String text(String key, Pattern pattern) throws Unreadable {
        var value = optionalText(key, Integer.MAX_VALUE);
        if (value == null || !pattern.matcher(value).matches()) {
            throw new Unreadable("no proper '" + key + "'");
        }
        return value;
    }

    /**
     * A text nobody decides by, such as the name of an account: cut and cleaned rather than refused, so that one more word
     * of WeChat's never hides where the money is. Missing when absent or empty.
     */
    @Nullable
    String label(String key, int maxLength) throws Unreadable {
        var value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new Unreadable("no proper '" + key + "'");
        }
        var label = new StringBuilder();
        value.textValue()
                .codePoints()
                .filter(c -> storable(c) && !Character.isSupplementaryCodePoint(c))
                .limit(maxLength)
                .forEach(label::appendCodePoint);
        return label.isEmpty() ? null : label.toString();
    }

    /** Missing when absent, JSON null or empty. */
    @Nullable
    String optionalText(String key, int maxLength) throws Unreadable {
        var value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().length() > maxLength
                || !value.textValue().codePoints().allMatch(StrictJson::storable)) {
            throw new Unreadable("no proper '" + key + "'");
        }
        return value.textValue().isEmpty() ? null : value.textValue();
    }

    /** Fen: a whole number, not negative, written without exponent or fraction. */
    long fen(String key) throws Unreadable {
        var value = node.get(key);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new Unreadable("no proper '" + key + "'");
        }
        return value.longValue();
    }

    /**
     * What the payer gets of a refund, in fen. Nobody decides by it, so one that cannot be true hides nothing else: null then, as
     * when it is not told.
     */
    Long payerRefund(long refund) {
        var value = node.get("payer_refund");
        var told = value != null && value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : -1;
        return told < 0 || told > refund ? null : told;
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** RFC 3339; missing when absent. */
    @Nullable
    Instant optionalTime(String key) throws Unreadable {
        var text = optionalText(key, 64);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Unreadable("no proper '" + key + "'");
        }
    }

    /** Control characters and halves of surrogate pairs cannot be stored everywhere and are never meant. */
    private static boolean storable(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }

    /** What came is not what WeChat documents. The message names keys of ours, never what was received. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }
}
