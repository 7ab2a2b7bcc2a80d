package org.cinemarefund.shared;

import java.math.BigDecimal;

/** Sums as people read them. */
public final class Yuan {
    private Yuan() {}

    /** In yuan with two decimals and no sign of the currency, such as 88.00. */
    public static String of(long fen) {
        return BigDecimal.valueOf(fen, 2).toPlainString();
    }

    /** With the sign in front, such as ¥88.00. */
    public static String withSign(long fen) {
        return "¥" + of(fen);
    }
}
