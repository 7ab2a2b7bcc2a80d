package org.cinemarefund.sandbox;

/** WeChat Pay's business errors, with its own codes and words; products must branch on status and code alone. */
public enum Refusal {
    ORDER_UNKNOWN(404, "RESOURCE_NOT_EXISTS", "订单不存在", 268512771),
    REFUND_UNKNOWN(404, "RESOURCE_NOT_EXISTS", "退款单不存在", 268512771),
    NO_CERTIFICATE(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。", 268512771),
    USER_ACCOUNT_ABNORMAL(403, "USER_ACCOUNT_ABNORMAL", "用户账户异常，无法退款", 268435463),
    RULE_LIMIT(403, "RULE_LIMIT", "业务规则限制，无法退款", 268435462),
    NOT_ENOUGH(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起", 268892709),
    NOT_THE_ORDER(400, "INVALID_REQUEST", "您的请求参数与订单信息不一致", 268447843),
    TOO_OLD(400, "INVALID_REQUEST", "订单已超过可退款的最大期限", 268435462),
    TOO_MANY(400, "INVALID_REQUEST", "订单退款次数超过限制", 268435462),
    OTHER_AMOUNT(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试", 268498688),
    OTHER_REQUEST(400, "INVALID_REQUEST", "请求内容和上次请求不一致，请核实后再试。原因主要是商户号不一致，或者商户订单号/商户退款单号已经被其他请求使用。", 268498688),
    MORE_THAN_LEFT(400, "INVALID_REQUEST", "申请退款金额超过订单可退金额", 268435462),
    NOT_ABNORMAL(400, "INVALID_REQUEST", "退款单状态不是退款异常，不能发起异常退款", 268435462),
    CARD_REFUSED(400, "INVALID_REQUEST", "银行卡信息有误或该卡无法收款", 268435462),
    TOO_FAST(429, "FREQUENCY_LIMITED", "频率限制，请降低频率后再重试", 268447840);

    private final int status;
    private final String code;
    private final String message;
    private final int requestIdSuffix;

    Refusal(int status, String code, String message, int requestIdSuffix) {
        this.status = status;
        this.code = code;
        this.message = message;
        this.requestIdSuffix = requestIdSuffix;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String message() {
        return message;
    }

    /** The number after the dash of {@code Request-ID}. */
    public int requestIdSuffix() {
        return requestIdSuffix;
    }
}
