package org.cinemarefund.finance.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.cinemarefund.finance.PayeeCardDesk.TypedCard;
import org.cinemarefund.shared.Problem;

/** A body with a card in it, read by hand: whatever is wrong with it, no complaint quotes it. */
record CardBody(Map<?, ?> fields) {

    /** @throws Problem INVALID_REQUEST when it is no JSON object */
    static CardBody of(HttpServletRequest request, ObjectMapper json) throws IOException {
        Map<?, ?> fields;
        try {
            fields = json.readValue(request.getInputStream(), Map.class);
        } catch (JsonProcessingException e) {
            throw Problem.invalid("body", "malformed");
        }
        if (fields == null) {
            throw Problem.invalid("body", "required");
        }
        return new CardBody(fields);
    }

    /** @throws Problem INVALID_REQUEST with the field */
    TypedCard card() {
        return TypedCard.of(fields.get("bankType"), fields.get("bankAccount"), fields.get("realName"));
    }

    Object comment() {
        return fields.get("comment");
    }

    @Override
    public String toString() {
        return "CardBody";
    }
}
