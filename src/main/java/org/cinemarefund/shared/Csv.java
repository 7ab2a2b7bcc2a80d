package org.cinemarefund.shared;

import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows of comma-separated values (RFC 4180) that a spreadsheet opens right: UTF-8 with a byte order mark, lines that end with CRLF,
 * and texts that stay texts. A text that a spreadsheet would take for a formula, or for a number it would round, gets an apostrophe in
 * front: the mark by which spreadsheets themselves know a text, and one that people see, unlike a tab.
 */
public final class Csv {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Begins a formula, also in its wide form, and also behind blanks, which some spreadsheets cut off. */
    private static final Pattern FORMULA = Pattern.compile(
            "^[\\s\\u0000-\\u001F\\u00A0\\u3000]*[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20].*|^[\\t\\r\\n].*",
            Pattern.DOTALL);

    /** Reads like a number, a date or a time of day. */
    private static final Pattern NUMBER = Pattern.compile("\\s*[0-9.,][0-9.,:/\\- ]*([eE][+-]?[0-9]+)?\\s*");

    private static final Pattern QUOTED = Pattern.compile("[\",\\r\\n;\\t]|^\\s|\\s$");

    private final Appendable out;

    /** @param out where the rows go, encoded as UTF-8 */
    public Csv(Appendable out) throws IOException {
        this.out = out;
        out.append(BYTE_ORDER_MARK);
    }

    /** A sum or a time that a spreadsheet shall read as one: written as it is. */
    public record Plain(String text) {}

    /** Texts are made safe; nothing is an empty cell. */
    public void row(@Nullable Object... cells) throws IOException {
        for (var i = 0; i < cells.length; i++) {
            out.append(i == 0 ? "" : ",").append(cell(cells[i]));
        }
        out.append("\r\n");
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Number || value instanceof Plain) {
            return value instanceof Plain plain ? plain.text() : value.toString();
        }
        return quoted(text(value.toString()));
    }

    private static String text(String text) {
        return FORMULA.matcher(text).matches() || NUMBER.matcher(text).matches() ? "'" + text : text;
    }

    private static String quoted(String text) {
        return QUOTED.matcher(text).find() ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
