package org.cinemarefund.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the next line of a record is to say, facts and words. What is null is not said. */
public final class Particulars {
    private final Map<Fact, Object> values = new EnumMap<>(Fact.class);
    private final Map<Fact, String> words = new EnumMap<>(Fact.class);
    private String forOlderNodes;

    private Particulars() {}

    /** Nothing yet. */
    public static Particulars none() {
        return new Particulars();
    }

    public Particulars with(Fact fact, String code) {
        return put(fact, Fact.Type.CODE, code);
    }

    public Particulars with(Fact fact, Enum<?> code) {
        return put(fact, Fact.Type.CODE, code == null ? null : code.name());
    }

    public Particulars with(Fact fact, Long fen) {
        return put(fact, Fact.Type.FEN, fen);
    }

    public Particulars with(Fact fact, Instant at) {
        return put(fact, Fact.Type.INSTANT, at == null ? null : at.toString());
    }

    /** What stands beside the record. */
    public Particulars words(Fact fact, String text) {
        require(fact, Fact.Type.WORDS);
        if (text != null) {
            words.put(fact, text);
        }
        return this;
    }

    /**
     * What a node of a version without facts needs in the line's old field, as long as there may be one: it takes it for granted
     * in lines of some kinds, and looks for what it wrote itself.
     */
    public Particulars forOlderNodes(String detail) {
        forOlderNodes = detail;
        return this;
    }

    /** Whether a line says the same, in facts or, if it was written before there were any, in its text. Words are not compared. */
    public boolean isSaidBy(RefundEvent line) {
        return line.facts().equals(Facts.NONE)
                ? Objects.equals(forOlderNodes, line.detail())
                : line.facts().equals(Facts.of(values));
    }

    private Particulars put(Fact fact, Fact.Type type, Object value) {
        require(fact, type);
        if (value != null) {
            values.put(fact, value);
        }
        return this;
    }

    private static void require(Fact fact, Fact.Type type) {
        if (fact.type() != type) {
            throw new IllegalArgumentException(fact + " is " + fact.type() + ", not " + type);
        }
    }

    String forOlderNodes() {
        return forOlderNodes;
    }

    /** @throws IllegalArgumentException for what a line of this kind cannot say */
    List<Words> words(RefundEvent.Kind kind, int nr) {
        var all = new ArrayList<Words>();
        words.forEach((fact, text) -> all.add(Words.of(nr, requireOf(kind, fact), text)));
        return List.copyOf(all);
    }

    /** @throws IllegalArgumentException for what a line of this kind cannot say */
    Facts facts(RefundEvent.Kind kind, List<Words> besides) {
        var all = new EnumMap<Fact, Object>(Fact.class);
        values.forEach((fact, value) -> all.put(requireOf(kind, fact), value));
        besides.forEach(one -> all.put(one.fact(), one.hash()));
        return Facts.of(all);
    }

    private static Fact requireOf(RefundEvent.Kind kind, Fact fact) {
        if (!kind.facts().contains(fact)) {
            throw new IllegalArgumentException("a line of " + kind + " says no " + fact);
        }
        return fact;
    }
}
