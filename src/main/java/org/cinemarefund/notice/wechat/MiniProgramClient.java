package org.cinemarefund.notice.wechat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.cinemarefund.identity.LoginCodes;
import org.cinemarefund.notice.MessageChannel;
import org.cinemarefund.notice.MessageChannel.Delivery.Outcome;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mini-program's server API: who logged in, and subscription messages. Addresses of these calls carry the secret or the
 * access token, so neither they nor what an exception says about them is ever logged.
 */
final class MiniProgramClient implements MessageChannel, LoginCodes {
    /** Of one call. A message needs four at most: token and message, and both again when the token was no good. */
    static final Duration BUDGET = Duration.ofSeconds(4);

    private static final Logger log = LoggerFactory.getLogger(MiniProgramClient.class);
    private static final String CALLS = "refund.wechat.calls";
    private static final MediaType JSON = MediaType.get("application/json");
    private static final int LARGEST_ANSWER_BYTES = 256 * 1024;
    private static final Pattern LOGIN_CODE = Pattern.compile("[!-~]{1,256}");
    private static final Pattern OPENID = Pattern.compile("[0-9A-Za-z_-]{1,64}");
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,4096}");
    /** Wrong, already used, of somebody WeChat blocks, or none at all. */
    private static final Set<Integer> LOGIN_REFUSED = Set.of(40029, 40163, 40226, 41008);

    private static final int TOO_FREQUENT = 45011;
    private static final Set<Integer> TOKEN_REFUSED = Set.of(40001, 40014, 42001);
    /** Busy, a limit of calls, or a token that was no good twice: the call was refused, and later it may not be. */
    private static final Set<Integer> MAY_PASS = Set.of(-1, 40001, 40014, 42001, 45009, TOO_FREQUENT);

    private static final Duration BEFORE_EXPIRY = Duration.ofMinutes(1);

    private final HttpUrl baseUrl;
    private final String appId;
    private final String secret;
    private final Map<NoticeKind, MiniProgramProperties.Template> templates;
    private final String page;
    private final Duration budget;
    private final Clock clock;
    private final MeterRegistry meters;
    private final OkHttpClient http;
    private volatile AccessToken cached = new AccessToken("", Instant.MIN);

    /** @param page that messages lead to, as it is set; may be missing */
    MiniProgramClient(
            HttpUrl baseUrl,
            String appId,
            String secret,
            Map<NoticeKind, MiniProgramProperties.Template> templates,
            @Nullable String page,
            Duration budget,
            Clock clock,
            MeterRegistry meters) {
        this.baseUrl = baseUrl;
        this.appId = appId;
        this.secret = secret;
        this.templates = Map.copyOf(templates);
        this.page = page;
        this.budget = budget;
        this.clock = clock;
        this.meters = meters;
        this.http = new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(budget)
                .connectionPool(new ConnectionPool(5, 7, TimeUnit.SECONDS))
                .eventListener(Departure.LISTENER)
                // "503, Retry-After: 0" makes OkHttp send the request again whatever it was told above.
                .addNetworkInterceptor(chain -> chain.proceed(chain.request())
                        .newBuilder()
                        .removeHeader("Retry-After")
                        .build())
                .build();
    }

    @Override
    public String exchange(String code) {
        if (code == null || !LOGIN_CODE.matcher(code).matches()) {
            throw new Problem(ProblemCode.LOGIN_CODE_INVALID);
        }
        var sample = Timer.start(meters);
        var result = "unavailable";
        try {
            var url = url("sns", "jscode2session")
                    .addQueryParameter("appid", appId)
                    .addQueryParameter("secret", secret)
                    .addQueryParameter("js_code", code)
                    .addQueryParameter("grant_type", "authorization_code")
                    .build();
            var answer = call(new Request.Builder().url(url).build());
            var errcode = answer.errcode();
            if (errcode != null && LOGIN_REFUSED.contains(errcode)) {
                result = "refused";
                throw new Problem(ProblemCode.LOGIN_CODE_INVALID);
            }
            if (errcode != null && errcode == TOO_FREQUENT) {
                result = "too_frequent";
                throw new Problem(ProblemCode.TOO_MANY_REQUESTS);
            }
            // The session_key that comes along is neither kept nor needed.
            var openid = answer.text("openid");
            var fine = answer.readable() && (errcode == null || errcode == 0);
            if (!fine || openid == null || !OPENID.matcher(openid).matches()) {
                log.warn("log-in: HTTP {}, errcode {}{}", answer.status(), errcode, answer.hint());
                throw new Problem(ProblemCode.TRY_LATER);
            }
            result = "ok";
            return openid;
        } catch (IOException e) {
            log.warn("log-in: no answer: {}", e.getClass().getSimpleName());
            throw new Problem(ProblemCode.TRY_LATER);
        } finally {
            sample.stop(meters.timer(CALLS, "api", "login", "result", result));
        }
    }

    @Override
    public boolean hasTemplate(NoticeKind kind) {
        return templates.containsKey(kind.under());
    }

    @Override
    public String templateId(NoticeKind kind) {
        var template = templates.get(kind.under());
        return template == null ? null : template.id();
    }

    @Override
    public boolean carries(NoticeKind kind, String field, String value) {
        var template = templates.get(kind.under());
        return template != null
                && template.fields().entrySet().stream()
                        .filter(entry -> entry.getValue().equals(field))
                        .anyMatch(entry -> FieldType.of(FieldType.wechatKey(entry.getKey()))
                                .fit(value)
                                .equals(value));
    }

    @Override
    public Delivery send(NoticeKind kind, String openid, Map<String, String> values) {
        var template = templates.get(kind.under());
        if (template == null) {
            return new Delivery(Outcome.NOT_SENT, "NO_TEMPLATE");
        }
        var message = message(template, openid, values);
        var sample = Timer.start(meters);
        var delivery = deliver(message);
        var result = delivery.outcome().name().toLowerCase(Locale.ROOT);
        sample.stop(meters.timer(CALLS, "api", "message", "result", result));
        if (delivery.outcome() != Outcome.SENT) {
            log.info("message {}: {} ({})", kind, result, delivery.reason());
        }
        return delivery;
    }

    private Delivery deliver(ObjectNode message) {
        try {
            var token = token();
            var first = post(token, message);
            var errcode = first.errcode();
            if (errcode == null || !TOKEN_REFUSED.contains(errcode)) {
                return delivery(first);
            }
            // Refused for its token, so certainly not delivered: once more with the one that is valid now.
            cached = new AccessToken("", Instant.MIN);
            return delivery(post(token(), message));
        } catch (NoToken e) {
            return new Delivery(e.mayPass ? Outcome.NOT_YET : Outcome.NOT_SENT, e.getMessage());
        } catch (NotConnected e) {
            return new Delivery(Outcome.NOT_YET, "NOT_CONNECTED");
        } catch (InterruptedIOException e) {
            return new Delivery(Outcome.UNKNOWN, "TIMEOUT");
        } catch (IOException e) {
            return new Delivery(Outcome.UNKNOWN, "NO_ANSWER");
        }
    }

    private static Delivery delivery(MiniProgramAnswer answer) {
        if (answer.status() != 200) {
            return new Delivery(Outcome.UNKNOWN, "HTTP_" + answer.status());
        }
        var errcode = answer.errcode();
        if (errcode == null) {
            return "ok".equals(answer.text("errmsg"))
                    ? new Delivery(Outcome.SENT, null)
                    : new Delivery(Outcome.UNKNOWN, "UNREADABLE");
        }
        if (errcode == 0) {
            return new Delivery(Outcome.SENT, null);
        }
        // 43101, no grant left, is everyday; anything else concerns the template or the account.
        if (errcode != 43101) {
            log.warn("message refused: errcode {}{}", errcode, answer.hint());
        }
        return new Delivery(MAY_PASS.contains(errcode) ? Outcome.NOT_YET : Outcome.NOT_SENT, String.valueOf(errcode));
    }

    private ObjectNode message(MiniProgramProperties.Template template, String openid, Map<String, String> values) {
        var message = JsonNodeFactory.instance.objectNode();
        message.put("touser", openid);
        message.put("template_id", template.id());
        message.put("miniprogram_state", "formal");
        message.put("lang", "zh_CN");
        if (page != null) {
            message.put("page", page.replace("{applicationNo}", values.getOrDefault("applicationNo", "")));
        }
        var data = message.putObject("data");
        template.fields().forEach((key, field) -> {
            var wechatKey = FieldType.wechatKey(key);
            var type = FieldType.of(wechatKey);
            var name = type == FieldType.PHRASE && field.equals("status") ? SHORT_STATUS : field;
            data.putObject(wechatKey).put("value", type.fit(values.get(name)));
        });
        return message;
    }

    private MiniProgramAnswer post(String token, ObjectNode message) throws IOException {
        var url = url("cgi-bin", "message", "subscribe", "send")
                .addQueryParameter("access_token", token)
                .build();
        var departure = new Departure();
        try {
            return call(new Request.Builder()
                    .url(url)
                    .post(body(message))
                    .tag(Departure.class, departure)
                    .build());
        } catch (IOException e) {
            throw departure.begun ? e : new NotConnected();
        }
    }

    /**
     * The access token. In this mode WeChat gives every node the same one for as long as it is valid, which is how nodes
     * share it; several threads asking at once are therefore harmless too, and none waits for another.
     */
    private String token() throws NoToken {
        var now = clock.instant();
        var known = cached;
        if (now.isBefore(known.until())) {
            return known.value();
        }
        var sample = Timer.start(meters);
        var result = "failed";
        try {
            var request = JsonNodeFactory.instance
                    .objectNode()
                    .put("grant_type", "client_credential")
                    .put("appid", appId)
                    .put("secret", secret)
                    .put("force_refresh", false);
            var answer = call(new Request.Builder()
                    .url(url("cgi-bin", "stable_token").build())
                    .post(body(request))
                    .build());
            var errcode = answer.errcode();
            var value = answer.text("access_token");
            var fine = answer.readable() && (errcode == null || errcode == 0);
            if (!fine || value == null || !TOKEN.matcher(value).matches()) {
                log.warn("access token: HTTP {}, errcode {}{}", answer.status(), errcode, answer.hint());
                throw errcode == null
                        ? new NoToken("NO_TOKEN", true)
                        : new NoToken("NO_TOKEN_" + errcode, answer.status() != 200 || MAY_PASS.contains(errcode));
            }
            var lifetime = Duration.ofSeconds(Math.max(0, Math.min(answer.number("expires_in"), 7200)));
            cached = new AccessToken(value, now.plus(lifetime).minus(BEFORE_EXPIRY));
            result = "ok";
            return value;
        } catch (NoToken e) {
            throw e;
        } catch (IOException e) {
            log.warn("access token: no answer: {}", e.getClass().getSimpleName());
            throw new NoToken("NO_TOKEN", true);
        } finally {
            sample.stop(meters.timer(CALLS, "api", "token", "result", result));
        }
    }

    private HttpUrl.Builder url(String... path) {
        var url = baseUrl.newBuilder();
        for (var segment : path) {
            url.addPathSegment(segment);
        }
        return url;
    }

    private static RequestBody body(ObjectNode json) {
        return RequestBody.create(json.toString().getBytes(StandardCharsets.UTF_8), JSON);
    }

    private MiniProgramAnswer call(Request request) throws IOException {
        var call = http.newCall(request);
        call.timeout().timeout(budget.toMillis(), TimeUnit.MILLISECONDS);
        try (var response = call.execute()) {
            var source = response.body().source();
            if (source.request(LARGEST_ANSWER_BYTES + 1L)) {
                throw new IOException("an answer of more than " + LARGEST_ANSWER_BYTES + " bytes");
            }
            return MiniProgramAnswer.of(response.code(), source.getBuffer().readByteArray());
        }
    }

    private record AccessToken(String value, Instant until) {
        @Override
        public String toString() {
            return "AccessToken[until=" + until + "]";
        }
    }

    /** No token, so nothing was sent. */
    private static final class NoToken extends IOException {
        private static final long serialVersionUID = 1L;

        private final boolean mayPass;

        NoToken(String reason, boolean mayPass) {
            super(reason);
            this.mayPass = mayPass;
        }
    }

    /** No byte of the message left. */
    private static final class NotConnected extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Whether any of a request may have left: before that, whatever breaks, nobody has it. */
    private static final class Departure {
        static final EventListener LISTENER = new EventListener() {
            @Override
            public void requestHeadersStart(Call call) {
                var departure = call.request().tag(Departure.class);
                if (departure != null) {
                    departure.begun = true;
                }
            }
        };

        private volatile boolean begun;
    }
}
