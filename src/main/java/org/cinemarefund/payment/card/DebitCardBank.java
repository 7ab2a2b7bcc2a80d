package org.cinemarefund.payment.card;

import java.util.Arrays;
import java.util.Optional;

/** The banks to whose debit cards the channel pays an abnormal refund, by the channel's own abbreviations. */
public enum DebitCardBank {
    CMB,
    COMM,
    ABC,
    CCB,
    ICBC,
    BOC,
    PAB,
    SPDB,
    CITIC,
    CEB,
    CMBC,
    CIB,
    GDB,
    PSBC,
    NBCB;

    /** The channel's code of a debit card of this bank. */
    public String code() {
        return name() + "_DEBIT";
    }

    public static Optional<DebitCardBank> ofCode(String code) {
        return Arrays.stream(values()).filter(bank -> bank.code().equals(code)).findFirst();
    }
}
