package org.cinemarefund.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.RefundRequest;
import org.cinemarefund.sandbox.Refusal;
import org.cinemarefund.sandbox.Sandbox;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.SandboxKeys;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.cinemarefund.sandbox.SubmitVerdict;
import org.cinemarefund.sandbox.http.PlatformSignature.Flaw;

/** WeChat Pay v3, as far as refunds go. Checks come in the order in which the real one makes them. */
final class WechatPayApi {
    private static final Pattern SUBMIT = Pattern.compile("/v3/refund/domestic/refunds");
    private static final Pattern QUERY = Pattern.compile("/v3/refund/domestic/refunds/([^/]+)");
    private static final Pattern REPAIR = Pattern.compile("/v3/refund/domestic/refunds/([^/]+)/apply-abnormal-refund");
    private static final Pattern CERTIFICATES = Pattern.compile("/v3/certificates");
    private static final Map<String, String> BANKS = Map.ofEntries(
            Map.entry("CMB_DEBIT", "招商银行"),
            Map.entry("COMM_DEBIT", "交通银行"),
            Map.entry("ABC_DEBIT", "农业银行"),
            Map.entry("CCB_DEBIT", "建设银行"),
            Map.entry("ICBC_DEBIT", "工商银行"),
            Map.entry("BOC_DEBIT", "中国银行"),
            Map.entry("PAB_DEBIT", "平安银行"),
            Map.entry("SPDB_DEBIT", "浦发银行"),
            Map.entry("CITIC_DEBIT", "中信银行"),
            Map.entry("CEB_DEBIT", "光大银行"),
            Map.entry("CMBC_DEBIT", "民生银行"),
            Map.entry("CIB_DEBIT", "兴业银行"),
            Map.entry("GDB_DEBIT", "广发银行"),
            Map.entry("PSBC_DEBIT", "邮储银行"),
            Map.entry("NBCB_DEBIT", "宁波银行"));
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int OTHER = 268435462;
    private static final int SYSTEM_ERROR = 268435457;

    private final Sandbox sandbox;
    private final Settlements settlements;
    private final MerchantSignature merchantSignature;
    private final PlatformSignature platformSignature;

    WechatPayApi(Sandbox sandbox, Settlements settlements, PlatformSignature platformSignature) {
        this.sandbox = sandbox;
        this.settlements = settlements;
        this.merchantSignature =
                new MerchantSignature(sandbox.keys(), sandbox::isMerchantCertificateExpired, sandbox.clock());
        this.platformSignature = platformSignature;
    }

    /** One of the four calls there are. */
    private enum Route {
        SUBMIT_REFUND(SUBMIT, "POST", Ledger.SUBMIT),
        QUERY_REFUND(QUERY, "GET", "GET /v3/refund/domestic/refunds/{out_refund_no}"),
        REPAIR_REFUND(REPAIR, "POST", "POST /v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund"),
        LIST_CERTIFICATES(CERTIFICATES, "GET", "GET /v3/certificates");

        private final Pattern path;
        private final String method;
        private final String api;

        Route(Pattern path, String method, String api) {
            this.path = path;
            this.method = method;
            this.api = api;
        }
    }

    /** What the ledger gets to know of a request while it is answered. */
    private static final class Seen {
        private final Instant at;
        private final Route route;
        private final String bodySha256;
        private String outRefundNo;
        private String order;
        private long amount;
        private Scenario scenario;

        Seen(Instant at, Route route, String bodySha256) {
            this.at = at;
            this.route = route;
            this.bodySha256 = bodySha256;
        }
    }

    Answer answer(Call call) {
        for (var route : Route.values()) {
            var path = route.path.matcher(call.path());
            if (path.matches()) {
                return call.method().equals(route.method)
                        ? answer(call, route, path)
                        : Answer.empty(405).with(requestId(OTHER));
            }
        }
        return Answer.empty(404).with(requestId(OTHER));
    }

    private Answer answer(Call call, Route route, Matcher path) {
        var sha = call.body().length == 0 ? null : SandboxIds.sha256Hex(call.body());
        var seen = new Seen(sandbox.clock().instant(), route, sha);
        Answer answer;
        String code = null;
        try {
            answer = authenticated(call, route, path, seen);
        } catch (ApiError error) {
            code = error.code;
            answer = error.signed ? signed(error.answer(), call, Flaw.NONE) : error.answer();
            answer = answer.with(requestId(error.requestIdSuffix));
        }
        var requestId = answer.headers().get("Request-ID");
        var outcome = answer.cut() ? "cut" : answer.status() + (code == null ? "" : " " + code);
        sandbox.ledger()
                .append(new Ledger.Request(
                        seen.at,
                        seen.route.api,
                        seen.outRefundNo,
                        seen.order,
                        seen.amount,
                        seen.bodySha256,
                        seen.scenario,
                        outcome,
                        requestId));
        return answer;
    }

    private Answer authenticated(Call call, Route route, Matcher path, Seen seen) throws ApiError {
        if (!call.has("User-Agent") || !call.has("Accept")) {
            throw ApiError.unsigned(400, "INVALID_REQUEST", "Http头缺少Accept或User-Agent");
        }
        var complaint = merchantSignature.complaint(call);
        if (complaint.isPresent()) {
            throw ApiError.unauthenticated(complaint.get());
        }
        try {
            return switch (route) {
                case SUBMIT_REFUND -> submit(call, seen);
                case QUERY_REFUND -> query(call, path, seen);
                case REPAIR_REFUND -> repair(call, path, seen);
                case LIST_CERTIFICATES -> certificates(call);
            };
        } catch (ParamError e) {
            throw ApiError.of(e);
        }
    }

    private Answer submit(Call call, Seen seen) throws ApiError, ParamError {
        requireJson(call);
        var request = RefundBodies.read(call.body());
        var choice = sandbox.meet(request);
        seen.outRefundNo = request.outRefundNo();
        seen.order = request.order();
        seen.amount = request.refundAmount();
        seen.scenario = choice.scenario();
        switch (choice.scenario()) {
            case TIMEOUT_BEFORE_ACCEPT -> {
                return Answer.none(choice.hold());
            }
            case TIMEOUT_LATE_ACCEPT -> {
                settlements.later(choice.hold(), () -> accept(request, choice));
                return Answer.none(choice.hold());
            }
            case ERROR_500_BEFORE -> throw systemError();
            case ERROR_502_HTML -> {
                return Answer.of(
                        502,
                        "text/html",
                        "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>");
            }
            case RATE_LIMITED -> throw ApiError.of(Refusal.TOO_FAST);
            default -> {
                var verdict = accept(request, choice);
                if (verdict instanceof SubmitVerdict.Refused refused) {
                    throw ApiError.of(refused.refusal());
                }
                return accepted(call, ((SubmitVerdict.Accepted) verdict).refund(), choice);
            }
        }
    }

    private SubmitVerdict accept(RefundRequest request, ScenarioChoice choice) {
        var verdict = sandbox.submit(request, choice.scenario());
        if (verdict instanceof SubmitVerdict.Accepted accepted && accepted.first()) {
            settlements.begin(accepted.refund(), choice);
        }
        return verdict;
    }

    /** The refund is in the book; how well the product gets to know that is the scenario's affair. */
    private Answer accepted(Call call, SandboxRefund refund, ScenarioChoice choice) throws ApiError {
        var truth = Answer.json(200, RefundBodies.resource(refund));
        return switch (choice.scenario()) {
            case TIMEOUT_AFTER_ACCEPT, RESPONSE_RESET -> Answer.none(choice.hold());
            case ERROR_500_AFTER -> throw systemError();
            case ACCEPTED_202 ->
                ok(Answer.json(202, error("ACCEPTED", "服务器已接受请求，但尚未处理，请使用原参数重复请求一遍", null)), call, Flaw.NONE);
            case RESPONSE_WRONG_SIGNATURE -> ok(truth, call, Flaw.WRONG);
            case RESPONSE_SIGNTEST -> ok(truth, call, Flaw.PROBE);
            case RESPONSE_STALE -> ok(truth, call, Flaw.STALE);
            case RESPONSE_UNKNOWN_SERIAL -> ok(truth, call, Flaw.UNKNOWN_SERIAL);
            case RESPONSE_EMPTY -> ok(Answer.of(200, Answer.JSON, ""), call, Flaw.NONE);
            case RESPONSE_OTHER_NUMBER -> {
                var body = RefundBodies.resource(refund);
                body.put("out_refund_no", otherThan(refund.outRefundNo()));
                yield ok(Answer.json(200, body), call, Flaw.NONE);
            }
            case RESPONSE_OTHER_AMOUNT ->
                ok(Answer.json(200, RefundBodies.resource(refund, refund.refundAmount() + 1)), call, Flaw.NONE);
            default -> ok(truth, call, Flaw.NONE).after(choice.hold());
        };
    }

    private static String otherThan(String outRefundNo) {
        return (outRefundNo.startsWith("X") ? "Y" : "X") + outRefundNo.substring(1);
    }

    private Answer query(Call call, Matcher path, Seen seen) throws ApiError, ParamError {
        var outRefundNo = segment(path, "out_refund_no");
        if (!RefundBodies.OUT_REFUND_NO.matcher(outRefundNo).matches()) {
            throw new ParamError(
                    "输入源“/uri_template/out_refund_no”映射到字段“out_refund_no”字符串规则校验失败，字符串不匹配正则表达式",
                    "/uri_template/out_refund_no",
                    outRefundNo,
                    ParamError.FIELD);
        }
        seen.outRefundNo = outRefundNo;
        var refund = sandbox.refund(outRefundNo).orElseThrow(() -> ApiError.of(Refusal.REFUND_UNKNOWN));
        seen.order = refund.transactionId();
        seen.amount = refund.refundAmount();
        return ok(Answer.json(200, RefundBodies.resource(refund)), call, Flaw.NONE);
    }

    private Answer repair(Call call, Matcher path, Seen seen) throws ApiError, ParamError {
        requireJson(call);
        var serial = call.header("Wechatpay-Serial");
        if (!sandbox.keys().isPlatformSerial(serial)) {
            throw new ParamError("平台证书序列号Wechatpay-Serial错误", "/header/Wechatpay-Serial", null, ParamError.FIELD);
        }
        var fields = new Fields(
                Json.object(call.body())
                        .orElseThrow(() -> new ParamError("请求体不是合法的JSON对象", "/body", null, ParamError.FIELD)),
                "/body");
        var outRefundNo = fields.text("out_refund_no", true, 1, 64, RefundBodies.OUT_REFUND_NO);
        var type = fields.oneOf("type", true, java.util.Set.of("USER_BANK_CARD", "MERCHANT_BANK_CARD"));
        var toCard = type.equals("USER_BANK_CARD");
        var bank = fields.oneOf("bank_type", toCard, BANKS.keySet());
        var card = fields.text("bank_account", toCard, 1, 1024, null);
        var name = fields.text("real_name", toCard, 1, 1024, null);
        fields.nothingElse();
        seen.outRefundNo = outRefundNo;

        var account = "商户结算银行账户";
        if (toCard) {
            var number = decrypted(fields, serial, "bank_account", card);
            if (!number.matches("\\d{6,32}")) {
                throw fields.error("bank_account", null, "字段“bank_account”字符串规则校验失败");
            }
            decrypted(fields, serial, "real_name", name);
            account = BANKS.get(bank) + "借记卡" + number.substring(number.length() - 4);
        }
        var verdict = sandbox.repair(segment(path, "refund_id"), outRefundNo, type, account);
        if (verdict instanceof SubmitVerdict.Refused refused) {
            throw ApiError.of(refused.refusal());
        }
        var accepted = (SubmitVerdict.Accepted) verdict;
        if (accepted.first()) {
            settlements.begin(accepted.refund(), new ScenarioChoice(Scenario.NORMAL));
        }
        seen.order = accepted.refund().transactionId();
        seen.amount = accepted.refund().refundAmount();
        seen.scenario = accepted.refund().scenario();
        if (accepted.first() && accepted.refund().scenario() == Scenario.REPAIR_ANSWER_LOST) {
            return Answer.none(Duration.ZERO);
        }
        return ok(Answer.json(200, RefundBodies.resource(accepted.refund())), call, Flaw.NONE);
    }

    private String decrypted(Fields fields, String serial, String name, String value) throws ParamError {
        try {
            return sandbox.keys().decrypt(serial, value);
        } catch (GeneralSecurityException e) {
            throw fields.error(name, null, "字段“" + name + "”解密失败");
        }
    }

    private Answer certificates(Call call) throws ApiError {
        var certificate = sandbox.keys().certificate();
        if (certificate == null) {
            throw ApiError.of(Refusal.NO_CERTIFICATE);
        }
        try {
            var pem = "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
            var nonce = SandboxKeys.nonce(12);
            var body = new TreeMap<String, Object>();
            body.put("serial_no", certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT));
            body.put(
                    "effective_time",
                    RefundBodies.time(certificate.getNotBefore().toInstant()));
            body.put("expire_time", RefundBodies.time(certificate.getNotAfter().toInstant()));
            body.put(
                    "encrypt_certificate",
                    Map.of(
                            "algorithm",
                            "AEAD_AES_256_GCM",
                            "nonce",
                            nonce,
                            "associated_data",
                            "certificate",
                            "ciphertext",
                            sandbox.keys().encrypt("certificate", nonce, pem.getBytes(StandardCharsets.US_ASCII))));
            return ok(Answer.json(200, Map.of("data", List.of(body))), call, Flaw.NONE);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void requireJson(Call call) throws ParamError {
        if (!call.sendsJson()) {
            throw new ParamError(
                    "Http头Content-Type错误，应为application/json",
                    "/header/Content-Type",
                    call.header("Content-Type"),
                    ParamError.FIELD);
        }
    }

    private static String segment(Matcher path, String name) throws ParamError {
        try {
            return Call.decoded(path.group(1));
        } catch (IllegalArgumentException e) {
            throw new ParamError("URL编码错误", "/uri_template/" + name, null, ParamError.FIELD);
        }
    }

    private Answer ok(Answer answer, Call call, Flaw flaw) {
        return signed(answer, call, flaw).with(requestId(0));
    }

    private Answer signed(Answer answer, Call call, Flaw flaw) {
        return answer.with(platformSignature.headers(answer.body(), call.header("Wechatpay-Serial"), flaw));
    }

    private static ApiError systemError() {
        return new ApiError(500, "SYSTEM_ERROR", error("SYSTEM_ERROR", "系统异常，请稍后重试", null), SYSTEM_ERROR, true);
    }

    static Map<String, String> requestId(int suffix) {
        var id = new byte[16];
        RANDOM.nextBytes(id);
        return Map.of("Request-ID", HexFormat.of().withUpperCase().formatHex(id) + "-" + suffix);
    }

    private static Map<String, Object> error(String code, String message, Map<String, Object> detail) {
        var body = new TreeMap<String, Object>();
        body.put("code", code);
        body.put("message", message);
        if (detail != null) {
            body.put("detail", detail);
        }
        return body;
    }

    /** An answer that is not 2xx. */
    private static final class ApiError extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String code;
        private final transient Map<String, Object> body;
        private final int requestIdSuffix;
        private final boolean signed;

        private ApiError(int status, String code, Map<String, Object> body, int requestIdSuffix, boolean signed) {
            super(code, null, false, false);
            this.status = status;
            this.code = code;
            this.body = body;
            this.requestIdSuffix = requestIdSuffix;
            this.signed = signed;
        }

        /** What is refused before anybody knows who asks carries no signature. */
        static ApiError unsigned(int status, String code, String message) {
            return new ApiError(status, code, error(code, message, null), OTHER, false);
        }

        static ApiError unauthenticated(Map<String, Object> body) {
            return new ApiError(401, "SIGN_ERROR", body, MerchantSignature.REQUEST_ID_SUFFIX, false);
        }

        static ApiError of(Refusal refusal) {
            var body = error(refusal.code(), refusal.message(), null);
            return new ApiError(refusal.status(), refusal.code(), body, refusal.requestIdSuffix(), true);
        }

        static ApiError of(ParamError error) {
            var detail = new TreeMap<String, Object>();
            var field = error.field();
            detail.put("location", field == null ? "body" : field.split("/")[1]);
            detail.put("value", error.value() == null ? "" : error.value());
            if (field != null) {
                detail.put("field", field);
            }
            var body = error("PARAM_ERROR", error.getMessage(), detail);
            return new ApiError(400, "PARAM_ERROR", body, error.requestIdSuffix(), true);
        }

        Answer answer() {
            return Answer.json(status, body);
        }
    }
}
