package org.cinemarefund.application.jdbc;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.Decision;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;
import org.jspecify.annotations.Nullable;

/** The frozen facts and the lines of a deal as the JSON they are stored as; independent of how the API writes JSON. */
final class FactsJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addMixIn(Cinema.class, Terms.class)
            .addMixIn(Order.class, Sold.class)
            .build();

    /** A refund is read some twelve times on its way, and what of it is stored here hardly ever changes meanwhile. */
    private static final int KEPT = 1000;

    private static final Map<Stored, Object> READ = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Stored, Object> eldest) {
            return size() > KEPT;
        }
    });

    private FactsJson() {}

    private record Stored(Class<?> type, String json) {}

    /** How a cinema is reached is no part of a deal, and nodes of before could not read it. */
    @JsonIgnoreProperties({"serviceHours", "claimHours", "plans"})
    private interface Terms {}

    /** Nor what they know nothing of. */
    @JsonIgnoreProperties({"hallType", "filmType", "memberLevel", "screeningId"})
    private interface Sold {}

    /** What was true when the application was made. */
    record Facts(Order order, Cinema cinema) {}

    /** What was true as well, and what nodes of before know nothing of. */
    record MoreFacts(
            @Nullable String hallType,
            @Nullable String filmType,
            @Nullable String memberLevel,
            int claimHours) {
        static MoreFacts of(Order order, Cinema cinema) {
            return new MoreFacts(order.hallType(), order.filmType(), order.memberLevel(), cinema.claimHours());
        }
    }

    /** What of a deal is another one when people choose something else. */
    record Sums(long fee, long refundAmount, List<Deal.Line> lines, boolean returnsCoupon) {
        Sums(Deal deal) {
            this(deal.fee(), deal.refundAmount(), deal.lines(), deal.returnsCoupon());
        }

        Deal of(Deal another) {
            return new Deal(
                    another.outcome(),
                    another.paidAmount(),
                    fee,
                    refundAmount,
                    lines,
                    another.plan(),
                    another.ruleId(),
                    another.version(),
                    another.reviewForced(),
                    returnsCoupon);
        }
    }

    static Sums sums(String json) {
        return read(json, Sums.class);
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be stored", e);
        }
    }

    /** @param more missing where a node of before wrote it */
    static Facts facts(String json, @Nullable String more) {
        var facts = read(json, Facts.class);
        if (more == null) {
            return new Facts(facts.order(), facts.cinema().withClaimHours(Cinema.CLAIM_HOURS));
        }
        var told = read(more, MoreFacts.class);
        return new Facts(
                facts.order().about(told.hallType(), told.filmType(), told.memberLevel()),
                facts.cinema().withClaimHours(told.claimHours()));
    }

    /** Missing where a node of before decided. */
    static @Nullable Decision decision(@Nullable String json) {
        return json == null ? null : read(json, Decision.class);
    }

    static List<Deal.Line> lines(String json) {
        return json == null ? List.of() : List.of(read(json, Deal.Line[].class));
    }

    private static <T> T read(String json, Class<T> type) {
        var stored = new Stored(type, json);
        var read = READ.get(stored);
        if (read == null) {
            read = parsed(stored);
            READ.put(stored, read);
        }
        return type.cast(read);
    }

    private static Object parsed(Stored stored) {
        try {
            return JSON.readValue(stored.json(), stored.type());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored facts cannot be read", e);
        }
    }
}
