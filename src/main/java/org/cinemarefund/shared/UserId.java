package org.cinemarefund.shared;

import java.util.regex.Pattern;

/** The id of a member of the staff, by which they log in: often a work address. One rule for every place that takes one. */
public final class UserId {
    public static final String FORM = "[0-9A-Za-z_.@-]{1,64}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private UserId() {}

    public static boolean fits(String text) {
        return text != null && PATTERN.matcher(text).matches();
    }
}
