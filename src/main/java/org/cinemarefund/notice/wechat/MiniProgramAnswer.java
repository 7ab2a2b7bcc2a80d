package org.cinemarefund.notice.wechat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the mini-program server. It says 200 and {@code text/plain} for nearly everything, so only the JSON in it
 * counts; there {@code errcode} is 0 or absent when all is well.
 */
record MiniProgramAnswer(int status, JsonNode json) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern RID = Pattern.compile("\\brid: ?([0-9a-f-]{8,40})");
    private static final Pattern FIELD = Pattern.compile("\\bdata\\.([0-9A-Za-z_]{1,40})\\.value\\b");

    /** {@code json} is null when the body is not a JSON object. */
    static MiniProgramAnswer of(int status, byte[] body) {
        try {
            var json = MAPPER.readTree(body);
            return new MiniProgramAnswer(status, json != null && json.isObject() ? json : null);
        } catch (JsonProcessingException e) {
            return new MiniProgramAnswer(status, null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean readable() {
        return status == 200 && json != null;
    }

    /** Missing when absent or not a number. */
    @Nullable
    Integer errcode() {
        var code = json == null ? null : json.get("errcode");
        return code != null && code.isIntegralNumber() && code.canConvertToInt() ? code.intValue() : null;
    }

    String text(String key) {
        var value = json == null ? null : json.get(key);
        return value != null && value.isTextual() ? value.textValue() : null;
    }

    long number(String key) {
        var value = json == null ? null : json.get(key);
        return value != null && value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : 0;
    }

    /** What an operator or WeChat's support can use of {@code errmsg}; the rest might name a person. */
    String hint() {
        var message = text("errmsg");
        if (message == null) {
            return "";
        }
        var field = FIELD.matcher(message);
        var rid = RID.matcher(message);
        return (field.find() ? " field " + field.group(1) : "") + (rid.find() ? " rid " + rid.group(1) : "");
    }
}
