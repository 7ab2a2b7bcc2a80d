package org.cinemarefund.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds the words that lie beside one application's record against the hashes that stand in its lines. */
final class WordsCheck {
    private final int erasedTo;
    private final Map<Integer, Map<Fact, String>> hashes = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();

    /** @param erasedTo the last line whose words may be gone */
    WordsCheck(int erasedTo) {
        this.erasedTo = erasedTo;
    }

    void line(int nr, Facts facts) {
        for (var fact : Fact.values()) {
            if (fact.type() == Fact.Type.WORDS && facts.has(fact)) {
                hashes.computeIfAbsent(nr, one -> new TreeMap<>()).put(fact, facts.code(fact));
            }
        }
    }

    void words(Words words) {
        var ofLine = hashes.get(words.nr());
        var hash = ofLine == null ? null : ofLine.remove(words.fact());
        if (hash == null) {
            faults.add("words beside line " + words.nr() + " do not belong to it");
        } else if (!hash.equals(words.hash())) {
            faults.add("words of line " + words.nr() + " were changed");
        }
    }

    /** What is wrong, once all lines and words were seen. */
    List<String> faults() {
        hashes.forEach((nr, left) -> {
            if (nr > erasedTo && !left.isEmpty()) {
                faults.add("words of line " + nr + " are missing");
            }
        });
        return List.copyOf(faults);
    }
}
