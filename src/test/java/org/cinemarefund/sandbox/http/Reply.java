package org.cinemarefund.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** @param headers by name, case included */
record Reply(int status, Map<String, String> headers, String body) {

    JsonNode json() {
        return Json.object(body.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    String code() {
        return json().path("code").asText();
    }

    boolean signed() {
        return headers.containsKey("Wechatpay-Signature");
    }
}
