package org.cinemarefund.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.cinemarefund.sandbox.Sandbox;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox's handles for people and scripts on this machine. There is no log-in, so that a page of another origin must not be
 * able to reach them: the host has to be this one, and what changes something has to be JSON.
 */
final class ControlApi {
    private static final Pattern LOCAL = Pattern.compile("(127\\.0\\.0\\.1|localhost)(:\\d+)?");
    private static final Pattern STATE = Pattern.compile("/sandbox/refunds/([^/]+)/state");
    private static final Pattern CALLBACK = Pattern.compile("/sandbox/refunds/([^/]+)/callback");
    private static final Pattern ELSEWHERE = Pattern.compile("/sandbox/orders/([^/]+)/refunds");
    /** Where a product on the usual port listens; its real address stands in for scheme, host and port. */
    private static final String NOTIFY_URL = "http://127.0.0.1:8080/api/wechat/refund-notifications";

    private static final Map<String, Object> DONE = Map.of("done", true);

    private final Sandbox sandbox;
    private final CallbackSender callbacks;
    private final SandboxPage page;

    ControlApi(Sandbox sandbox, CallbackSender callbacks) {
        this.sandbox = sandbox;
        this.callbacks = callbacks;
        this.page = new SandboxPage(sandbox);
    }

    static boolean serves(String path) {
        return path.equals("/sandbox") || path.startsWith("/sandbox/");
    }

    Answer answer(Call call) {
        var origin = call.header("Origin");
        var host = call.header("Host");
        if (host == null || !LOCAL.matcher(host).matches() || origin != null && !origin.equals("http://" + host)) {
            return problem(403, "only from this machine, and not from another site's page");
        }
        try {
            return switch (call.method()) {
                case "GET" -> show(call);
                case "POST" ->
                    call.sendsJson()
                            ? change(call)
                            : problem(415, "send Content-Type: application/json, and {} where nothing is to be said");
                default -> Answer.empty(405);
            };
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return problem(400, e.getMessage());
        }
    }

    private Answer show(Call call) {
        return switch (call.path()) {
            case "/sandbox" ->
                Answer.of(200, "text/html; charset=utf-8", page.html())
                        .with(Map.of("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"));
            case "/sandbox/ledger" -> Answer.json(200, ledger());
            case "/sandbox/violations" ->
                Answer.json(200, items(sandbox.ledger().violations()));
            case "/sandbox/messages" -> Answer.json(200, items(sandbox.ledger().messages()));
            case "/sandbox/callbacks" -> Answer.json(200, items(sandbox.ledger().callbacks()));
            case "/sandbox/scenarios" -> Answer.json(200, scenarios());
            default -> Answer.empty(404);
        };
    }

    private Map<String, Object> ledger() {
        var body = new LinkedHashMap<String, Object>();
        sandbox.balance().ifPresent(number -> body.put("balance", number));
        body.put("refunds", sandbox.refunds());
        body.put("requests", sandbox.ledger().requests());
        body.put("violations", sandbox.ledger().violations());
        return body;
    }

    private Map<String, Object> scenarios() {
        var known = Arrays.stream(Scenario.values())
                .map(scenario -> {
                    var one = new LinkedHashMap<String, Object>();
                    one.put("scenario", scenario);
                    one.put("description", scenario.description());
                    one.put("transactionIdPrefix", "420099%02d".formatted(scenario.code()));
                    return one;
                })
                .toList();
        return Map.of("scenarios", known, "byOrder", sandbox.scenarios(), "byDefault", sandbox.scenarioByDefault());
    }

    private static Map<String, Object> items(List<?> items) {
        return Map.of("items", items);
    }

    private Answer change(Call call) {
        var body = Json.object(call.body()).orElseThrow(() -> new IllegalArgumentException("not a JSON object"));
        switch (call.path()) {
            case "/sandbox/scenarios" -> sandbox.scenario(required(body, "order"), choice(body));
            case "/sandbox/defaults" -> sandbox.scenarioByDefault(choice(body));
            case "/sandbox/balance" -> sandbox.balance(number(body, "fen"));
            case "/sandbox/orders" ->
                sandbox.register(
                        required(body, "transactionId"),
                        required(body, "outTradeNo"),
                        requiredNumber(body, "totalAmount"),
                        body.hasNonNull("paidAt") ? Instant.parse(required(body, "paidAt")) : null);
            case "/sandbox/grants" -> grant(body);
            case "/sandbox/codes" -> {
                return Answer.json(200, Map.of("code", sandbox.miniProgram().issueCode(required(body, "user"))));
            }
            case "/sandbox/merchant-certificate" -> sandbox.merchantCertificateExpired(flag(body, "expired"));
            case "/sandbox/tokens/expiry" -> sandbox.miniProgram().expireTokens();
            case "/sandbox/reset" -> sandbox.reset();
            default -> {
                return changeRefund(call, body);
            }
        }
        return Answer.json(200, DONE);
    }

    /**
     * Made on the merchant platform; false when less than that is left, or nobody knows the payment.
     *
     * @param total fen paid, for a payment that is not known yet
     * @param told whether the product gets a notification of it
     */
    boolean refundElsewhere(String transactionId, long fen, Long total, boolean told) {
        var made = sandbox.refundElsewhere(transactionId, fen, total, told ? URI.create(NOTIFY_URL) : null);
        made.ifPresent(refund -> callbacks.tell(refund, Scenario.NORMAL));
        return made.isPresent();
    }

    private Answer changeRefund(Call call, JsonNode body) {
        var elsewhere = ELSEWHERE.matcher(call.path());
        if (elsewhere.matches()) {
            var told = body.path("told").asBoolean(true);
            var made = refundElsewhere(
                    Call.decoded(elsewhere.group(1)), requiredNumber(body, "fen"), number(body, "total"), told);
            return made ? Answer.json(200, DONE) : problem(404, "less than that is left, or total is missing");
        }
        var state = STATE.matcher(call.path());
        if (state.matches()) {
            var status = oneOf(SandboxRefund.Status.class, required(body, "status"));
            return answerTo(setState(Call.decoded(state.group(1)), status));
        }
        var callback = CALLBACK.matcher(call.path());
        if (callback.matches()) {
            return answerTo(notifyAgain(Call.decoded(callback.group(1))));
        }
        return Answer.empty(404);
    }

    private static Answer answerTo(boolean found) {
        return found ? Answer.json(200, DONE) : problem(404, "no such refund, or nothing to tell of it");
    }

    /** Any state at once, with its notification; false for an unknown number. */
    boolean setState(String outRefundNo, SandboxRefund.Status status) {
        var forced = sandbox.force(outRefundNo, status);
        forced.filter(refund -> refund.status() != SandboxRefund.Status.PROCESSING)
                .ifPresent(refund -> callbacks.tell(refund, Scenario.NORMAL));
        return forced.isPresent();
    }

    /** The notification of the present state under a new id; false where there is nothing to tell. */
    boolean notifyAgain(String outRefundNo) {
        var refund = sandbox.refund(outRefundNo)
                .filter(sandboxRefund -> sandboxRefund.status() != SandboxRefund.Status.PROCESSING);
        refund.ifPresent(sandboxRefund -> callbacks.tell(sandboxRefund, Scenario.NORMAL));
        return refund.isPresent();
    }

    private void grant(JsonNode body) {
        var count = number(body, "count");
        var grants = count == null ? null : Math.toIntExact(count);
        if (!body.has("openid") && !body.has("user")) {
            sandbox.miniProgram().grantByDefault(grants);
            return;
        }
        var openid = body.has("user") ? SandboxIds.openidOf(required(body, "user")) : required(body, "openid");
        var template = sandbox.miniProgram()
                .template(required(body, "template"))
                .orElseThrow(() -> new IllegalArgumentException("no such template"));
        sandbox.miniProgram().grant(openid, template.id(), grants);
    }

    private static ScenarioChoice choice(JsonNode body) {
        var scenario = oneOf(Scenario.class, required(body, "scenario"));
        var times = number(body, "times");
        var delay = number(body, "delayMillis");
        return new ScenarioChoice(
                scenario,
                times == null ? scenario.times() : Math.toIntExact(times),
                delay == null ? null : Duration.ofMillis(delay));
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(name + " is none of " + Arrays.toString(type.getEnumConstants())));
    }

    private static String required(JsonNode body, String name) {
        var value = body.path(name);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value.textValue();
    }

    private static long requiredNumber(JsonNode body, String name) {
        var value = number(body, name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static boolean flag(JsonNode body, String name) {
        if (!body.path(name).isBoolean()) {
            throw new IllegalArgumentException(name + " is neither true nor false");
        }
        return body.path(name).booleanValue();
    }

    /** Missing where it is absent or null. */
    private static @Nullable Long number(JsonNode body, String name) {
        if (!body.hasNonNull(name)) {
            return null;
        }
        var value = body.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(name + " is not a whole number");
        }
        return value.longValue();
    }

    private static Answer problem(int status, String detail) {
        return Answer.json(status, Map.of("error", detail));
    }
}
