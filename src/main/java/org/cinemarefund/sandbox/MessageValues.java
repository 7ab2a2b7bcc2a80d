package org.cinemarefund.sandbox;

import java.util.Map;
import java.util.regex.Pattern;

/** What WeChat lets into the fields of a subscription message; the kind of a field is its name without the number. */
final class MessageValues {
    private static final Map<String, Pattern> ALLOWED = Map.ofEntries(
            Map.entry("thing", Pattern.compile(".{1,20}")),
            Map.entry("number", Pattern.compile("-?[0-9]{1,32}(\\.[0-9]{1,31})?")),
            Map.entry("letter", Pattern.compile("[A-Za-z]{1,32}")),
            Map.entry("symbol", Pattern.compile("[\\p{P}\\p{S}]{1,5}")),
            Map.entry("character_string", Pattern.compile("[\\x20-\\x7e]{1,32}")),
            Map.entry("time", Pattern.compile(timeOrRange())),
            Map.entry("date", Pattern.compile(day() + "( " + hour() + ")?")),
            Map.entry("amount", Pattern.compile("[¥￥$€£]?[0-9]{1,10}(\\.[0-9]{1,2})?元?")),
            Map.entry("phone_number", Pattern.compile("[0-9+() \\-*#,]{1,17}")),
            Map.entry("car_number", Pattern.compile(".{1,8}")),
            Map.entry("name", Pattern.compile("\\p{IsHan}{1,10}|[\\x20-\\x7e·]{1,20}")),
            Map.entry("phrase", Pattern.compile("\\p{IsHan}{1,5}")));

    private MessageValues() {}

    static void check(MessageTemplate template, Map<String, String> values) throws MiniProgram.Refused {
        for (var key : template.fields().keySet().stream().sorted().toList()) {
            var value = values.get(key);
            if (value == null || value.isBlank()) {
                throw new MiniProgram.Refused(47003, "argument invalid! data." + key + ".value is empty");
            }
            if (!fits(key, value)) {
                throw new MiniProgram.Refused(47003, "argument invalid! data." + key + ".value invalid");
            }
        }
        for (var key : values.keySet()) {
            if (!template.fields().containsKey(key)) {
                throw new MiniProgram.Refused(47003, "argument invalid! data." + key + " is not in the template");
            }
        }
    }

    static boolean fits(String key, String value) {
        var allowed = ALLOWED.get(key.replaceAll("[0-9]+$", ""));
        var printable = value.chars().noneMatch(Character::isISOControl);
        return printable && (allowed == null || allowed.matcher(value).matches());
    }

    private static String day() {
        return "[0-9]{4}(年[0-9]{1,2}月[0-9]{1,2}日|[-/.][0-9]{1,2}[-/.][0-9]{1,2})";
    }

    private static String hour() {
        return "([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?";
    }

    private static String timeOrRange() {
        var moment = "((" + day() + " ?)?" + hour() + "|" + day() + ")";
        return moment + "( ?~ ?" + moment + ")?";
    }
}
