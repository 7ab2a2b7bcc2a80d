package org.cinemarefund.shared;

import java.util.regex.Pattern;

/** Words of others, shown to people. */
public final class VisibleText {
    /** Marks of direction, zero-width spaces and the like; joiners stay, emoji and some scripts are made with them. */
    private static final Pattern UNSEEN = Pattern.compile(
            "[\\u061C\\u180E\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-\\u206F\\uFEFF]");

    private VisibleText() {}

    /** Without the characters that turn the order of others around or cannot be seen: a name shall read as it is. */
    public static String of(String words) {
        return words == null ? null : UNSEEN.matcher(words).replaceAll("");
    }
}
