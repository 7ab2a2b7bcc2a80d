package org.cinemarefund.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.cinemarefund.sandbox.MiniProgram;
import org.cinemarefund.sandbox.Sandbox;
import org.cinemarefund.sandbox.SandboxKeys;

/** The three calls of the mini-program server. Every answer is HTTP 200; what it means stands in {@code errcode}. */
final class MiniProgramApi {
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final Set<String> STATES = Set.of("developer", "trial", "formal");
    private static final Set<String> LANGUAGES = Set.of("zh_CN", "en_US", "zh_HK", "zh_TW");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Sandbox sandbox;

    MiniProgramApi(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    static boolean serves(String path) {
        return path.equals("/sns/jscode2session")
                || path.equals("/cgi-bin/stable_token")
                || path.equals("/cgi-bin/message/subscribe/send");
    }

    Answer answer(Call call) {
        return switch (call.path()) {
            case "/sns/jscode2session" -> login(call.parameters());
            case "/cgi-bin/stable_token" -> call.method().equals("POST") ? token(call) : mustBePost();
            default -> call.method().equals("POST") ? send(call) : mustBePost();
        };
    }

    private Answer login(Map<String, String> query) {
        var refused = refusedApp(query.get("appid"), query.get("secret"));
        if (refused != null) {
            return refused;
        }
        if (!"authorization_code".equals(query.getOrDefault("grant_type", "authorization_code"))) {
            return error(40002, "invalid grant_type");
        }
        var code = query.getOrDefault("js_code", "");
        if (code.isEmpty()) {
            return error(41008, "missing code");
        }
        try {
            var key = new byte[16];
            RANDOM.nextBytes(key);
            var body = new TreeMap<String, Object>();
            body.put("openid", sandbox.miniProgram().login(code));
            body.put("session_key", Base64.getEncoder().encodeToString(key));
            return Answer.of(200, PLAIN, Json.bytes(body));
        } catch (MiniProgram.Refused e) {
            return error(e.code(), e.getMessage());
        }
    }

    private Answer token(Call call) {
        var body = Json.object(call.body());
        if (body.isEmpty()) {
            return error(47001, "data format error");
        }
        var refused = refusedApp(text(body.get(), "appid"), text(body.get(), "secret"));
        if (refused != null) {
            return refused;
        }
        if (!"client_credential".equals(text(body.get(), "grant_type"))) {
            return error(40002, "invalid grant_type");
        }
        try {
            var token =
                    sandbox.miniProgram().token(body.get().path("force_refresh").asBoolean(false));
            var answer = new LinkedHashMap<String, Object>();
            answer.put("access_token", token.value());
            answer.put("expires_in", token.expiresIn());
            return Answer.json(200, answer);
        } catch (MiniProgram.Refused e) {
            return error(e.code(), e.getMessage());
        }
    }

    private Answer send(Call call) {
        var body = Json.object(call.body());
        if (body.isEmpty()) {
            return error(47001, "data format error");
        }
        var message = body.get();
        try {
            sandbox.miniProgram()
                    .send(
                            call.parameters().get("access_token"),
                            text(message, "touser"),
                            text(message, "template_id"),
                            text(message, "page"),
                            values(message));
            var answer = new LinkedHashMap<String, Object>();
            answer.put("errcode", 0);
            answer.put("errmsg", "ok");
            return Answer.json(200, answer);
        } catch (MiniProgram.Refused e) {
            return error(e.code(), e.getMessage());
        } catch (UnusableMessage e) {
            return error(47003, e.getMessage());
        }
    }

    /** What is wrong with a message before its template is looked at. */
    private static final class UnusableMessage extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableMessage(String message) {
            super(message, null, false, false);
        }
    }

    private static Map<String, String> values(JsonNode message) throws UnusableMessage {
        if (!STATES.contains(message.path("miniprogram_state").asText("formal"))) {
            throw new UnusableMessage("argument invalid! miniprogram_state invalid");
        }
        if (!LANGUAGES.contains(message.path("lang").asText("zh_CN"))) {
            throw new UnusableMessage("argument invalid! lang invalid");
        }
        var data = message.path("data");
        if (!data.isObject()) {
            throw new UnusableMessage("argument invalid! data is empty");
        }
        var values = new TreeMap<String, String>();
        for (var field : data.properties()) {
            var value = field.getValue().path("value");
            if (!value.isTextual()) {
                throw new UnusableMessage("argument invalid! data." + field.getKey() + ".value invalid");
            }
            values.put(field.getKey(), value.textValue());
        }
        return values;
    }

    private Answer refusedApp(String appId, String secret) {
        if (appId == null || appId.isEmpty()) {
            return error(41002, "appid missing");
        }
        if (secret == null || secret.isEmpty()) {
            return error(41004, "appsecret missing");
        }
        if (!sandbox.isApp(appId)) {
            return error(40013, "invalid appid");
        }
        return sandbox.isAppSecret(secret) ? null : error(40125, "invalid appsecret");
    }

    private static Answer mustBePost() {
        return error(43002, "require POST method");
    }

    private static String text(JsonNode body, String name) {
        var value = body.path(name);
        return value.isTextual() ? value.textValue() : null;
    }

    private static Answer error(int code, String message) {
        var body = new LinkedHashMap<String, Object>();
        body.put("errcode", code);
        body.put(
                "errmsg",
                message + " rid: " + SandboxKeys.nonce(8) + "-" + SandboxKeys.nonce(8) + "-" + SandboxKeys.nonce(8));
        return Answer.json(200, body);
    }
}
