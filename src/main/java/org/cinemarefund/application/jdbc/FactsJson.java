package org.cinemarefund.application.jdbc;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;

/** The frozen facts and the lines of a deal as the JSON they are stored as; independent of how the API writes JSON. */
final class FactsJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .addMixIn(Cinema.class, Terms.class)
            .build();

    private FactsJson() {}

    /** How a cinema is reached is no part of a deal, and nodes of before could not read it. */
    @JsonIgnoreProperties("serviceHours")
    private interface Terms {}

    /** What was true when the application was made. */
    record Facts(Order order, Cinema cinema) {}

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be stored", e);
        }
    }

    static Facts facts(String json) {
        return read(json, Facts.class);
    }

    static List<Deal.Line> lines(String json) {
        return json == null ? List.of() : List.of(read(json, Deal.Line[].class));
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored facts cannot be read", e);
        }
    }
}
