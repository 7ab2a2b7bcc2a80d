package org.cinemarefund.process.access;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * What a question to the engine asks for, counted before the engine makes SQL of it. Each condition on a variable becomes one more
 * join or sub-query, and the time and the memory a database takes to plan them grows much faster than their number: sixty of
 * them kept a process of PostgreSQL busy for half a minute with fifty rows in the table, three hundred took it 6 GB.
 *
 * <p>Counted by shape, not by the engine's names alone, so that a field we have not heard of is counted too: a list of
 * objects is a list of conditions unless it is known to be something else.
 */
final class QueryCost {
    /** Conditions on variables and sorting by variables, in the whole question. */
    static final int CONDITIONS = 10;

    static final int OR_QUERIES = 5;
    static final int SORTINGS = 5;
    /** Of all lists of plain values together. */
    static final int LIST_ENTRIES = 100;

    static final int DEPTH = 8;
    /** A hundred ids and ten conditions fit. */
    static final int BODY_BYTES = 8 * 1024;

    static final int QUERY_STRING_CHARACTERS = 8 * 1024;
    /** Where the engine asks several times more for each row: one page of Tasklist. */
    static final int MAX_RESULTS_WITH_MORE = 15;

    /** As {@code query-max-results-limit} in the settings. */
    static final int MAX_RESULTS = 2000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Set<String> NUMBERS = Set.of("firstResult", "maxResults");
    private static final Pattern CONDITIONS_IN_ADDRESS = Pattern.compile(".*[vV]ariables|.*[vV]ariableValues");
    /** A question inside something else: a filter that is saved, an act on everything that a question finds. */
    private static final Pattern NESTED = Pattern.compile("query|.*Query");

    /** Asks once more for each row. */
    private static final Pattern WITH_EACH_ROW = Pattern.compile("with[A-Z].*(?:InReturn|Info)");

    private int rows = MAX_RESULTS;
    private boolean paged;
    private boolean withEachRow;
    private int conditions;
    private int orQueries;
    private int sortings;
    private int entries;

    private QueryCost() {}

    /**
     * @param queryString as it came, may be missing
     * @param body as it came, empty for none
     * @throws Problem unless the question is within its share
     */
    static void check(@Nullable String queryString, byte[] body) {
        var cost = new QueryCost();
        cost.address(queryString);
        if (body.length > BODY_BYTES) {
            throw new Problem(ProblemCode.PAYLOAD_TOO_LARGE);
        }
        cost.question(tree(body), 1);
        require(!cost.withEachRow || cost.rows <= MAX_RESULTS_WITH_MORE, "maxResults");
    }

    /**
     * The same for what is not itself a question: only the questions inside are counted.
     *
     * @throws Problem unless they are within one share together
     */
    static void checkNested(byte[] body) {
        new QueryCost().nested(tree(body), 1);
    }

    private static JsonNode tree(byte[] body) {
        try {
            return body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (IOException e) {
            throw Problem.invalid("body", "json");
        }
    }

    private void address(String queryString) {
        if (queryString == null || queryString.isEmpty()) {
            return;
        }
        require(queryString.length() <= QUERY_STRING_CHARACTERS, "query");
        for (var pair : queryString.split("&")) {
            var equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            parameter(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
    }

    private void parameter(String name, String value) {
        if (NUMBERS.contains(name)) {
            if (!isNumber(name, value)) {
                throw Problem.invalid(name, "range");
            }
            // The first one counts.
            if (name.equals("maxResults") && !value.isEmpty() && !paged) {
                rows = Integer.parseInt(value);
                paged = true;
            }
        } else if (WITH_EACH_ROW.matcher(name).matches()) {
            withEachRow |= value.equalsIgnoreCase("true");
        } else if (name.equals("orQueries")) {
            // Only a body can say it.
            throw tooMuch("orQueries");
        } else if (CONDITIONS_IN_ADDRESS.matcher(name).matches()) {
            conditions += commas(value) + 1;
            require(conditions <= CONDITIONS, "variables");
        } else {
            entries += commas(value);
            require(entries < LIST_ENTRIES, "list");
        }
    }

    private static boolean isNumber(String name, String value) {
        if (!value.matches("[0-9]{1,10}")) {
            return value.isEmpty();
        }
        return Long.parseLong(value) <= (name.equals("maxResults") ? MAX_RESULTS : Integer.MAX_VALUE);
    }

    private void question(JsonNode node, int depth) {
        require(depth <= DEPTH, "depth");
        if (node.isArray()) {
            node.forEach(entry -> question(entry, depth + 1));
            return;
        }
        node.properties().forEach(field -> {
            withEachRow |= WITH_EACH_ROW.matcher(field.getKey()).matches()
                    && !field.getValue().asText().equals("false")
                    && !field.getValue().isNull();
            if (field.getValue().isArray()) {
                list(field.getKey(), field.getValue(), depth + 1);
            } else {
                question(field.getValue(), depth + 1);
            }
        });
    }

    private void list(String name, JsonNode list, int depth) {
        for (var entry : list) {
            if (!entry.isContainerNode()) {
                entries++;
            } else if (name.equals("orQueries")) {
                orQueries++;
            } else if (name.equals("sorting")) {
                sortings++;
                conditions += entry.path("parameters").isObject() ? 1 : 0;
            } else {
                conditions++;
            }
            require(entries <= LIST_ENTRIES, "list");
            require(orQueries <= OR_QUERIES, "orQueries");
            require(sortings <= SORTINGS, "sorting");
            require(conditions <= CONDITIONS, "variables");
            question(entry, depth + 1);
        }
    }

    private void nested(JsonNode node, int depth) {
        require(depth <= 2 * DEPTH, "depth");
        if (node.isArray()) {
            node.forEach(entry -> nested(entry, depth + 1));
            return;
        }
        node.properties().forEach(field -> {
            if (NESTED.matcher(field.getKey()).matches()) {
                question(field.getValue(), 1);
            } else {
                nested(field.getValue(), depth + 1);
            }
        });
    }

    private static int commas(String value) {
        return (int) value.chars().filter(character -> character == ',').count();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("query", "not-accepted");
        }
    }

    private static void require(boolean within, String field) {
        if (!within) {
            throw tooMuch(field);
        }
    }

    private static Problem tooMuch(String field) {
        return Problem.invalid(field, "too-costly");
    }
}
