package org.cinemarefund.sandbox.http;

import static java.util.stream.Collectors.toSet;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.cinemarefund.sandbox.RefundRequest;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.SandboxRefund;

/** Refunds as WeChat Pay writes them, and requests for them as it reads them. */
final class RefundBodies {
    static final Pattern OUT_REFUND_NO = Pattern.compile("[0-9A-Za-z_\\-|*@]{1,64}");

    private static final Pattern OUT_TRADE_NO = Pattern.compile("[0-9A-Za-z_\\-*|]+");
    private static final Pattern TRANSACTION_ID = Pattern.compile("[0-9A-Za-z_\\-]+");
    private static final Pattern NOTIFY_URL =
            Pattern.compile("https?://([^\\s/?#\\[\\]@]+@)?([^\\s/?#@:]+)(?::\\d{2,5})?([^\\s?#\\[\\]]*)");
    private static final Pattern GOODS_ID = Pattern.compile("[0-9A-Za-z_\\-]+");
    private static final Set<String> ACCOUNTS = Set.of("AVAILABLE", "UNAVAILABLE");
    private static final Set<String> FUNDS_ACCOUNTS = Set.of("AVAILABLE", "UNSETTLED");
    private static final DateTimeFormatter RFC3339 = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX");

    private RefundBodies() {}

    static RefundRequest read(byte[] body) throws ParamError {
        var fields = new Fields(
                Json.object(body).orElseThrow(() -> new ParamError("请求体不是合法的JSON对象", "/body", null, ParamError.FIELD)),
                "/body");
        var transactionId = fields.text("transaction_id", false, 1, 32, TRANSACTION_ID);
        var outTradeNo = fields.text("out_trade_no", transactionId == null, 6, 32, OUT_TRADE_NO);
        var outRefundNo = fields.text("out_refund_no", true, 1, 64, OUT_REFUND_NO);
        fields.text("reason", false, 1, 80, null);
        var notifyUrl = fields.text("notify_url", false, 8, 256, NOTIFY_URL);
        var fundsAccount = fields.oneOf("funds_account", false, FUNDS_ACCOUNTS);
        var amount = fields.object("amount");
        var refund = amount.number("refund", 1);
        var total = amount.number("total", 1);
        if (!"CNY".equals(amount.text("currency", true, 1, 16, null))) {
            throw amount.error("currency", "", "字段“currency”枚举规则校验失败，仅支持CNY");
        }
        checkAccounts(amount, fundsAccount, refund);
        for (var goods : fields.objects("goods_detail")) {
            goods.text("merchant_goods_id", true, 1, 32, GOODS_ID);
            goods.text("wechatpay_goods_id", false, 1, 32, null);
            goods.text("goods_name", false, 1, 256, null);
            goods.number("unit_price", 0);
            goods.number("refund_amount", 0);
            goods.number("refund_quantity", 1);
        }
        fields.nothingElse();
        return new RefundRequest(
                outRefundNo,
                transactionId,
                outTradeNo,
                refund,
                total,
                notifyUrl == null ? null : uri(fields, notifyUrl),
                SandboxIds.sha256Hex(body));
    }

    private static void checkAccounts(Fields amount, String fundsAccount, long refund) throws ParamError {
        var from = amount.objects("from");
        if (from.isEmpty()) {
            return;
        }
        long sum = 0;
        var names = new java.util.ArrayList<String>();
        for (var account : from) {
            names.add(account.oneOf("account", true, ACCOUNTS));
            sum = Math.addExact(sum, account.number("amount", 1));
        }
        var once = names.stream().collect(toSet()).size() == names.size();
        if (!once || sum != refund || fundsAccount != null) {
            throw amount.error("from", "", "字段“from”规则校验失败");
        }
    }

    private static URI uri(Fields fields, String text) throws ParamError {
        try {
            var uri = URI.create(text);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // The documented expression lets through what is no address at all.
        }
        throw fields.error("notify_url", text, "字段“notify_url”字符串规则校验失败，字符串不匹配正则表达式");
    }

    /** The answer to a request and to a query. */
    static Map<String, Object> resource(SandboxRefund refund) {
        var body = new TreeMap<String, Object>();
        body.put("amount", amount(refund, refund.refundAmount()));
        body.put("channel", refund.channel());
        body.put("create_time", time(refund.createdAt()));
        body.put("funds_account", "AVAILABLE");
        body.put("out_refund_no", refund.outRefundNo());
        body.put("out_trade_no", refund.outTradeNo());
        body.put("promotion_detail", coupons(refund, refund.refundAmount()));
        body.put("refund_id", refund.refundId());
        body.put("status", refund.status());
        if (refund.succeededAt() != null) {
            body.put("success_time", time(refund.succeededAt()));
        }
        body.put("transaction_id", refund.transactionId());
        body.put("user_received_account", refund.receivedAccount());
        return body;
    }

    /** As an answer about another amount would have it. */
    static Map<String, Object> resource(SandboxRefund refund, long otherAmount) {
        var body = resource(refund);
        body.put("amount", amount(refund, otherAmount));
        return body;
    }

    private static List<Map<String, Object>> coupons(SandboxRefund refund, long refunded) {
        if (refund.payerTotal() == refund.totalAmount()) {
            return List.of();
        }
        return List.of(new TreeMap<>(Map.of(
                "promotion_id",
                SandboxIds.digits(refund.transactionId(), 9),
                "scope",
                "GLOBAL",
                "type",
                "CASH",
                "amount",
                refund.totalAmount() - refund.payerTotal(),
                "refund_amount",
                refunded - refund.cashOf(refunded))));
    }

    private static Map<String, Object> amount(SandboxRefund refund, long refunded) {
        var amount = new TreeMap<String, Object>();
        amount.put("currency", "CNY");
        amount.put("discount_refund", refunded - refund.cashOf(refunded));
        amount.put("from", List.of());
        amount.put("payer_refund", refund.cashOf(refunded));
        amount.put("payer_total", refund.payerTotal());
        amount.put("refund", refunded);
        amount.put("refund_fee", 0);
        amount.put("settlement_refund", refunded);
        amount.put("settlement_total", refund.totalAmount());
        amount.put("total", refund.totalAmount());
        return amount;
    }

    /** The decrypted text of a notification. */
    static Map<String, Object> notification(SandboxRefund refund, String merchantId, long refunded) {
        var amount = new TreeMap<String, Object>();
        amount.put("total", refund.totalAmount());
        amount.put("refund", refunded);
        amount.put("payer_total", refund.payerTotal());
        amount.put("payer_refund", refund.cashOf(refunded));
        var body = new TreeMap<String, Object>();
        body.put("mchid", merchantId);
        body.put("transaction_id", refund.transactionId());
        body.put("out_trade_no", refund.outTradeNo());
        body.put("refund_id", refund.refundId());
        body.put("out_refund_no", refund.outRefundNo());
        body.put("refund_status", refund.status());
        if (refund.succeededAt() != null) {
            body.put("success_time", time(refund.succeededAt()));
        }
        body.put("user_received_account", refund.receivedAccount());
        body.put("amount", amount);
        return body;
    }

    static String time(Instant at) {
        return RFC3339.format(at.atOffset(ZoneOffset.ofHours(8)));
    }
}
