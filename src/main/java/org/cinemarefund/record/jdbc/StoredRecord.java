package org.cinemarefund.record.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Optional;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Facts;
import org.cinemarefund.record.Words;

/** What lies in the tables of the record, read. */
public final class StoredRecord {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StoredRecord() {}

    /** From the column; what is no JSON object any more keeps its text and says nothing. */
    public static Facts facts(String text) {
        var read = new HashMap<String, Object>();
        try {
            if (text != null) {
                JSON.readTree(text)
                        .properties()
                        .forEach(field -> read.put(
                                field.getKey(),
                                field.getValue().isIntegralNumber()
                                        ? (Object) field.getValue().longValue()
                                        : field.getValue().asText()));
            }
        } catch (JsonProcessingException changedByHand) {
            read.clear();
        }
        return Facts.stored(text, read);
    }

    /** From columns {@code words_nr}, {@code fact}, {@code salt}, {@code text}; empty where a line has none, or only a newer version knows what they are. */
    public static Optional<Words> words(ResultSet row) throws SQLException {
        var key = row.getString("fact");
        var fact = key == null ? Optional.<Fact>empty() : Fact.of(key);
        return fact.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Words(row.getInt("words_nr"), fact.get(), row.getString("salt"), row.getString("text")));
    }
}
