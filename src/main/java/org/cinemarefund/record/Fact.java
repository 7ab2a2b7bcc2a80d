package org.cinemarefund.record;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a line of the record can say beside who did what, when, and from what to what. A closed set: which of them a line can
 * carry is said by its {@link RefundEvent.Kind}. Texts for people are made of them when they are shown.
 */
public enum Fact {
    /** The moviegoer's reason, of the reasons that can be chosen. */
    REASON("reason", Type.CODE),
    PLAN("plan", Type.CODE),
    VERSION("version", Type.CODE),
    RULE("rule", Type.CODE),
    /** What a plan decided, or what became of a notice. */
    OUTCOME("outcome", Type.CODE),
    ORDER("order", Type.CODE),
    /** WeChat's number of the payment. */
    PAYMENT("payment", Type.CODE),
    OLD_PAYMENT("oldPayment", Type.CODE),
    PAID("paid", Type.FEN),
    FEE("fee", Type.FEN),
    OLD_FEE("oldFee", Type.FEN),
    REFUND("refund", Type.FEN),
    OLD_REFUND("oldRefund", Type.FEN),
    /** A sum beside the refund: owed, paid, or refunded elsewhere. */
    AMOUNT("amount", Type.FEN),
    /** What finance wants to pay of a refund of which a part was paid elsewhere. */
    REST("rest", Type.FEN),
    CASH("cash", Type.FEN),
    COUPON("coupon", Type.FEN),
    /** What a person chose in place of the deal of the rules. */
    CHOICE("choice", Type.CODE),
    /** Why a person refused, of the cinema's list. */
    REJECT_REASON("rejectReason", Type.CODE),
    /** The application that appeals this one. */
    APPEAL("appeal", Type.CODE),
    /** The application that this one appeals. */
    APPEAL_OF("appealOf", Type.CODE),
    /** What somebody thinks of a decision that no person made. */
    VERDICT("verdict", Type.CODE),
    /** Why a supervisor has to look. */
    SUPERVISOR("supervisor", Type.CODE),
    /** When the review was due that nobody made. */
    DUE_AT("dueAt", Type.INSTANT),
    /** Which deadline was moved: REVIEW or EVIDENCE. */
    DEADLINE("deadline", Type.CODE),
    FROM("from", Type.INSTANT),
    UNTIL("until", Type.INSTANT),
    /** Which notice. */
    NOTICE("notice", Type.CODE),
    /** What the ticketing system was asked to do. */
    INSTRUCTION("instruction", Type.CODE),
    /** The order system's word of a show. */
    SCREENING("screening", Type.CODE),
    /** What finance chose. */
    ACTION("action", Type.CODE),
    /** Which alarm. */
    ALARM("alarm", Type.CODE),
    /** A refund number that is not ours. */
    NUMBER("number", Type.CODE),
    REFUSAL("refusal", Type.CODE),
    /** Why something was not done, or moved. */
    CAUSE("cause", Type.CODE),
    /** What the channel said then. */
    STATUS("status", Type.CODE),
    /** What the adapter of the channel says of an open or refused request; nobody's words and about nobody. */
    EXPLANATION("explanation", Type.CODE),
    /** Tells one giving of a card from every other; nothing of the card comes out of it. */
    FINGERPRINT("fingerprint", Type.CODE),

    DESCRIPTION("description", Type.WORDS),
    COMMENT("comment", Type.WORDS),
    PROOF("proof", Type.WORDS),
    /** Which pictures, a line each: id and hash of the content. */
    PICTURES("pictures", Type.WORDS),
    /** The channel's code of a card's bank. */
    BANK("bank", Type.WORDS),
    LAST_DIGITS("lastDigits", Type.WORDS),
    /** Where the money arrived, as the channel words it. */
    ACCOUNT("account", Type.WORDS);

    /** How it is kept. */
    public enum Type {
        /** Text of a fixed vocabulary, or a number of some system. */
        CODE,
        /** A sum. */
        FEN,
        /** A moment. */
        INSTANT,
        /** What people wrote and what belongs to one person: beside the record, where it can be erased; in it stands a hash. */
        WORDS
    }

    private final String key;
    private final Type type;

    Fact(String key, Type type) {
        this.key = key;
        this.type = type;
    }

    /** Its name in the stored line; never changes. */
    public String key() {
        return key;
    }

    public Type type() {
        return type;
    }

    /** Empty for one that only a newer version knows. */
    public static Optional<Fact> of(String key) {
        return Arrays.stream(values()).filter(fact -> fact.key.equals(key)).findFirst();
    }
}
