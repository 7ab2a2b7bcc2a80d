package org.cinemarefund.notice.wechat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.PhoneNumber;

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
    private static final Pattern MONEY =
            Pattern.compile("([¥￥$]?) ?([0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(\\.[0-9]{1,2})? ?(元?)");
    private static final int MOST_YUAN_DIGITS = 10;
    /** One number and no letter that it could belong to. */
    private static final Pattern ONE_NUMBER =
            Pattern.compile("[^0-9A-Za-z.+-]*(-?[0-9]+(?:\\.[0-9]+)?)[^0-9A-Za-z.+-]*");

    private static final Pattern LETTERS = Pattern.compile("[A-Za-z]+");
    private static final Pattern SYMBOLS = Pattern.compile("[\\p{P}\\p{S}]+");
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");
    private static final Pattern TIMES = Pattern.compile("[0-9年月日时分秒:~ ./-]*[0-9][0-9年月日时分秒:~ ./-]*");
    private static final Pattern PERSON_IN_CHINESE = Pattern.compile("\\p{IsHan}{1,10}");
    private static final Pattern PERSON_IN_LATIN = Pattern.compile("[ -~·]+");
    private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}+");
    private static final Pattern WORD_CHARACTER = Pattern.compile("[0-9A-Za-z+.,:/_@#*()-]");
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("yyyy年M月d日 HH:mm", Locale.ROOT);
    /** What has no shape, or none that everybody agrees on. */
    private static final Set<Integer> UNFIT = Set.of(
            (int) Character.CONTROL,
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
        var name = typeName(wechatKey);
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
        var name = typeName(key);
        for (var type : values()) {
            if (type.squeezed().equals(name)) {
                return type.name().toLowerCase(Locale.ROOT) + parts.group(2);
            }
        }
        return key;
    }

    /**
     * The value as WeChat accepts it: within the limit, of the type's characters, and never empty. What does not fit is shortened
     * where what remains means the same, or left out altogether: a number without its end is another number.
     */
    String fit(String value) {
        var text = clean(value == null ? "" : value);
        var fitted =
                switch (this) {
                    case THING -> ellipsis(text);
                    case NUMBER -> whole(number(text));
                    case LETTER -> whole(LETTERS, text);
                    case SYMBOL -> whole(SYMBOLS, text);
                    case CHARACTER_STRING -> whole(VISIBLE_ASCII, text);
                    case TIME, DATE -> whole(TIMES, moment(text));
                    case AMOUNT -> whole(amount(text));
                    case PHONE_NUMBER -> PhoneNumber.first(text, limit).orElse("");
                    case CAR_NUMBER, ENUM -> whole(text);
                    case NAME -> name(text, limit);
                    case PHRASE -> whole(CHINESE, text);
                };
        if (!fitted.isBlank()) {
            return fitted.strip();
        }
        return this == PHRASE ? "无" : "-";
    }

    private static String typeName(String wechatKey) {
        var parts = KEY.matcher(wechatKey);
        var name = parts.matches() ? parts.group(1) : wechatKey;
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private String squeezed() {
        return name().replace("_", "").toLowerCase(Locale.ROOT);
    }

    /**
     * One line of characters of the basic plane: no emoji, no controls, no halves of anything. A gap stays where something was that
     * people saw.
     */
    private static String clean(String value) {
        var text = new StringBuilder();
        value.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.FORMAT || selectsVariation(c)) {
                return;
            }
            var fits = Character.isBmpCodePoint(c) && !UNFIT.contains(Character.getType(c));
            var gap = Character.isWhitespace(c) || Character.isSpaceChar(c) || !fits;
            text.appendCodePoint(gap ? ' ' : c);
        });
        return text.toString().strip().replaceAll(" {2,}", " ");
    }

    private static boolean selectsVariation(int c) {
        return c >= 0xfe00 && c <= 0xfe0f;
    }

    /** Never in the middle of a number or a word in Latin letters. */
    private String ellipsis(String text) {
        if (text.length() <= limit) {
            return text;
        }
        var end = limit - 1;
        while (end > 0 && isOfWord(text, end - 1) && isOfWord(text, end)) {
            end--;
        }
        return end == 0 ? "" : text.substring(0, end).strip() + "…";
    }

    private static boolean isOfWord(String text, int at) {
        return WORD_CHARACTER.matcher(text.substring(at, at + 1)).matches();
    }

    private String whole(String text) {
        return text.length() <= limit ? text : "";
    }

    private String whole(Pattern allowed, String text) {
        return allowed.matcher(text).matches() ? whole(text) : "";
    }

    private static String number(String text) {
        var number = ONE_NUMBER.matcher(text);
        return number.matches() ? number.group(1) : "";
    }

    /** Chinese or Latin, not both; of a long Latin one the first words. */
    private static String name(String text, int most) {
        if (PERSON_IN_CHINESE.matcher(text).matches()) {
            return text;
        }
        if (!PERSON_IN_LATIN.matcher(text).matches()) {
            return "";
        }
        return text.length() <= most ? text : text.substring(0, Math.max(0, text.lastIndexOf(' ', most)));
    }

    private static String amount(String text) {
        var money = MONEY.matcher(text);
        if (!money.matches()) {
            return "";
        }
        var yuan = money.group(2).replaceAll("[,，]", "");
        var fen = money.group(3) == null ? "" : money.group(3);
        return yuan.length() > MOST_YUAN_DIGITS ? "" : money.group(1) + yuan + fen + money.group(4);
    }

    private static String moment(String text) {
        try {
            Instant at = OffsetDateTime.parse(text).toInstant();
            return DAY_AND_TIME.format(ChinaTime.of(at));
        } catch (DateTimeException e) {
            return text;
        }
    }
}
