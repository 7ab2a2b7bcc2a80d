package org.cinemarefund.desk.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.cinemarefund.shared.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The body of a call, read only after it is known that its sender may make it. */
@Component
class SentJson {
    private final ObjectMapper json;

    SentJson(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Missing where nothing was sent.
     *
     * @throws Problem INVALID_REQUEST with {@code body} for what is no JSON
     */
    @Nullable
    JsonNode of(HttpServletRequest request) throws IOException {
        try {
            return json.readTree(request.getInputStream());
        } catch (JsonProcessingException unreadable) {
            throw Problem.invalid("body", "malformed");
        }
    }
}
