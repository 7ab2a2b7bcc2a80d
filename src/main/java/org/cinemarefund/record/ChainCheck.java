package org.cinemarefund.record;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Holds the recorded lines of one application, in their order, against each other and against what the application and its
 * refund numbers say of themselves. Keeps no line.
 */
public final class ChainCheck {
    /** So many are enough to see that a record is broken. */
    private static final int FAULTS_TOLD = 10;

    private final int lines;
    private final String head;
    private final String status;
    private final Map<String, String> states;
    private final WordsCheck words;
    private final Map<String, String> recordedStates = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private int last;
    private String lastHash = EventChain.BEGINNING;
    private String lastStatus;

    /**
     * @param lines how many the application says it has
     * @param head the hash it says its last line has
     * @param states of its refund numbers
     * @param wordsErasedTo the last line whose words it says were erased
     */
    public ChainCheck(int lines, String head, String status, Map<String, String> states, int wordsErasedTo) {
        this.lines = lines;
        this.head = head;
        this.status = status;
        this.states = Map.copyOf(states);
        this.words = new WordsCheck(wordsErasedTo);
    }

    /** @param facts of this line, read */
    public void add(RecordedLine line, Facts facts) {
        var next = last + 1;
        if (line.nr() < next) {
            fault("line " + line.nr() + " does not belong there");
            return;
        }
        if (line.nr() > next) {
            missing(next, line.nr() - 1);
        } else if (!line.previousHash().equals(lastHash)) {
            fault("line " + line.nr() + " does not follow on the line before it");
        }
        if (!EventChain.hash(line).equals(line.hash())) {
            fault("line " + line.nr() + " was changed");
        }
        words.line(line.nr(), facts);
        last = line.nr();
        lastHash = line.hash();
        lastStatus = line.toStatus();
        if (line.event().equals(RefundEvent.Kind.REFUND_STATE.name()) && line.outRefundNo() != null) {
            recordedStates.put(line.outRefundNo(), line.toState());
        }
    }

    /** What lies beside the lines; after them. */
    public void add(Words beside) {
        words.words(beside);
    }

    /** What is wrong, in the words of a report; empty for a whole record. */
    public List<String> faults() {
        if (last == 0) {
            return List.of("the application has no record at all");
        }
        if (last < lines) {
            missing(last + 1, lines);
        } else if (last > lines) {
            fault("line " + (lines + 1) + " and on are unknown to the application");
        } else if (!lastHash.equals(head)) {
            fault("the application's head is not the hash of line " + last);
        }
        if (!status.equals(lastStatus)) {
            fault("the application is " + status + ", its record says " + lastStatus);
        }
        states.forEach((number, state) -> {
            var recorded = recordedStates.get(number);
            if (!state.equals(recorded)) {
                fault("refund " + number + " is " + state + ", the record says "
                        + Objects.toString(recorded, "nothing"));
            }
        });
        recordedStates.keySet().stream()
                .filter(text -> !states.containsKey(text))
                .forEach(text -> fault("refund " + text + " is in the record only"));
        if (status.equals(RefundStatus.REFUNDING.name()) && states.isEmpty() && recordedStates.isEmpty()) {
            fault("the application is REFUNDING and has no refund number");
        }
        words.faults().forEach(this::fault);
        return List.copyOf(faults);
    }

    private void missing(int from, int to) {
        fault(from == to ? "line " + from + " is missing" : "lines " + from + " to " + to + " are missing");
    }

    private void fault(String what) {
        if (faults.size() < FAULTS_TOLD) {
            faults.add(what);
        }
    }
}
