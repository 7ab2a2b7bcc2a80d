package org.cinemarefund.sandbox;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** What the sandbox does to an order's refund. The code is part of sample transaction ids and never changes its meaning. */
public enum Scenario {
    NORMAL(0, Times.ALWAYS, "The refund is accepted, succeeds after the usual delay and is notified."),

    CALLBACK_LOST(1, 1, "The refund succeeds, but no notification is ever sent."),
    CALLBACK_TWICE(2, 1, "The success is notified twice, the second time under a new notification id."),
    CALLBACK_EARLY(3, 1, "The notification arrives before the refund request itself is answered."),
    CALLBACK_SIGNTEST_FIRST(4, 1, "The first notification carries a signature probe; a proper one follows."),
    CALLBACK_STALE(5, 1, "The first notification is ten minutes old by its timestamp; a proper one follows."),
    CALLBACK_WRONG_AMOUNT(6, 1, "The notification names one fen more than was refunded; a query tells the truth."),

    SLOW_ANSWER(10, 1, Duration.ofSeconds(5), "The refund is accepted and the answer takes some seconds."),
    TIMEOUT_AFTER_ACCEPT(11, 1, Duration.ofSeconds(60), "The refund is accepted, the answer never comes."),
    TIMEOUT_BEFORE_ACCEPT(12, 1, Duration.ofSeconds(60), "Nothing is accepted and no answer comes."),
    TIMEOUT_LATE_ACCEPT(
            13, 1, Duration.ofSeconds(60), "No answer comes; the refund is accepted only when the wait is over."),
    ERROR_500_BEFORE(14, 1, "500 SYSTEM_ERROR, and nothing was accepted."),
    ERROR_500_AFTER(15, 1, "500 SYSTEM_ERROR, although the refund was accepted."),
    ERROR_502_HTML(16, 1, "A gateway answers 502 with an HTML page; nothing was accepted."),
    RATE_LIMITED(17, 1, "429 FREQUENCY_LIMITED; nothing was accepted."),
    ACCEPTED_202(18, 1, "202: the refund is accepted, its result has to be asked for."),

    NOT_ENOUGH(20, Times.ALWAYS, "403 NOT_ENOUGH until the merchant's balance is topped up."),
    USER_ACCOUNT_ABNORMAL(21, Times.ALWAYS, "403 USER_ACCOUNT_ABNORMAL: the payer's account cannot receive money."),
    ORDER_UNKNOWN(22, Times.ALWAYS, "404 RESOURCE_NOT_EXISTS: WeChat Pay does not know the order."),
    RULE_LIMIT(23, Times.ALWAYS, "403 RULE_LIMIT: a refusal with a code that the refund's table does not list."),

    RESPONSE_WRONG_SIGNATURE(30, 1, "The refund is accepted, the answer's signature does not fit its body."),
    RESPONSE_SIGNTEST(31, 1, "The refund is accepted, the answer carries a signature probe."),
    RESPONSE_STALE(32, 1, "The refund is accepted, the answer is ten minutes old by its timestamp."),
    RESPONSE_UNKNOWN_SERIAL(33, 1, "The refund is accepted, the answer is signed under a serial nobody knows."),
    RESPONSE_OTHER_NUMBER(34, 1, "The refund is accepted, the signed answer names another refund number."),
    RESPONSE_OTHER_AMOUNT(35, 1, "The refund is accepted, the signed answer names one fen more."),
    RESPONSE_EMPTY(36, 1, "The refund is accepted, the signed answer has no body."),
    RESPONSE_RESET(37, 1, "The refund is accepted, the connection is cut instead of an answer."),

    BECOMES_CLOSED(40, 1, "The refund is accepted and later CLOSED: no money moved."),
    BECOMES_ABNORMAL(41, 1, "The refund is accepted and later ABNORMAL: the payer's card does not take it."),
    STAYS_PROCESSING(42, 1, "The refund is accepted and stays PROCESSING until its state is set by hand."),
    RETURNED_TO_MERCHANT(43, 1, "The refund succeeds, but the money went to the merchant's own account."),
    REPAIR_ANSWER_LOST(44, 1, "The refund turns ABNORMAL; the first repair is accepted and its answer lost."),
    REPAIR_TO_CARD_REFUSED(45, 1, "The refund turns ABNORMAL; 400 INVALID_REQUEST to every card, not to the merchant."),
    ABNORMAL_TWICE(46, 1, "The refund turns ABNORMAL, and once more after its first repair."),
    PAID_WITH_COUPON(
            47, Times.ALWAYS, "Of the payment 30 % was a coupon of WeChat's: so much of the refund is no cash.");

    private static final class Times {
        static final int ALWAYS = Integer.MAX_VALUE;
    }

    private final int code;
    private final int times;
    private final Duration delay;
    private final String description;

    Scenario(int code, int times, String description) {
        this(code, times, null, description);
    }

    Scenario(int code, int times, Duration delay, String description) {
        this.code = code;
        this.times = times;
        this.delay = delay;
        this.description = description;
    }

    /** Two digits of a sample transaction id, see {@link SandboxIds#transactionId}. */
    public int code() {
        return code;
    }

    /** How many refund requests of an order it hits unless told otherwise; afterwards the order is a normal one. */
    public int times() {
        return times;
    }

    /** How long an answer is held back unless told otherwise; empty where the scenario holds nothing back. */
    public Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }

    /** One English sentence for people. */
    public String description() {
        return description;
    }

    static Optional<Scenario> ofCode(int code) {
        return Arrays.stream(values()).filter(scenario -> scenario.code == code).findFirst();
    }

    SandboxRefund.Status outcome() {
        return switch (this) {
            case BECOMES_CLOSED -> SandboxRefund.Status.CLOSED;
            case BECOMES_ABNORMAL, REPAIR_ANSWER_LOST, REPAIR_TO_CARD_REFUSED, ABNORMAL_TWICE ->
                SandboxRefund.Status.ABNORMAL;
            case STAYS_PROCESSING -> SandboxRefund.Status.PROCESSING;
            default -> SandboxRefund.Status.SUCCESS;
        };
    }

    boolean refuses() {
        return this == NOT_ENOUGH || this == USER_ACCOUNT_ABNORMAL || this == ORDER_UNKNOWN || this == RULE_LIMIT;
    }
}
