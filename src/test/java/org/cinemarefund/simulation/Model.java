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
        /** Whoever bought it says that the cinema is at fault. */
        final boolean blames;

        final List<App> apps = new ArrayList<>();
        boolean used;
        boolean closed;
        boolean cancelled;

        Order(String alias, long paid, boolean automatic, boolean overdueApproves, boolean blames) {
            this.alias = alias;
            this.paid = paid;
            this.automatic = automatic;
            this.overdueApproves = overdueApproves;
            this.blames = blames;
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

        /** Used tickets are in the way, but not of who blames the cinema: a person looks at that. */
        boolean mayApply() {
            return mayApply(blames);
        }

        boolean mayApply(boolean blaming) {
            return !live() && (!used || cancelled || blaming) && !closed && !spent();
        }

        /** A refusal of people, once per order, while nothing else of it is open or was paid. */
        boolean mayAppeal(App refused, Instant now) {
            return refused.refusedAt != null
                    && !now.isAfter(refused.refusedAt.plus(Duration.ofDays(7)))
                    && refused.appealOf == null
                    && apps.stream().allMatch(app -> app.appealOf == null)
                    && !live()
                    && !spent()
                    && !closed;
        }

        App appealed(String alias, App refused) {
            var app = new App(alias, this);
            app.appealOf = refused;
            app.claim = refused.claim && !cancelled;
            apps.add(app);
            app.whole = cancelled;
            if (cancelled) {
                app.release();
            }
            return app;
        }

        App applied(String alias) {
            var app = new App(alias, this);
            apps.add(app);
            app.whole = cancelled;
            app.claim = used && !cancelled;
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
        /** What somebody chose beyond the rules, and somebody else has to confirm; 0 for nothing. */
        long proposed;
        /** The rules give nothing, people may. */
        boolean claim;
        /** It is the cinema's fault that was proposed. */
        boolean asFault;
        /** What is paid, once that is decided. */
        long sum;
        /** Who refused it, and when; null where no person did. */
        String refusedBy;

        Instant refusedAt;
        /** The refusal that it appeals. */
        App appealOf;

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

        /** It was asked for to be returned to the merchant, taken or not: then a success is the merchant's, for a person to look at. */
        boolean toMerchant;

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
                owed = sum < order.paid;
                return;
            }
            whole = true;
            claim = false;
            proposed = 0;
            first = null;
            if (displaced) {
                return;
            }
            status = Status.UNDER_REVIEW;
            if (!order.closed) {
                release();
            }
        }

        /** The service fee stays, unless there is no show. */
        private long rules() {
            return whole ? order.paid : claim ? 0 : order.paid - 300;
        }

        private void release() {
            sum = sum == 0 || whole ? rules() : sum;
            status = Status.REFUNDING;
            money = "SENDING";
            sentAt = null;
            answer = null;
            refusal = false;
            card = false;
            repairOpen = false;
            toMerchant = false;
            repairRound = 0;
            repairAskedAt = null;
        }

        /** @param fen sent along; 0 for none */
        boolean mayDecide(String decision, boolean comment, long fen, String by) {
            return status.undecided()
                    && (appealOf == null || !by.equals(appealOf.refusedBy))
                    && switch (decision) {
                        case "APPROVE" ->
                            !by.equals(first)
                                    && (rules() > 0 || proposed > 0)
                                    && (fen == 0 || fen == rules() || proposed > 0 && another(fen, comment));
                        case "APPROVE_AS_FAULT" -> !by.equals(first) && comment && order.blames;
                        case "PROPOSE_AMOUNT" -> !by.equals(first) && comment && fen > rules() && fen <= order.paid;
                        case "REJECT" -> comment;
                        case "ASK_FOR_EVIDENCE" -> comment && rounds < 2;
                        default -> false;
                    };
        }

        /** The choice that waits, or a new proposal. */
        private boolean another(long fen, boolean comment) {
            return fen == proposed || comment && fen > rules() && fen <= order.paid;
        }

        void decided(String decision, long fen, String by, Instant now) {
            switch (decision) {
                case "APPROVE" -> {
                    if (proposed > 0 && (fen == 0 || fen == proposed)) {
                        pay(proposed, asFault);
                    } else if (proposed > 0 && fen == rules()) {
                        proposed = 0;
                        pay(fen, false);
                    } else if (proposed > 0) {
                        beyond(fen, false, by);
                    } else {
                        yes(rules(), false, by);
                    }
                }
                case "APPROVE_AS_FAULT" -> beyond(order.paid, true, by);
                case "PROPOSE_AMOUNT" -> beyond(fen, false, by);
                case "REJECT" -> {
                    status = Status.REJECTED;
                    refusedBy = by;
                    refusedAt = now;
                }
                default -> rounds++;
            }
        }

        private void beyond(long fen, boolean fault, String by) {
            if (proposed == fen && asFault == fault) {
                pay(fen, asFault);
            } else if (fen > rules()) {
                proposed = fen;
                asFault = fault;
                first = by;
            } else {
                yes(fen, fault, by);
            }
        }

        private void yes(long fen, boolean fault, String by) {
            if (fen > 100_000 && first == null) {
                first = by;
                proposed = fault ? fen : 0;
                asFault = fault;
            } else {
                pay(fen, fault);
            }
        }

        private void pay(long fen, boolean fault) {
            if ((!order.used || whole || claim || fault || appealOf != null) && !order.closed) {
                sum = fen;
                release();
            } else if (whole) {
                first = null;
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
            toMerchant |= choice == Action.ABNORMAL_TO_MERCHANT;
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
                case "ABNORMAL" -> {
                    repairOpen = !saidAt.isAfter(repairAskedAt);
                    // Said later than it was asked for: it was not taken, so a success is the payer's again.
                    toMerchant &= repairOpen;
                }
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

        private void learn(String told, Instant saidAt, Instant now) {
            var word = told.equals("SUCCESS") && toMerchant ? "RETURNED_TO_MERCHANT" : told;
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
