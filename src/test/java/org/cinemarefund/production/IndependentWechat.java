package org.cinemarefund.production;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * WeChat Pay's refunds and the mini-program's server, written a second time from the same facts and sharing no line with the
 * product or its sandbox: what both of those understood wrongly alike shows here. Strict about signatures and fields;
 * permissive about money (a second number for one payment, more than was paid), because a double that refuses a double
 * refund would hide it. Every request with an effect goes to a ledger that is only ever appended to.
 */
final class IndependentWechat implements AutoCloseable {
    static final String MERCHANT = "1900006511";
    static final String MERCHANT_SERIAL = "7A3C5E1F90B24D68A1C0E3F5B7D9082461357ACE";
    static final String API_V3_KEY = "canaryKeyV3-0123456789abcdefghij";
    static final String PUBLIC_KEY_ID = "PUB_KEY_ID_0119000065112026112300001";
    static final String APP_ID = "wx5c6f7e8d9a0b1c2d";
    static final String APP_SECRET = "canarysecret0123456789abcdef0123";
    static final String CREDITED_TEMPLATE = "kTmpl0Credited0123456789012345678901234567A";

    private static final String SCHEME = "WECHATPAY2-SHA256-RSA2048";
    private static final String REFUNDS = "/v3/refund/domestic/refunds";
    private static final String REPAIR = "/apply-abnormal-refund";
    private static final Set<String> BANKS = Set.of(
            "CMB", "COMM", "ABC", "CCB", "ICBC", "BOC", "PAB", "SPDB", "CITIC", "CEB", "CMBC", "CIB", "GDB", "PSBC",
            "NBCB");
    private static final Pattern PARAMETER = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final Pattern REFUND_NO = Pattern.compile("[0-9A-Za-z_\\-|*@]{1,64}");
    private static final Set<String> REFUND_FIELDS = Set.of(
            "transaction_id",
            "out_trade_no",
            "out_refund_no",
            "reason",
            "notify_url",
            "funds_account",
            "amount",
            "goods_detail");
    private static final Duration SKEW = Duration.ofMinutes(5);
    /** Longer than any caller waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(17);

    private static final Duration LATE = Duration.ofSeconds(5);
    private static final DateTimeFormatter CHINA =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX").withZone(ZoneOffset.ofHours(8));
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What becomes of the notification of a refund that has ended. */
    enum Callbacks {
        NORMAL,
        LOST,
        DUPLICATED
    }

    /** One request to refund, as it came in; the answer may have been cut. */
    record Entry(Instant at, String outRefundNo, String transactionId, long fen, String bodyHash, String outcome) {}

    record Refund(
            String refundId,
            String outRefundNo,
            String transactionId,
            long refund,
            long total,
            String notifyUrl,
            String bodyHash,
            Instant acceptedAt,
            Instant endsAt,
            boolean endsAbnormal) {}

    /** Where an abnormal refund was sent instead; the card as it was decrypted, null for the merchant's account. */
    record Repaired(String type, String bankType, String account, String name, Instant endsAt) {}

    record Message(String openid, String templateId, Map<String, String> values) {}

    private record Payment(long total, String openid) {}

    private final KeyPair merchant = rsa();
    private final KeyPair platform = rsa();
    private final SecureRandom random = new SecureRandom();
    private final Path directory;
    private final Path ledgerFile;
    private final HttpServer server;
    private final ExecutorService requests = Executors.newCachedThreadPool();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(32);
    private final HttpClient notifier = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Map<String, Payment> payments = new ConcurrentHashMap<>();
    private final Map<String, Refund> refunds = new LinkedHashMap<>();
    private final Map<String, Repaired> repairs = new ConcurrentHashMap<>();
    private final Map<String, List<Refund>> byPayment = new HashMap<>();
    private final List<Entry> ledger = new ArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<String> refusals = Collections.synchronizedList(new ArrayList<>());
    private final List<Message> messages = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Integer> notified = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<String, List<Instant>> sends = new ConcurrentHashMap<>();
    private final Set<String> usedNonces = ConcurrentHashMap.newKeySet();
    private final Set<String> usedCodes = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong queries = new AtomicLong();
    private final String accessToken =
            "canarytoken" + UUID.randomUUID().toString().replace("-", "");

    private volatile Callbacks callbacks = Callbacks.NORMAL;
    private volatile boolean away;
    private volatile WechatFaults faults = WechatFaults.none();
    private volatile boolean cutsAnswers;
    private volatile boolean endsAbnormal;
    private volatile Duration answerDelay = Duration.ZERO;
    private volatile Duration settleAfter = Duration.ofMillis(300);

    /** @param directory where the key files and the ledger are put */
    static IndependentWechat start(Path directory) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        return new IndependentWechat(directory);
    }

    private IndependentWechat(Path directory) throws IOException {
        this.directory = directory;
        this.ledgerFile = Files.createFile(directory.resolve("ledger.jsonl"));
        pem("apiclient_key.pem", "PRIVATE KEY", merchant.getPrivate());
        pem("pub_key.pem", "PUBLIC KEY", platform.getPublic());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(requests);
        server.createContext("/", this::serve);
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
        later.shutdownNow();
        requests.shutdownNow();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Path merchantKeyFile() {
        return directory.resolve("apiclient_key.pem");
    }

    Path publicKeyFile() {
        return directory.resolve("pub_key.pem");
    }

    /** The payment a refund may refer to; WeChat knows no other. */
    void paid(String transactionId, long total, String openid) {
        payments.put(transactionId, new Payment(total, openid));
    }

    /** A fresh code as {@code wx.login} gives it. */
    String loginCode(String openid) {
        return "0c" + openid + "." + numbers.incrementAndGet();
    }

    void callbacks(Callbacks mode) {
        callbacks = mode;
    }

    void faults(WechatFaults now) {
        faults = now;
    }

    /** Refunds are taken, and the line breaks before the answer. */
    void cutsAnswers(boolean cuts) {
        cutsAnswers = cuts;
    }

    /** Refunds taken from now on end ABNORMAL, and succeed only after an application for an abnormal refund. */
    void endsAbnormal(boolean abnormal) {
        endsAbnormal = abnormal;
    }

    /** Null when nobody applied for it. */
    Repaired repairOf(String outRefundNo) {
        return repairs.get(outRefundNo);
    }

    /** Nothing of WeChat Pay answers, and nothing is taken. */
    void away(boolean gone) {
        away = gone;
    }

    /** How long a refund request waits for its answer after it has been taken. */
    void answerDelay(Duration delay) {
        answerDelay = delay;
    }

    void settleAfter(Duration delay) {
        settleAfter = delay;
    }

    List<Entry> ledger() {
        synchronized (ledger) {
            return List.copyOf(ledger);
        }
    }

    List<Refund> refunds() {
        synchronized (ledger) {
            return List.copyOf(refunds.values());
        }
    }

    List<Refund> refundsOf(String transactionId) {
        return refunds().stream()
                .filter(refund -> refund.transactionId().equals(transactionId))
                .toList();
    }

    /** Requests that must never come from a correct client. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** What was answered with an error, and why. */
    List<String> refusals() {
        return List.copyOf(refusals);
    }

    List<Message> messages() {
        return List.copyOf(messages);
    }

    long queries() {
        return queries.get();
    }

    /** How often the notification about this number was answered with 200 or 204. */
    int acknowledged(String outRefundNo) {
        return notified.getOrDefault(outRefundNo, 0);
    }

    /** When properly signed requests to refund a number came in, whatever became of them. */
    Map<String, List<Instant>> sends() {
        return Map.copyOf(sends);
    }

    /** Ids of the notifications that were answered with 200 or 204. */
    Set<String> acknowledgedNotifications() {
        return Set.copyOf(acknowledged);
    }

    Set<String> secrets() {
        return Set.of(API_V3_KEY, APP_SECRET, accessToken, "canarysession");
    }

    // ---- what comes in

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var method = exchange.getRequestMethod();
            var body = exchange.getRequestBody().readAllBytes();
            if (path.equals("/sns/jscode2session") && method.equals("GET")) {
                plain(exchange, session(query(exchange)));
            } else if (path.equals("/cgi-bin/stable_token") && method.equals("POST")) {
                plain(exchange, token(body));
            } else if (path.equals("/cgi-bin/message/subscribe/send") && method.equals("POST")) {
                plain(exchange, message(query(exchange), body));
            } else if (away && path.startsWith("/v3/")) {
                return;
            } else if (path.equals(REFUNDS) && method.equals("POST")) {
                merchantCall(exchange, body, numberIn(body), () -> refund(body));
            } else if (path.startsWith(REFUNDS + "/") && path.endsWith(REPAIR) && method.equals("POST")) {
                var refundId = path.substring(REFUNDS.length() + 1, path.length() - REPAIR.length());
                merchantCall(exchange, body, numberIn(body), () -> repair(refundId, body));
            } else if (path.startsWith(REFUNDS + "/") && method.equals("GET")) {
                queries.incrementAndGet();
                var number = path.substring(REFUNDS.length() + 1);
                merchantCall(exchange, body, number, () -> state(number));
            } else {
                refusals.add(method + " " + path + " does not exist");
                exchange.sendResponseHeaders(404, -1);
            }
        } catch (IllegalStateException | GeneralSecurityException broken) {
            violations.add("the double failed: " + broken);
        }
    }

    private interface Call {
        JsonNode answer() throws Refused, GeneralSecurityException;
    }

    /** An error as WeChat words it; those after the log-in are signed too. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String code;
        private final boolean signed;

        Refused(int status, String code, String message, boolean signed) {
            super(message);
            this.status = status;
            this.code = code;
            this.signed = signed;
        }
    }

    private void merchantCall(HttpExchange exchange, byte[] body, String number, Call call)
            throws IOException, GeneralSecurityException {
        try {
            authenticate(exchange, body);
            if (exchange.getRequestMethod().equals("POST")
                    && exchange.getRequestURI().getPath().equals(REFUNDS)) {
                sends.computeIfAbsent(number, text -> Collections.synchronizedList(new ArrayList<>()))
                        .add(Instant.now());
            }
            var fault = faults.of(exchange.getRequestMethod(), number);
            if (fault != null && failedBefore(exchange, fault, call)) {
                return;
            }
            var answer = call.answer();
            if (exchange.getRequestMethod().equals("POST") && !answerDelay.isZero()) {
                TimeUnit.MILLISECONDS.sleep(answerDelay.toMillis());
            }
            if (exchange.getRequestMethod().equals("POST") && cutsAnswers) {
                return;
            }
            if (fault != null && failedAfter(exchange, fault, answer)) {
                return;
            }
            send(exchange, 200, answer, true);
        } catch (Refused no) {
            refusals.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + ": " + no.status + " " + no.code
                    + " " + no.getMessage());
            send(
                    exchange,
                    no.status,
                    JSON.createObjectNode().put("code", no.code).put("message", no.getMessage()),
                    no.signed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return true when nothing more is to be said: nothing was done, or nothing yet */
    private boolean failedBefore(HttpExchange exchange, WechatFaults.Fault fault, Call call)
            throws IOException, InterruptedException, GeneralSecurityException {
        switch (fault) {
            case RESET_BEFORE_ACCEPTANCE -> {}
            case TIMEOUT_BEFORE_ACCEPTANCE -> TimeUnit.MILLISECONDS.sleep(PATIENCE.toMillis());
            case LATE_ACCEPTANCE -> {
                var unused = later.schedule(call::answer, LATE.toMillis(), TimeUnit.MILLISECONDS);
            }
            case ERROR_500_BEFORE -> send(exchange, 500, error("SYSTEM_ERROR", "系统错误"), false);
            case GATEWAY_502 -> {
                var page = "<html><h1>502 Bad Gateway</h1></html>".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                exchange.sendResponseHeaders(502, page.length);
                exchange.getResponseBody().write(page);
            }
            case UNAVAILABLE_503 -> {
                exchange.getResponseHeaders().set("Retry-After", "0");
                exchange.sendResponseHeaders(503, -1);
            }
            case FREQUENCY_LIMITED -> send(exchange, 429, error("FREQUENCY_LIMITED", "频率超限"), true);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** @return true when nothing more is to be said: it was done, and the caller does not get to know it properly */
    private boolean failedAfter(HttpExchange exchange, WechatFaults.Fault fault, JsonNode answer)
            throws IOException, InterruptedException, GeneralSecurityException {
        var body = JSON.writeValueAsBytes(answer);
        switch (fault) {
            case RESET_AFTER_ACCEPTANCE -> {}
            case TIMEOUT_AFTER_ACCEPTANCE -> TimeUnit.MILLISECONDS.sleep(PATIENCE.toMillis());
            case ERROR_500_AFTER -> send(exchange, 500, error("SYSTEM_ERROR", "系统错误"), false);
            case WRONG_SIGNATURE -> send(exchange, 200, body, signature("{}".getBytes(StandardCharsets.UTF_8)));
            case SIGNATURE_PROBE -> {
                var probe = new HashMap<>(signature(body));
                probe.compute("Wechatpay-Signature", (name, value) -> "WECHATPAY/SIGNTEST/" + value);
                send(exchange, 200, body, probe);
            }
            case BROKEN_JSON -> {
                var half = java.util.Arrays.copyOf(body, body.length / 2);
                send(exchange, 200, half, signature(half));
            }
            case ACCEPTED_202 -> send(exchange, 202, body, signature(body));
            case OTHER_NUMBER -> {
                var other = ((ObjectNode) answer).put("out_refund_no", "another-1");
                send(exchange, 200, other, true);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String numberIn(byte[] body) {
        try {
            return JSON.readTree(body).path("out_refund_no").asText();
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static ObjectNode error(String code, String message) {
        return JSON.createObjectNode().put("code", code).put("message", message);
    }

    private void authenticate(HttpExchange exchange, byte[] body) throws Refused, GeneralSecurityException {
        var headers = exchange.getRequestHeaders();
        if (blank(headers.getFirst("User-Agent")) || blank(headers.getFirst("Accept"))) {
            throw new Refused(400, "INVALID_REQUEST", "Http头缺少Accept或User-Agent", false);
        }
        var authorization = headers.getFirst("Authorization");
        if (blank(authorization) || !authorization.startsWith(SCHEME + " ")) {
            throw signError("Http头Authorization值格式错误");
        }
        var given = new LinkedHashMap<String, String>();
        var matcher = PARAMETER.matcher(authorization.substring(SCHEME.length() + 1));
        while (matcher.find()) {
            given.put(matcher.group(1), matcher.group(2));
        }
        if (!given.keySet().equals(Set.of("mchid", "nonce_str", "signature", "timestamp", "serial_no"))) {
            throw signError("Http头Authorization值格式错误");
        }
        var at = Instant.ofEpochSecond(Long.parseLong(given.get("timestamp")));
        if (Duration.between(at, Instant.now()).abs().compareTo(SKEW) > 0) {
            throw signError("timestamp与发起请求的时间不得超过5分钟");
        }
        if (!MERCHANT.equals(given.get("mchid")) || !MERCHANT_SERIAL.equals(given.get("serial_no"))) {
            throw signError("商户证书序列号有误");
        }
        var nonce = given.get("nonce_str");
        if (nonce.isEmpty() || nonce.length() > 32 || !usedNonces.add(nonce)) {
            throw signError("nonce_str");
        }
        var uri = exchange.getRequestURI();
        var target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        var head = exchange.getRequestMethod() + "\n" + target + "\n" + given.get("timestamp") + "\n" + nonce + "\n";
        var verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(merchant.getPublic());
        verifier.update(head.getBytes(StandardCharsets.UTF_8));
        verifier.update(body);
        verifier.update((byte) '\n');
        if (!verifier.verify(Base64.getDecoder().decode(given.get("signature")))) {
            throw signError("签名错误");
        }
        if (!PUBLIC_KEY_ID.equals(headers.getFirst("Wechatpay-Serial"))) {
            throw new Refused(400, "PARAM_ERROR", "平台证书序列号Wechatpay-Serial错误", true);
        }
        if (exchange.getRequestMethod().equals("POST")
                && !String.valueOf(headers.getFirst("Content-Type")).startsWith("application/json")) {
            throw new Refused(400, "PARAM_ERROR", "Content-Type", true);
        }
    }

    private static Refused signError(String message) {
        return new Refused(401, "SIGN_ERROR", message, false);
    }

    private JsonNode refund(byte[] body) throws Refused, GeneralSecurityException {
        JsonNode request;
        try {
            request = JSON.readTree(body);
        } catch (IOException unreadable) {
            throw parameter("请求体不是合法的JSON");
        }
        var fields = request.fieldNames();
        while (fields.hasNext()) {
            var field = fields.next();
            if (!REFUND_FIELDS.contains(field) || request.get(field).isNull()) {
                throw parameter("请求中含有未在API文档中定义的参数 " + field);
            }
        }
        var number = text(request, "out_refund_no", 64);
        if (!REFUND_NO.matcher(number).matches()) {
            throw parameter("out_refund_no");
        }
        var transactionId = text(request, "transaction_id", 32);
        if (request.has("reason") && text(request, "reason", 80).codePoints().anyMatch(count -> count > 0xffff)) {
            throw parameter("reason");
        }
        var notifyUrl = text(request, "notify_url", 256);
        if (notifyUrl.contains("?") || notifyUrl.contains("#")) {
            throw parameter("notify_url");
        }
        var amount = request.path("amount");
        var fen = fen(amount, "refund", 1);
        var total = fen(amount, "total", 1);
        if (!"CNY".equals(amount.path("currency").textValue()) || amount.size() != 3) {
            throw parameter("amount");
        }
        return accept(number, transactionId, fen, total, notifyUrl, sha256(body));
    }

    private JsonNode accept(String number, String transactionId, long fen, long total, String notifyUrl, String hash)
            throws Refused {
        Refund early;
        ObjectNode view;
        synchronized (ledger) {
            var payment = payments.get(transactionId);
            if (payment == null) {
                append(number, transactionId, fen, hash, "NO_SUCH_PAYMENT");
                throw new Refused(404, "RESOURCE_NOT_EXISTS", "订单不存在", true);
            }
            if (payment.total() != total) {
                append(number, transactionId, fen, hash, "OTHER_TOTAL");
                throw new Refused(400, "INVALID_REQUEST", "您的请求参数与订单信息不一致", true);
            }
            var known = refunds.get(number);
            if (known != null) {
                if (!known.bodyHash().equals(hash)) {
                    violations.add(number + " came again with another body");
                }
                if (known.refund() != fen || !known.transactionId().equals(transactionId)) {
                    append(number, transactionId, fen, hash, "OTHER_THAN_BEFORE");
                    throw new Refused(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试", true);
                }
                append(number, transactionId, fen, hash, "AGAIN");
                return view(known);
            }
            var before = byPayment.computeIfAbsent(transactionId, text -> new ArrayList<>());
            if (!before.isEmpty()) {
                violations.add(transactionId + " was refunded under a second number");
            }
            if (before.stream().mapToLong(Refund::refund).sum() + fen > total) {
                violations.add(transactionId + " was refunded more than was paid");
            }
            var fate = faults.callback(number);
            var now = Instant.now();
            var refund = new Refund(
                    "503000000020261123%011d".formatted(numbers.incrementAndGet()),
                    number,
                    transactionId,
                    fen,
                    total,
                    notifyUrl,
                    hash,
                    now,
                    fate == WechatFaults.Callback.EARLY ? now : now.plus(settleAfter),
                    endsAbnormal);
            refunds.put(number, refund);
            before.add(refund);
            append(number, transactionId, fen, hash, "ACCEPTED");
            early = fate == WechatFaults.Callback.EARLY ? refund : null;
            if (early == null) {
                var mode =
                        switch (fate) {
                            case LOST -> Callbacks.LOST;
                            case DOUBLED -> Callbacks.DUPLICATED;
                            default -> callbacks;
                        };
                after(settleAfter.plusMillis(5), () -> tell(refund, mode));
            }
            view = view(refund);
        }
        if (early != null) {
            tell(early, Callbacks.NORMAL);
        }
        return view;
    }

    private void append(String number, String transactionId, long fen, String hash, String outcome) {
        var entry = new Entry(Instant.now(), number, transactionId, fen, hash, outcome);
        ledger.add(entry);
        var line = JSON.createObjectNode()
                .put("at", entry.at().toString())
                .put("outRefundNo", number)
                .put("transactionId", transactionId)
                .put("fen", fen)
                .put("body", hash)
                .put("outcome", outcome);
        try {
            Files.writeString(ledgerFile, line + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            violations.add("the double's ledger: " + e);
        }
    }

    private JsonNode repair(String refundId, byte[] body) throws Refused, GeneralSecurityException {
        JsonNode request;
        try {
            request = JSON.readTree(body);
        } catch (IOException unreadable) {
            throw parameter("请求体不是合法的JSON");
        }
        var type = text(request, "type", 32);
        var toCard = type.equals("USER_BANK_CARD");
        if (!toCard && !type.equals("MERCHANT_BANK_CARD") || request.size() != (toCard ? 5 : 2)) {
            throw parameter("type");
        }
        var bank = toCard ? text(request, "bank_type", 16) : null;
        if (toCard && !(bank.endsWith("_DEBIT") && BANKS.contains(bank.substring(0, bank.length() - 6)))) {
            throw parameter("bank_type");
        }
        var account = toCard ? opened(request, "bank_account") : null;
        var name = toCard ? opened(request, "real_name") : null;
        if (toCard && !account.matches("\\d{12,24}")) {
            throw parameter("bank_account");
        }
        var number = text(request, "out_refund_no", 64);
        synchronized (ledger) {
            var refund = refunds.get(number);
            if (refund == null || !refund.refundId().equals(refundId)) {
                throw new Refused(404, "RESOURCE_NOT_EXISTS", "退款单不存在", true);
            }
            if (!status(refund).equals("ABNORMAL")) {
                append(number, refund.transactionId(), refund.refund(), sha256(body), "NOT_ABNORMAL");
                throw new Refused(400, "INVALID_REQUEST", "退款单状态不是退款异常", true);
            }
            repairs.put(
                    number,
                    new Repaired(type, bank, account, name, Instant.now().plus(settleAfter)));
            append(number, refund.transactionId(), refund.refund(), sha256(body), "REPAIRED_" + type);
            var mode = callbacks;
            after(settleAfter.plusMillis(5), () -> tell(refund, mode));
            return view(refund);
        }
    }

    private String opened(JsonNode request, String field) throws Refused {
        try {
            var cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.DECRYPT_MODE, platform.getPrivate());
            var sealed = Base64.getDecoder().decode(text(request, field, 1024));
            return new String(cipher.doFinal(sealed), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw parameter(field);
        }
    }

    boolean isSuccess(Refund refund) {
        return status(refund).equals("SUCCESS");
    }

    private String status(Refund refund) {
        var repaired = repairs.get(refund.outRefundNo());
        if (Instant.now().isBefore(endOf(refund))) {
            return "PROCESSING";
        }
        return refund.endsAbnormal() && repaired == null ? "ABNORMAL" : "SUCCESS";
    }

    private String receiver(Refund refund) {
        var repaired = repairs.get(refund.outRefundNo());
        if (repaired == null) {
            return "支付用户零钱";
        }
        return repaired.account() == null
                ? "商户基本账户"
                : "银行借记卡" + repaired.account().substring(repaired.account().length() - 4);
    }

    private Instant endOf(Refund refund) {
        var repaired = repairs.get(refund.outRefundNo());
        return repaired == null ? refund.endsAt() : repaired.endsAt();
    }

    private JsonNode state(String number) throws Refused {
        synchronized (ledger) {
            var refund = refunds.get(number);
            if (refund == null) {
                throw new Refused(404, "RESOURCE_NOT_EXISTS", "退款单不存在", true);
            }
            return view(refund);
        }
    }

    private ObjectNode view(Refund refund) {
        var status = status(refund);
        var view = JSON.createObjectNode();
        var amount = view.putObject("amount")
                .put("currency", "CNY")
                .put("discount_refund", 0)
                .put("payer_refund", refund.refund())
                .put("payer_total", refund.total())
                .put("refund", refund.refund())
                .put("refund_fee", 0)
                .put("settlement_refund", refund.refund())
                .put("settlement_total", refund.total())
                .put("total", refund.total());
        amount.putArray("from");
        view.put("channel", repairs.containsKey(refund.outRefundNo()) ? "OTHER_BANKCARD" : "ORIGINAL")
                .put("create_time", CHINA.format(refund.acceptedAt()))
                .put("funds_account", "AVAILABLE")
                .put("out_refund_no", refund.outRefundNo())
                .put("out_trade_no", "T" + refund.transactionId());
        view.putArray("promotion_detail");
        view.put("refund_id", refund.refundId()).put("status", status);
        if (status.equals("SUCCESS")) {
            view.put("success_time", CHINA.format(endOf(refund)));
        }
        return view.put("transaction_id", refund.transactionId()).put("user_received_account", receiver(refund));
    }

    // ---- what goes out by itself

    private void tell(Refund refund, Callbacks mode) {
        if (mode == Callbacks.LOST) {
            return;
        }
        try {
            var envelope = envelope(refund);
            notify(refund, envelope, 0);
            if (mode == Callbacks.DUPLICATED) {
                notify(refund, envelope, 0);
            }
        } catch (GeneralSecurityException | IOException broken) {
            violations.add("the double failed: " + broken);
        }
    }

    private byte[] envelope(Refund refund) throws GeneralSecurityException, IOException {
        var status = status(refund);
        var plain = JSON.createObjectNode()
                .put("mchid", MERCHANT)
                .put("out_trade_no", "T" + refund.transactionId())
                .put("transaction_id", refund.transactionId())
                .put("out_refund_no", refund.outRefundNo())
                .put("refund_id", refund.refundId())
                .put("refund_status", status)
                .put("user_received_account", receiver(refund));
        if (status.equals("SUCCESS")) {
            plain.put("success_time", CHINA.format(endOf(refund)));
        }
        plain.putObject("amount")
                .put("total", refund.total())
                .put("refund", refund.refund())
                .put("payer_total", refund.total())
                .put("payer_refund", refund.refund());
        var nonce = letters(12);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(API_V3_KEY.getBytes(StandardCharsets.US_ASCII), "AES"),
                new GCMParameterSpec(128, nonce.getBytes(StandardCharsets.US_ASCII)));
        cipher.updateAAD("refund".getBytes(StandardCharsets.US_ASCII));
        var envelope = JSON.createObjectNode()
                .put("id", UUID.randomUUID().toString())
                .put("create_time", CHINA.format(Instant.now().truncatedTo(ChronoUnit.SECONDS)))
                .put("event_type", "REFUND." + status)
                .put("resource_type", "encrypt-resource")
                .put("summary", status.equals("SUCCESS") ? "退款成功" : "退款异常");
        envelope.putObject("resource")
                .put("algorithm", "AEAD_AES_256_GCM")
                .put("original_type", "refund")
                .put("associated_data", "refund")
                .put("nonce", nonce)
                .put("ciphertext", Base64.getEncoder().encodeToString(cipher.doFinal(JSON.writeValueAsBytes(plain))));
        return JSON.writeValueAsBytes(envelope);
    }

    /** Every attempt is signed anew; the pauses between them are shorter than WeChat's. */
    private void notify(Refund refund, byte[] body, int attempt) throws GeneralSecurityException, IOException {
        var request = HttpRequest.newBuilder(URI.create(refund.notifyUrl()))
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        signature(body).forEach(request::header);
        var acknowledged = false;
        try {
            var answer = notifier.send(request.build(), HttpResponse.BodyHandlers.discarding());
            acknowledged = answer.statusCode() == 200 || answer.statusCode() == 204;
        } catch (IOException unreachable) {
            // Like any other answer than 200: once more, later.
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        if (acknowledged) {
            notified.merge(refund.outRefundNo(), 1, Integer::sum);
            this.acknowledged.add(JSON.readTree(body).path("id").asText());
        } else if (attempt < 5) {
            after(Duration.ofSeconds(2L << attempt), () -> {
                try {
                    notify(refund, body, attempt + 1);
                } catch (GeneralSecurityException | IOException broken) {
                    violations.add("the double failed: " + broken);
                }
            });
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What goes wrong is among the violations.
    private void after(Duration wait, Runnable work) {
        later.schedule(work, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    // ---- the mini-program's server

    private ObjectNode session(Map<String, String> query) {
        if (!APP_ID.equals(query.get("appid"))) {
            return error(40013, "invalid appid");
        }
        if (!APP_SECRET.equals(query.get("secret"))) {
            return error(40125, "invalid appsecret");
        }
        var code = query.getOrDefault("js_code", "");
        var dot = code.lastIndexOf('.');
        if (!"authorization_code".equals(query.get("grant_type")) || !code.startsWith("0c") || dot < 0) {
            return error(40029, "invalid code");
        }
        if (!usedCodes.add(code)) {
            return error(40163, "code been used");
        }
        return JSON.createObjectNode().put("session_key", "canarysession==").put("openid", code.substring(2, dot));
    }

    private ObjectNode token(byte[] body) throws IOException {
        var request = JSON.readTree(body);
        if (!"client_credential".equals(request.path("grant_type").textValue())) {
            return error(40002, "invalid grant_type");
        }
        if (!APP_ID.equals(request.path("appid").textValue())
                || !APP_SECRET.equals(request.path("secret").textValue())) {
            return error(40125, "invalid appsecret");
        }
        return JSON.createObjectNode().put("access_token", accessToken).put("expires_in", 7200);
    }

    private ObjectNode message(Map<String, String> query, byte[] body) throws IOException {
        if (!accessToken.equals(query.get("access_token"))) {
            return error(40001, "invalid credential");
        }
        var message = JSON.readTree(body);
        var values = new LinkedHashMap<String, String>();
        message.path("data")
                .properties()
                .forEach(entry -> values.put(
                        entry.getKey(), entry.getValue().path("value").textValue()));
        if (!CREDITED_TEMPLATE.equals(message.path("template_id").textValue())) {
            return error(40037, "invalid template_id");
        }
        if (values.values().stream().anyMatch(IndependentWechat::blank)) {
            return error(47003, "argument invalid!");
        }
        messages.add(new Message(
                message.path("touser").textValue(), message.path("template_id").textValue(), Map.copyOf(values)));
        return JSON.createObjectNode().put("errcode", 0).put("errmsg", "ok");
    }

    private static ObjectNode error(int code, String text) {
        return JSON.createObjectNode().put("errcode", code).put("errmsg", text + " rid: 6563f1aa-2c0d2f1b-5b0c7d3e");
    }

    /** Always 200 and called text, as the real one does. */
    private static void plain(HttpExchange exchange, ObjectNode answer) throws IOException {
        var body = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    // ---- small things

    private void send(HttpExchange exchange, int status, JsonNode answer, boolean signed)
            throws IOException, GeneralSecurityException {
        var body = JSON.writeValueAsBytes(answer);
        send(exchange, status, body, signed ? signature(body) : Map.of());
    }

    private void send(HttpExchange exchange, int status, byte[] body, Map<String, String> signature)
            throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json; charset=utf-8");
        headers.set("Request-ID", "08" + letters(20) + "-0");
        signature.forEach(headers::set);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private Map<String, String> signature(byte[] body) throws GeneralSecurityException {
        var at = String.valueOf(Instant.now().getEpochSecond());
        var nonce = letters(32);
        var signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(platform.getPrivate());
        signer.update((at + "\n" + nonce + "\n").getBytes(StandardCharsets.UTF_8));
        signer.update(body);
        signer.update((byte) '\n');
        return Map.of(
                "Wechatpay-Timestamp", at,
                "Wechatpay-Nonce", nonce,
                "Wechatpay-Serial", PUBLIC_KEY_ID,
                "Wechatpay-Signature-Type", SCHEME,
                "Wechatpay-Signature", Base64.getEncoder().encodeToString(signer.sign()));
    }

    private String letters(int count) {
        return random.ints(count, 'a', 'z' + 1).mapToObj(Character::toString).collect(Collectors.joining());
    }

    private static String text(JsonNode json, String field, int most) throws Refused {
        var text = json.path(field).textValue();
        if (blank(text) || text.length() > most) {
            throw parameter(field);
        }
        return text;
    }

    private static long fen(JsonNode amount, String field, long least) throws Refused {
        var fen = amount.path(field);
        if (!fen.isIntegralNumber() || fen.longValue() < least) {
            throw parameter("amount." + field);
        }
        return fen.longValue();
    }

    private static Refused parameter(String what) {
        return new Refused(400, "PARAM_ERROR", what, true);
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var query = new LinkedHashMap<String, String>();
        var raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            var equals = pair.indexOf('=');
            query.put(
                    URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static String sha256(byte[] body) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    }

    private static KeyPair rsa() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pem(String name, String kind, Key key) throws IOException {
        var file = Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()) + "\n-----END "
                        + kind + "-----\n");
    }
}
