package org.cinemarefund.notice.wechat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.cinemarefund.shared.ChinaTime;

/**
 * The type of a template's field, which is the beginning of WeChat's key for it ({@code amount3}). WeChat refuses a whole
 * message for one value outside its type's limits, so every value is made to fit.
 */
enum FieldType {
    THING(20),
    NUMBER(32),
    LETTER(32),
    SYMBOL(5),
    CHARACTER_STRING(32),
    TIME(32),
    DATE(32),
    AMOUNT(14),
    PHONE_NUMBER(17),
    CAR_NUMBER(8),
    NAME(20),
    PHRASE(5),
    ENUM(20);

    private static final Pattern KEY = Pattern.compile("([A-Za-z_]+?)_?([0-9]{1,4})");
    private static final Pattern MONEY = Pattern.compile("[¥￥$]?[0-9]{1,10}(\\.[0-9]{1,2})?元?");
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("yyyy年M月d日 HH:mm", Locale.ROOT);
    /** Joiners and the other invisible parts of emoji, with what has no agreed shape. */
    private static final Set<Integer> INVISIBLE = Set.of(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.SURROGATE,
            (int) Character.PRIVATE_USE,
            (int) Character.UNASSIGNED,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR);

    private final int limit;

    FieldType(int limit) {
        this.limit = limit;
    }

    /** Unknown types are treated as {@link #THING}, the tightest of those that take any text. */
    static FieldType of(String wechatKey) {
        var name = name(wechatKey);
        for (var type : values()) {
            if (type.squeezed().equals(name)) {
                return type;
            }
        }
        return THING;
    }

    /**
     * The key as WeChat writes it. Settings lose underscores on their way: {@code fields.character_string1} is bound as
     * {@code characterstring1}, an environment variable has none to begin with.
     */
    static String wechatKey(String key) {
        var parts = KEY.matcher(key);
        if (!parts.matches()) {
            return key;
        }
        var name = name(key);
        for (var type : values()) {
            if (type.squeezed().equals(name)) {
                return type.name().toLowerCase(Locale.ROOT) + parts.group(2);
            }
        }
        return key;
    }

    /** The value as WeChat accepts it: within the limit, of the type's characters, and never empty. */
    String fit(String value) {
        var text = clean(value == null ? "" : value);
        var fitted =
                switch (this) {
                    case THING -> ellipsis(text);
                    case NUMBER -> keep(text, c -> isDigit(c) || c == '.');
                    case LETTER -> keep(text, FieldType::isLatin);
                    case SYMBOL -> keep(text, c -> !Character.isLetterOrDigit(c) && c != ' ');
                    case CHARACTER_STRING -> keep(text, c -> c > ' ' && c < 127);
                    case TIME, DATE -> cut(moment(text), limit);
                    case AMOUNT -> amount(text);
                    case PHONE_NUMBER -> keep(text, c -> isDigit(c) || "+-()*#".indexOf(c) >= 0);
                    case CAR_NUMBER, ENUM -> cut(text, limit);
                    case NAME -> cut(text, text.chars().allMatch(c -> c < 128) ? limit : limit / 2);
                    case PHRASE -> keep(text, c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
                };
        if (!fitted.isBlank()) {
            return fitted.strip();
        }
        return this == PHRASE ? "无" : "-";
    }

    private static String name(String wechatKey) {
        var parts = KEY.matcher(wechatKey);
        var name = parts.matches() ? parts.group(1) : wechatKey;
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private String squeezed() {
        return name().replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** One line of characters of the basic plane: no emoji, no controls, no halves of anything. */
    private static String clean(String value) {
        var text = new StringBuilder();
        value.codePoints().forEach(c -> {
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                text.append(' ');
            } else if (Character.isBmpCodePoint(c)
                    && !INVISIBLE.contains(Character.getType(c))
                    && !selectsVariation(c)) {
                text.appendCodePoint(c);
            }
        });
        return text.toString().strip().replaceAll(" {2,}", " ");
    }

    private static boolean selectsVariation(int c) {
        return c >= 0xfe00 && c <= 0xfe0f;
    }

    private String ellipsis(String text) {
        return text.length() <= limit ? text : text.substring(0, limit - 1) + "…";
    }

    private String keep(String text, IntPredicate allowed) {
        var kept = new StringBuilder();
        text.chars().filter(allowed).limit(limit).forEach(c -> kept.append((char) c));
        return kept.toString();
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    /** Never a part of an amount: a cut number is another number. */
    private static String amount(String text) {
        var compact = text.replaceAll("[ ,，]", "");
        return MONEY.matcher(compact).matches() ? compact : "-";
    }

    private static String moment(String text) {
        try {
            Instant at = OffsetDateTime.parse(text).toInstant();
            return DAY_AND_TIME.format(ChinaTime.of(at));
        } catch (DateTimeException e) {
            return text;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLatin(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
