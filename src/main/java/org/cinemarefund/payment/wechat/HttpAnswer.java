package org.cinemarefund.payment.wechat;

import java.util.List;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** What came back over the wire, before anybody believes it. */
record HttpAnswer(int status, Headers headers, byte[] body) {
    private static final Pattern CODE = Pattern.compile("[A-Z0-9_]{1,64}");
    private static final int LONGEST_MESSAGE = 200;
    private static final int LONGEST_REQUEST_ID = 60;

    List<String> header(String name) {
        return headers.values(name);
    }

    /** The code of an error body; missing when it is none of WeChat's. */
    @Nullable
    String errorCode() {
        try {
            return StrictJson.object(body).text("code", CODE);
        } catch (StrictJson.Unreadable e) {
            return null;
        }
    }

    /** WeChat's words, for people only: they change and are translated. */
    String errorMessage() {
        try {
            var message = StrictJson.object(body).label("message", LONGEST_MESSAGE);
            return message == null ? "" : message;
        } catch (StrictJson.Unreadable e) {
            return "";
        }
    }

    /** What WeChat's support asks for first. */
    String requestId() {
        var id = headers.get("Request-ID");
        if (id == null) {
            return "-";
        }
        var safe = id.replaceAll("[^0-9A-Za-z_-]", "");
        return safe.substring(0, Math.min(safe.length(), LONGEST_REQUEST_ID));
    }
}
