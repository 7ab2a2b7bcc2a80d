package org.cinemarefund.shared;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A telephone number in what people write as one: with words around it, an extension behind it, or several at once. What is taken out
 * of it is a number that stands there, never two run together and never a part of one.
 */
public final class PhoneNumber {
    private static final int LEAST_DIGITS = 5;
    /** So many belong to a subscriber alone: what follows after a gap is an extension or another number. */
    private static final int SUBSCRIBER_DIGITS = 7;
    /** Area code and subscriber. */
    private static final int MOST_AT_HOME = 12;
    /** By E.164. */
    private static final int MOST_DIGITS = 15;

    private static final Pattern DASH = Pattern.compile(" ?[\\u2010-\\u2015\\u2212.·-] ?");
    private static final Pattern GAP = Pattern.compile("\\s+");
    /** Digits with dashes, single gaps and bracketed codes between them. */
    private static final Pattern RUN = Pattern.compile("(?<![0-9-])\\+?(?:[0-9]++|\\(\\+?[0-9]{1,4}\\))"
            + "(?:[ -]?(?:[0-9]++|\\([0-9]{1,4}\\)(?=[ -]?[0-9])))*+(?!@)");

    private static final Pattern BEFORE_EXTENSION = Pattern.compile("(.*?[0-9]{" + SUBSCRIBER_DIGITS + ",})-[0-9]+");
    private static final Pattern COMPLETE = Pattern.compile(
            "\\+?(?:86)?(?:0(?:10|2[0-9])[0-9]{8}|0[3-9][0-9]{2}[0-9]{7,8}|1[3-9][0-9]{9}|[48]00[0-9]{7})");

    private PhoneNumber() {}

    /** Whether there is a number of at least five digits. */
    public static boolean isIn(String text) {
        return RUN.matcher(plain(text)).results().anyMatch(run -> digits(run.group()) >= LEAST_DIGITS);
    }

    /** The first number, in at most so many characters; empty where none can be told for sure. */
    public static Optional<String> first(String text, int limit) {
        return RUN.matcher(plain(text))
                .results()
                .map(run -> run.group())
                .filter(run -> digits(run) >= LEAST_DIGITS)
                .findFirst()
                .flatMap(PhoneNumber::withoutGaps)
                .flatMap(number -> within(number, limit));
    }

    private static String plain(String text) {
        var plain = Normalizer.normalize(text, Normalizer.Form.NFKC);
        return DASH.matcher(GAP.matcher(plain).replaceAll(" ")).replaceAll("-");
    }

    private static Optional<String> withoutGaps(String run) {
        var number = new StringBuilder();
        var parts = run.split(" ");
        var several = Arrays.stream(parts)
                        .filter(part -> digits(part) >= LEAST_DIGITS)
                        .count()
                > 1;
        for (var part : parts) {
            number.append(number.isEmpty() || number.toString().endsWith(")") ? "" : "-")
                    .append(part);
            if (digits(part) >= (several ? LEAST_DIGITS : SUBSCRIBER_DIGITS)) {
                break;
            }
        }
        var sure = parts.length == 1 || run.startsWith("+") || digits(number.toString()) <= MOST_AT_HOME;
        return sure && digits(number.toString()) >= LEAST_DIGITS ? Optional.of(number.toString()) : Optional.empty();
    }

    private static Optional<String> within(String number, int limit) {
        if (number.length() <= limit && digits(number) <= MOST_DIGITS) {
            return Optional.of(number);
        }
        var beforeExtension = BEFORE_EXTENSION.matcher(number);
        if (beforeExtension.matches() && beforeExtension.group(1).length() <= limit) {
            return Optional.of(beforeExtension.group(1));
        }
        var close = number.replaceAll("[()-]", "");
        return Optional.of(close)
                .filter(same -> same.length() <= limit && COMPLETE.matcher(same).matches());
    }

    private static int digits(String text) {
        return (int) text.chars().filter(c -> c >= '0' && c <= '9').count();
    }
}
