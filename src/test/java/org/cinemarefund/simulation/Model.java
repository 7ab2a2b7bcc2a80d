package org.cinemarefund.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Its own idea of what may happen, written from the contract and knowing nothing of the code. Amounts are fen. */
final class Model {

    enum Status {
        UNDER_REVIEW,
        EVIDENCE_REQUESTED,
        REFUNDING,
        REFUNDED,
        REJECTED,
        WITHDRAWN,
        SETTLED_OFFLINE;

        boolean undecided() {
            return this == UNDER_REVIEW || this == EVIDENCE_REQUESTED;
        }

        boolean over() {
            return !undecided() && this != REFUNDING;
        }
    }

    enum Action {
        CHECK_AGAIN,
        RESEND,
        ABNORMAL_TO_CARD,
        ABNORMAL_TO_MERCHANT,
        NEW_NUMBER,
        SETTLE_OFFLINE,
        REJECT;

        boolean needsTwo() {
            return this == NEW_NUMBER || this == SETTLE_OFFLINE;
        }
    }

    private Model() {}

    /** A sold order of a cinema that refunds at once, or approves what nobody looked at, or neither. */
    static final class Order {
        final String alias;
        final long paid;
        final boolean automatic;
        final boolean overdueApproves;
        final List<App> apps = new ArrayList<>();
        boolean used;
        boolean closed;
        boolean cancelled;

        Order(String alias, long paid, boolean automatic, boolean overdueApproves) {
            this.alias = alias;
            this.paid = paid;
            this.automatic = automatic;
            this.overdueApproves = overdueApproves;
        }

        boolean live() {
            return apps.stream().anyMatch(app -> !app.status.over());
        }

        boolean hadNumber() {
            return apps.stream().anyMatch(app -> app.money != null);
        }

        /** A number that is neither CLOSED nor refused and given up by finance may have paid, or may still. */
        boolean spent() {
            return apps.stream()
                    .anyMatch(app ->
                            app.money != null && !Set.of("CLOSED", "GIVEN_UP").contains(app.money));
        }

        boolean mayApply() {
            return !live() && (!used || cancelled) && !closed && !spent();
        }

        App applied(String alias) {
            var app = new App(alias, this);
            apps.add(app);
            app.whole = cancelled;
            if (automatic || cancelled) {
                app.release();
            }
            return app;
        }

        /** There is no show: everything goes back, at once where nobody has decided. */
        void hasNoShow() {
            cancelled = true;
            apps.forEach(App::hasNoShow);
        }
    }

    static final class App {
        final String alias;
        final Order order;
        Status status = Status.UNDER_REVIEW;
        String first;
        int rounds;
        /** What is known of the newest number; null before an approval. */
        String money;

        boolean refusal;
        /** What the last query since the last sending said; null when there was none. */
        String answer;

        Action choice;
        String chosenBy;
        Instant sentAt;
        /** A debit card is on file. */
        boolean card;
        /** Another card was given since finance chose how to repair it: that choice stands no more. */
        boolean choiceUndone;
        /** A repair was asked for, and whether it was taken is not known. */
        boolean repairOpen;

        int repairRound;
        Instant repairAskedAt;
        /** Something was heard that a person has to look at. */
        boolean alarmed;
        /** The cinema is at fault: the deal is all that was paid. */
        boolean whole;
        /** What a number that may have been sent leaves of it is owed by finance. */
        boolean owed;
        /** An operator took the token out of the review. */
        boolean displaced;

        App(String alias, Order order) {
            this.alias = alias;
            this.order = order;
        }

        private void hasNoShow() {
            if (whole || owed || status == Status.REJECTED || status == Status.WITHDRAWN) {
                return;
            }
            if (money != null) {
                owed = true;
                return;
            }
            whole = true;
            if (displaced) {
                return;
            }
            status = Status.UNDER_REVIEW;
            if (!order.closed) {
                release();
            }
        }

        private void release() {
            status = Status.REFUNDING;
            money = "SENDING";
            sentAt = null;
            answer = null;
            refusal = false;
            card = false;
            repairOpen = false;
            repairRound = 0;
            repairAskedAt = null;
        }

        boolean mayDecide(String decision, boolean comment, String by) {
            return status.undecided()
                    && switch (decision) {
                        case "APPROVE" -> !(large() && by.equals(first));
                        case "REJECT" -> comment;
                        case "ASK_FOR_EVIDENCE" -> comment && rounds < 2;
                        default -> false;
                    };
        }

        private boolean large() {
            return order.paid > 100_000;
        }

        void decided(String decision, String by) {
            switch (decision) {
                case "APPROVE" -> {
                    if (large() && first == null) {
                        first = by;
                    } else if ((!order.used || whole) && !order.closed) {
                        release();
                    }
                }
                case "REJECT" -> status = Status.REJECTED;
                default -> rounds++;
            }
        }

        private boolean guess() {
            return Set.of("SENDING", "UNKNOWN", "WAITING_FOR_BALANCE", "REFUSED")
                    .contains(money);
        }

        /** What is at its end, or was sent a moment ago, is not sent. */
        boolean maySend(Instant now) {
            var wanted = guess() || "PROCESSING".equals(money) && "NOT_FOUND".equals(answer);
            return wanted && (sentAt == null || !now.isBefore(sentAt.plus(Duration.ofMinutes(1))));
        }

        /** That it is sent is known before it is. */
        void claimed(Instant now) {
            sentAt = now;
            answer = null;
        }

        /** @param word null when not a byte left */
        void submitted(String word, Instant now) {
            answer = null;
            if (word == null) {
                money = money.equals("WAITING_FOR_BALANCE") ? money : "UNKNOWN";
                return;
            }
            sentAt = now;
            if (word.equals("NOTHING") || word.equals("REFUSED") || word.equals("NOT_ENOUGH")) {
                if (guess()) {
                    money = word.equals("NOT_ENOUGH") ? "WAITING_FOR_BALANCE" : "UNKNOWN";
                    refusal = word.equals("REFUSED");
                }
            } else {
                learn(word, now);
            }
        }

        void queried(String word, Instant now) {
            answer = word;
            if (word.startsWith("NOT_FOUND")) {
                money = money.equals("UNKNOWN") && refusal ? "REFUSED" : money.equals("SENDING") ? "UNKNOWN" : money;
            } else if (!word.equals("NOTHING")) {
                learn(word, now);
            }
        }

        void cardGiven() {
            card = true;
            choiceUndone = true;
        }

        boolean mayRepair() {
            return "ABNORMAL".equals(money) && !repairOpen;
        }

        /** That it is asked for is known before it is. */
        void repairClaimed(Instant now) {
            repairOpen = true;
            repairAskedAt = now;
        }

        /** @param word null when not a byte left */
        void repaired(String word, Instant now) {
            if (word == null || word.equals("REFUSED")) {
                return;
            }
            repairClaimed(now);
            if (!Set.of("NOTHING", "ABNORMAL", "CLOSED").contains(word)) {
                repairBegan(now);
                known(word);
                card &= choice != Action.ABNORMAL_TO_MERCHANT;
            }
        }

        private void repairBegan(Instant now) {
            repairOpen = false;
            repairRound++;
            repairAskedAt = now;
        }

        /** Whether this is the word about a repair whose answer was lost. */
        private boolean learnedOfRepair(String word, Instant saidAt, Instant now) {
            if (!"ABNORMAL".equals(money) || !repairOpen) {
                return false;
            }
            switch (word) {
                case "PROCESSING" -> {
                    repairBegan(now);
                    known(word);
                }
                case "ABNORMAL" -> repairOpen = !saidAt.isAfter(repairAskedAt);
                case "CLOSED" -> alarmed = true;
                default -> {
                    repairOpen = false;
                    known(word);
                }
            }
            return true;
        }

        private boolean contradicted(String word) {
            return switch (money) {
                case "SUCCESS" ->
                    Set.of("CLOSED", "ABNORMAL", "RETURNED_TO_MERCHANT").contains(word);
                case "RETURNED_TO_MERCHANT" ->
                    Set.of("CLOSED", "ABNORMAL", "SUCCESS").contains(word);
                case "ABNORMAL" -> word.equals("CLOSED");
                case "CLOSED" ->
                    Set.of("ABNORMAL", "SUCCESS", "RETURNED_TO_MERCHANT").contains(word);
                case "SETTLED_OFFLINE" -> Set.of("SUCCESS", "PROCESSING").contains(word);
                case "GIVEN_UP" -> !word.equals("CLOSED");
                default -> false;
            };
        }

        private void known(String word) {
            money = word;
            refusal = false;
            card &= Set.of("PROCESSING", "ABNORMAL").contains(word);
            if (word.equals("SUCCESS") && !status.over()) {
                status = Status.REFUNDED;
            }
        }

        /** A verified word in a notification: nobody can tell when it was true. */
        void told(String word, Instant now) {
            learn(word, Instant.MIN, now);
        }

        private void learn(String word, Instant now) {
            learn(word, now, now);
        }

        private void learn(String word, Instant saidAt, Instant now) {
            if (learnedOfRepair(word, saidAt, now)) {
                return;
            }
            if (word.equals("ABNORMAL")
                    && repairRound > 0
                    && money.equals("PROCESSING")
                    && !saidAt.isAfter(repairAskedAt)) {
                return;
            }
            alarmed |= contradicted(word);
            var paid = word.equals("SUCCESS") || word.equals("RETURNED_TO_MERCHANT");
            var moves = guess()
                    || switch (money) {
                        case "PROCESSING", "GIVEN_UP" -> true;
                        case "ABNORMAL", "CLOSED" -> paid;
                        case "SETTLED_OFFLINE" -> word.equals("SUCCESS");
                        default -> false;
                    };
            if (!moves) {
                return;
            }
            known(word);
        }

        Set<Action> allowed() {
            var actions =
                    switch (money) {
                        case "SENDING", "UNKNOWN", "PROCESSING" ->
                            "NOT_FOUND".equals(answer)
                                    ? EnumSet.of(Action.CHECK_AGAIN, Action.RESEND)
                                    : EnumSet.of(Action.CHECK_AGAIN);
                        case "WAITING_FOR_BALANCE" -> EnumSet.of(Action.RESEND, Action.CHECK_AGAIN);
                        case "REFUSED" -> EnumSet.of(Action.RESEND, Action.SETTLE_OFFLINE, Action.REJECT);
                        case "ABNORMAL" -> repairs();
                        case "CLOSED" -> EnumSet.of(Action.NEW_NUMBER, Action.SETTLE_OFFLINE, Action.REJECT);
                        case "RETURNED_TO_MERCHANT" -> EnumSet.of(Action.SETTLE_OFFLINE);
                        default -> EnumSet.noneOf(Action.class);
                    };
            if (order.cancelled) {
                actions.remove(Action.REJECT);
            }
            return actions;
        }

        private EnumSet<Action> repairs() {
            var actions = EnumSet.of(Action.CHECK_AGAIN);
            if (!repairOpen) {
                actions.add(Action.ABNORMAL_TO_MERCHANT);
                if (card) {
                    actions.add(Action.ABNORMAL_TO_CARD);
                }
            }
            return actions;
        }

        /** What cannot be taken back needs an answer: of a closed number that it is closed, of a refused one a signed no. */
        private boolean answered() {
            return money.equals("REFUSED")
                    ? "NOT_FOUND".equals(answer)
                    : money.equals("CLOSED") ? "CLOSED".equals(answer) : !"NOTHING".equals(answer);
        }

        /** WeChat was asked once more, and it is held against what is known now. */
        void verified(Instant now) {
            if (choice == null
                    || choice == Action.CHECK_AGAIN
                    || choiceUndone && choice.name().startsWith("ABNORMAL_TO_")) {
                return;
            }
            if (!allowed().contains(choice) || choice != Action.RESEND && !answered()) {
                choice = null;
                return;
            }
            switch (choice) {
                case NEW_NUMBER -> release();
                case SETTLE_OFFLINE -> {
                    money = "SETTLED_OFFLINE";
                    card = false;
                    status = Status.SETTLED_OFFLINE;
                }
                case REJECT -> {
                    status = Status.REJECTED;
                    money = money.equals("REFUSED") ? "GIVEN_UP" : money;
                }
                case RESEND -> {
                    if (guess() && sentAt != null && now.isBefore(sentAt.plus(Duration.ofMinutes(1)))) {
                        // Too soon: the wish waits as an open question.
                        money = "UNKNOWN";
                        refusal = false;
                    }
                }
                default -> {}
            }
        }
    }
}
