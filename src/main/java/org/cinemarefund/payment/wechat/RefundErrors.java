package org.cinemarefund.payment.wechat;

import static org.cinemarefund.payment.wechat.RefundErrors.Meaning.AGAIN;
import static org.cinemarefund.payment.wechat.RefundErrors.Meaning.NOT_FOUND;
import static org.cinemarefund.payment.wechat.RefundErrors.Meaning.OPERATOR;
import static org.cinemarefund.payment.wechat.RefundErrors.Meaning.REFUSED;
import static org.cinemarefund.payment.wechat.RefundErrors.Meaning.REFUSED_FOR_NOW;
import static org.cinemarefund.payment.wechat.RefundErrors.Meaning.UNLISTED;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * WeChat Pay's documented refund errors and what follows from them. HTTP status and code decide together; the message is for
 * people, it changes and is translated. What is not listed says nothing about the refund.
 */
final class RefundErrors {

    enum Meaning {
        /** This request will never be paid; a query has to confirm it before anybody acts. */
        REFUSED,
        /** A refusal whose code nobody listed: final only if signed, and still the same after a while. */
        UNLISTED,
        /** The same request will do once the merchant account has money. */
        REFUSED_FOR_NOW,
        /** The channel does not know the number. */
        NOT_FOUND,
        /** Nothing follows for the refund: our settings or rights are wrong, and it goes on when they are put right. */
        OPERATOR,
        /** Nothing follows for the refund: ask again later. */
        AGAIN
    }

    /** @param advice what to look at, in a few words, for logs and operators */
    record Row(int status, String code, Meaning meaning, String advice) {}

    private static final String KEYS = "check signature, clock and merchant certificate";
    private static final String RIGHTS = "check the merchant's refund permission";
    private static final String MERCHANT = "check refund.wechat.pay.mch-id";

    static final List<Row> SUBMIT = List.of(
            new Row(400, "PARAM_ERROR", REFUSED, "a field is not as WeChat wants it"),
            new Row(400, "INVALID_REQUEST", REFUSED, "a rule of WeChat's is broken"),
            new Row(400, "TRADE_OVERDUE", REFUSED, "the payment is over a year old"),
            new Row(403, "TRADE_OVERDUE", REFUSED, "the payment is over a year old"),
            new Row(400, "REFUND_FEE_MISMATCH", REFUSED, "the amounts differ from an earlier request"),
            new Row(403, "REFUND_FEE_MISMATCH", REFUSED, "the amounts differ from an earlier request"),
            new Row(400, "REFUND_FEE_INVALID", REFUSED, "more than is left of the payment"),
            new Row(403, "REFUND_FEE_INVALID", REFUSED, "more than is left of the payment"),
            new Row(403, "USER_ACCOUNT_ABNORMAL", REFUSED, "the payer's account takes no refund"),
            new Row(404, "RESOURCE_NOT_EXISTS", REFUSED, "no such paid order with this merchant"),
            new Row(403, "NOT_ENOUGH", REFUSED_FOR_NOW, "top up the merchant account"),
            new Row(401, "SIGN_ERROR", OPERATOR, KEYS),
            new Row(403, "NO_AUTH", OPERATOR, RIGHTS),
            new Row(400, "MCH_NOT_EXISTS", OPERATOR, MERCHANT),
            new Row(404, "MCH_NOT_EXISTS", OPERATOR, MERCHANT),
            new Row(429, "FREQUENCY_LIMITED", AGAIN, "too fast; may be in progress"),
            new Row(429, "RATELIMIT_EXCEEDED", AGAIN, "too fast; may be in progress"),
            new Row(500, "SYSTEM_ERROR", AGAIN, "WeChat does not know either"),
            new Row(502, "SERVICE_UNAVAILABLE", AGAIN, "WeChat is unavailable"),
            new Row(503, "SERVICE_UNAVAILABLE", AGAIN, "WeChat is unavailable"));

    static final List<Row> QUERY = List.of(
            new Row(404, "RESOURCE_NOT_EXISTS", NOT_FOUND, "no such refund"),
            new Row(400, "PARAM_ERROR", AGAIN, "the number is not as WeChat wants it"),
            new Row(401, "SIGN_ERROR", OPERATOR, KEYS),
            new Row(403, "NO_AUTH", OPERATOR, RIGHTS),
            new Row(400, "MCH_NOT_EXISTS", OPERATOR, MERCHANT),
            new Row(404, "MCH_NOT_EXISTS", OPERATOR, MERCHANT),
            new Row(429, "FREQUENCY_LIMITED", AGAIN, "too fast"),
            new Row(429, "RATELIMIT_EXCEEDED", AGAIN, "too fast"),
            new Row(500, "SYSTEM_ERROR", AGAIN, "WeChat does not know either"),
            new Row(502, "SERVICE_UNAVAILABLE", AGAIN, "WeChat is unavailable"),
            new Row(503, "SERVICE_UNAVAILABLE", AGAIN, "WeChat is unavailable"));

    /**
     * WeChat publishes no table of its own for the application for an abnormal refund, so these are the errors of all its
     * interfaces. Whoever is refused may try again: WeChat takes an application only while the refund is abnormal.
     */
    static final List<Row> REPAIR = List.of(
            new Row(400, "PARAM_ERROR", REFUSED, "bank, account or name is not as WeChat wants it"),
            new Row(
                    400,
                    "INVALID_REQUEST",
                    REFUSED,
                    "the refund is not abnormal any more, or WeChat will not pay there"),
            new Row(
                    403,
                    "INVALID_REQUEST",
                    REFUSED,
                    "the refund is not abnormal any more, or WeChat will not pay there"),
            new Row(403, "RULE_LIMIT", REFUSED, "a rule of WeChat's is broken"),
            new Row(403, "NO_AUTH", REFUSED, RIGHTS),
            new Row(404, "RESOURCE_NOT_EXISTS", REFUSED, "no such refund with this merchant"),
            new Row(400, "MCH_NOT_EXISTS", REFUSED, MERCHANT),
            new Row(404, "MCH_NOT_EXISTS", REFUSED, MERCHANT),
            new Row(401, "SIGN_ERROR", OPERATOR, KEYS),
            new Row(429, "FREQUENCY_LIMITED", AGAIN, "too fast; may be in progress"),
            new Row(429, "RATELIMIT_EXCEEDED", AGAIN, "too fast; may be in progress"),
            new Row(500, "SYSTEM_ERROR", AGAIN, "WeChat does not know either"),
            new Row(502, "SERVICE_UNAVAILABLE", AGAIN, "WeChat is unavailable"),
            new Row(503, "SERVICE_UNAVAILABLE", AGAIN, "WeChat is unavailable"));

    private RefundErrors() {}

    /**
     * Whether it was refused because less than that is left of the payment. One of the two codes for it stands for other rules,
     * too, and only the words tell; no more than a choice for two people hangs on them.
     */
    static boolean moreThanLeft(Row row, String message) {
        return row.code().equals("REFUND_FEE_INVALID")
                || row.code().equals("INVALID_REQUEST") && message != null && message.contains("可退金额");
    }

    /** @param code missing when the body was not an error of WeChat's */
    static Row of(List<Row> table, int status, @Nullable String code) {
        return table.stream()
                .filter(row -> row.status() == status && row.code().equals(code))
                .findFirst()
                .orElseGet(() -> new Row(
                        status, code, unlisted(table, status, code) ? UNLISTED : AGAIN, "not a documented answer"));
    }

    /** What says under another status that the channel is busy, or we are not believed, is no refusal of the refund. */
    private static boolean unlisted(List<Row> table, int status, String code) {
        return code != null
                && status >= 400
                && status < 500
                && status != 401
                && status != 429
                && table.stream()
                        .filter(row -> row.code().equals(code))
                        .noneMatch(row -> row.meaning() == AGAIN || row.meaning() == OPERATOR);
    }
}
