package org.cinemarefund.simulation;

import static org.cinemarefund.simulation.Product.ADMIN;
import static org.cinemarefund.simulation.Product.FINANCE;
import static org.cinemarefund.simulation.Product.JSON;
import static org.cinemarefund.simulation.Product.MONDAY;
import static org.cinemarefund.simulation.Product.OTHER_FINANCE;
import static org.cinemarefund.simulation.Product.OTHER_SUPERVISOR;
import static org.cinemarefund.simulation.Product.REVIEWER;
import static org.cinemarefund.simulation.Product.STRANGER;
import static org.cinemarefund.simulation.Product.SUPERVISOR;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.cinemarefund.sandbox.http.HeldNotification;
import org.cinemarefund.simulation.Coverage.Result;
import org.cinemarefund.simulation.Model.Action;
import org.cinemarefund.simulation.Model.App;
import org.cinemarefund.simulation.Model.Order;
import org.cinemarefund.simulation.Wire.Fault;
import org.cinemarefund.simulation.Wire.Kind;

/** One seed: a few orders, twenty to fifty actions, and then everything comes to an end. The log speaks of a1 and o1 only. */
final class Sequence {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int ROUNDS_TO_THE_END = 700;
    private static final List<Scenario> TRICKS = List.of(
            Scenario.RESPONSE_SIGNTEST,
            Scenario.RESPONSE_STALE,
            Scenario.RESPONSE_UNKNOWN_SERIAL,
            Scenario.RESPONSE_OTHER_NUMBER,
            Scenario.RESPONSE_OTHER_AMOUNT,
            Scenario.RESPONSE_EMPTY,
            Scenario.ACCEPTED_202,
            Scenario.RETURNED_TO_MERCHANT,
            Scenario.USER_ACCOUNT_ABNORMAL,
            Scenario.NOT_ENOUGH);

    /** What may happen, and how often compared to the rest. */
    enum Move {
        APPLY(9),
        APPLY_AGAIN_WITH_THE_KEY(3),
        QUOTE(1),
        DECIDE(14),
        DECIDE_WITHOUT_RIGHT(3),
        SUPPLEMENT(4),
        WITHDRAW(3),
        APPEAL(6),
        STRANGER_ASKS(1),
        ORDER_MOVES(4),
        TIME_PASSES(4),
        TIMER(8),
        JOB(26),
        JOB_DIES_BEFORE_ITS_COMMIT(8),
        WECHAT_SETTLES(10),
        CALLBACK(8),
        CALLBACK_AGAIN(2),
        CALLBACK_FORGED(2),
        CALLBACK_LIES(2),
        WECHAT_CONTRADICTS_ITSELF(4),
        FAULT_ON_SUBMIT(5),
        FAULT_ON_QUERY(3),
        FAULT_ON_REPAIR(2),
        TRICK_ON_SUBMIT(5),
        BALANCE_EMPTY(2),
        BALANCE_BACK(2),
        FINANCE_TOPS_UP(5),
        BALANCE_JOB(6),
        CARD_GIVEN(5),
        ALARM_EXAMINED(3),
        LATE_EFFECT(3),
        FINANCE_RESOLVES(16),
        FINANCE_CONFIRMS(16),
        OPERATOR_RETRIES(1),
        OPERATOR_MOVES_TOKEN(2),
        OPERATOR_PUTS_BACK(2),
        NODE_RESTARTS(1);

        private final int weight;

        Move(int weight) {
            this.weight = weight;
        }

        /** Whether anything of ours can have changed by it. */
        boolean reachesTheProduct() {
            return switch (this) {
                case QUOTE,
                        TIME_PASSES,
                        WECHAT_SETTLES,
                        FAULT_ON_SUBMIT,
                        FAULT_ON_QUERY,
                        FAULT_ON_REPAIR,
                        TRICK_ON_SUBMIT,
                        BALANCE_EMPTY,
                        BALANCE_BACK,
                        LATE_EFFECT -> false;
                default -> true;
            };
        }

        /** What can only ever be refused has come about when it was. */
        boolean cameAbout(Coverage coverage) {
            var proof =
                    switch (this) {
                        case STRANGER_ASKS, CALLBACK_FORGED, DECIDE_WITHOUT_RIGHT -> Result.REFUSED;
                        default -> Result.ACCEPTED;
                    };
            return coverage.of(name(), proof) > 0;
        }
    }

    /** The product was wrong, or the model. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private record Held(App app, String number, String word, HeldNotification notification) {}

    private record Claim(String task, String user) {}

    final class Sold {
        final Order order;
        final String orderNo;
        final String user;
        final ObjectNode facts;
        Product.Session session;
        String key;
        Instant keyAt;
        String keyMade;

        Sold(Order order, String cinema, int share) {
            this.order = order;
            var number = numberOf(share);
            user = "sim" + number;
            orderNo = "SIM-" + number;
            facts = JSON.createObjectNode()
                    .put("transactionId", SandboxIds.transactionId(Scenario.NORMAL, number))
                    .put("openid", SandboxIds.openidOf(user))
                    .put("cinemaId", cinema)
                    .put("filmTitle", "流浪地球")
                    .put("hall", "3号厅")
                    .put("showTime", MONDAY.plus(Duration.ofDays(200)).toString())
                    .put("ticketKind", "STANDARD")
                    .put("salesChannel", "MINI_PROGRAM")
                    .put("paidAmount", order.paid)
                    .put("serviceFee", 300)
                    .put("couponAmount", 0)
                    .put("bankType", "OTHERS")
                    .put("paidAt", MONDAY.minus(Duration.ofHours(6)).toString())
                    .put("status", "PAID")
                    .put("ticketState", "ISSUED")
                    .put("screeningStatus", "SCHEDULED");
            facts.putArray("seats").add("6排8座").add("6排9座");
        }

        /** How long a number waits for money hangs on its hash: with the same share of it a seed does the same again. */
        private static int numberOf(int share) {
            int number;
            do {
                number = NUMBER.incrementAndGet();
            } while (Math.floorMod((SandboxIds.transactionId(Scenario.NORMAL, number) + "-1").hashCode(), 1000)
                    != share);
            return number;
        }

        Product.Answer put() {
            return product.internal("/internal/orders/" + orderNo, facts);
        }

        String token() {
            if (session == null || !product.clock.instant().isBefore(session.until())) {
                session = product.logIn("demo-" + user + "-" + NUMBER.incrementAndGet());
            }
            return session.token();
        }

        String reason() {
            return order.blames ? "FILM_QUALITY" : "PERSONAL";
        }

        String transactionId() {
            return facts.path("transactionId").asText();
        }
    }

    private final Product product;
    private final long seed;
    private final SplittableRandom random;
    private final Coverage coverage;
    private final List<String> log = new ArrayList<>();
    private final List<Sold> orders = new ArrayList<>();
    private final Map<String, App> apps = new LinkedHashMap<>();
    private final Map<App, String> numbers = new LinkedHashMap<>();
    private final Map<App, Sold> sold = new HashMap<>();
    /** Reviews that somebody answered, at the end of a sequence. */
    private final Set<String> asked = new HashSet<>();

    /** When finance last answered, at the end of a sequence. */
    private final Map<App, Instant> resolvedAt = new HashMap<>();

    private final List<Held> mailbox = new ArrayList<>();
    private final List<Held> delivered = new ArrayList<>();
    private final List<Claim> done = new ArrayList<>();
    private final Map<String, String> appOfNumber = new LinkedHashMap<>();
    private final Judges judges;

    Sequence(Product product, long seed, Coverage coverage) {
        this.product = product;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.coverage = coverage;
        this.judges = new Judges(product, apps);
    }

    List<String> log() {
        return log;
    }

    void run() {
        try {
            product.begin();
            sell();
            var length = random.nextInt(20, 51);
            for (var n = 0; n < length; ) {
                var move = pick();
                if (happens(move)) {
                    n++;
                    if (move.reachesTheProduct()) {
                        judge();
                    }
                }
            }
            end();
            replay();
        } catch (RuntimeException | AssertionError e) {
            throw new Wrong(
                    "seed %d: %s%n  %s%n(again: -Dsequences=1 -Dseed=%d)"
                            .formatted(seed, e, String.join("\n  ", log), seed),
                    e);
        }
    }

    private void sell() {
        var count = random.nextInt(1, 4);
        for (var n = 1; n <= count; n++) {
            var kind = random.nextInt(5);
            var cinema = kind <= 1 ? Product.AUTOMATIC : kind == 2 ? Product.OVERDUE_APPROVES : Product.PLAIN;
            var paid = kind == 3 || kind == 2 && random.nextBoolean() ? 200_000 : 10_000;
            var order = new Order("o" + n, paid, kind <= 1, kind == 2, kind > 1 && random.nextBoolean());
            var sold = new Sold(order, cinema, random.nextInt(1000));
            orders.add(sold);
            say("%s: %d fen, %s -> %d", order.alias, paid, cinema, sold.put().status());
        }
    }

    private Move pick() {
        var all = Arrays.stream(Move.values())
                .mapToInt(sequenceMove -> sequenceMove.weight)
                .sum();
        var point = random.nextInt(all);
        for (var move : Move.values()) {
            point -= move.weight;
            if (point < 0) {
                return move;
            }
        }
        throw new AssertionError();
    }

    private void say(String format, Object... words) {
        var since = Duration.between(MONDAY, product.clock.instant());
        log.add("%3d +%dd%02d:%02d  %s"
                .formatted(
                        log.size(),
                        since.toDays(),
                        since.toHoursPart(),
                        since.toMinutesPart(),
                        format.formatted(words)));
    }

    private void judge() {
        judges.judge(appOfNumber);
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private App anyApp(Predicate<App> fit) {
        var all = apps.values().stream().filter(fit).toList();
        return all.isEmpty() ? null : any(all);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** It was said, and it came out as the model has it. */
    private boolean told(Move move, boolean expected, Product.Answer answer, String format, Object... words) {
        say("%s -> %d %s", format.formatted(words), answer.status(), answer.code());
        if (answer.status() >= 500) {
            throw new AssertionError(move + " made the product stumble: " + answer);
        }
        if (answer.ok() != expected) {
            throw new AssertionError(move + " should have been " + (expected ? "accepted" : "refused"));
        }
        coverage.count(move.name(), expected ? Result.ACCEPTED : Result.REFUSED);
        return true;
    }

    private boolean did(Move move, String format, Object... words) {
        say(format, words);
        coverage.count(move.name(), Result.ACCEPTED);
        return true;
    }

    /** @return false when there is nothing it could be done to */
    private boolean happens(Move move) {
        return switch (move) {
            case APPLY -> applies();
            case APPLY_AGAIN_WITH_THE_KEY -> appliesAgain();
            case QUOTE -> asksForQuote();
            case DECIDE -> decides();
            case DECIDE_WITHOUT_RIGHT -> decidesWithoutRight();
            case SUPPLEMENT -> supplements();
            case WITHDRAW -> withdraws();
            case APPEAL -> appeals();
            case STRANGER_ASKS -> strangerAsks();
            case ORDER_MOVES -> orderMoves();
            case TIME_PASSES -> timePasses();
            case TIMER -> timer();
            case JOB -> job(false);
            case JOB_DIES_BEFORE_ITS_COMMIT -> job(true);
            case WECHAT_SETTLES -> wechatSettles();
            case CALLBACK -> callback();
            case CALLBACK_AGAIN -> callbackAgain();
            case CALLBACK_FORGED -> callbackForged();
            case CALLBACK_LIES -> callbackLies();
            case WECHAT_CONTRADICTS_ITSELF -> wechatContradictsItself();
            case FAULT_ON_SUBMIT, FAULT_ON_QUERY, FAULT_ON_REPAIR -> fault(move);
            case FINANCE_TOPS_UP -> financeTopsUp();
            case BALANCE_JOB -> balanceJob();
            case CARD_GIVEN -> cardGiven();
            case ALARM_EXAMINED -> alarmExamined(chance(85));
            case TRICK_ON_SUBMIT -> trick();
            case BALANCE_EMPTY -> balance(0L);
            case BALANCE_BACK -> balance(null);
            case LATE_EFFECT -> lateEffect();
            case FINANCE_RESOLVES -> financeResolves();
            case FINANCE_CONFIRMS -> financeConfirms();
            case OPERATOR_RETRIES -> operatorRetries();
            case OPERATOR_MOVES_TOKEN -> operatorMovesToken();
            case OPERATOR_PUTS_BACK -> operatorPutsBack(anyApp(app -> app.displaced));
            case NODE_RESTARTS -> {
                product.restart();
                yield did(Move.NODE_RESTARTS, "a node starts anew");
            }
        };
    }

    // --- the moviegoer

    private boolean applies() {
        var free = orders.stream().filter(sold -> sold.order.mayApply()).toList();
        var sold = free.isEmpty() || chance(10) ? any(orders) : any(free);
        if (free.isEmpty() && chance(80)) {
            return false;
        }
        return apply(Move.APPLY, sold, chance(40) ? "key-" + NUMBER.incrementAndGet() : null);
    }

    private boolean apply(Move move, Sold sequenceSold, String key) {
        var expected = sequenceSold.order.mayApply();
        var body = JSON.createObjectNode()
                .put("orderNo", sequenceSold.orderNo)
                .put("reason", sequenceSold.reason())
                .put("noticeAccepted", true);
        var answer = product.moviegoer(sequenceSold.token(), "/api/refund-applications", body, key);
        if (answer.ok() && expected) {
            var app = sequenceSold.order.applied("a" + (apps.size() + 1));
            var number = answer.body().path("applicationNo").asText();
            apps.put(number, app);
            numbers.put(app, number);
            sold.put(app, sequenceSold);
            if (key != null) {
                sequenceSold.key = key;
                sequenceSold.keyAt = product.clock.instant();
                sequenceSold.keyMade = number;
            }
        }
        return told(
                move,
                expected,
                answer,
                "moviegoer applies for %s%s",
                sequenceSold.order.alias,
                key == null ? "" : " by key");
    }

    private boolean appliesAgain() {
        var fit = orders.stream()
                .filter(sold ->
                        sold.key != null && product.clock.instant().isBefore(sold.keyAt.plus(Duration.ofHours(23))))
                .toList();
        if (fit.isEmpty()) {
            return false;
        }
        var sold = any(fit);
        var body = JSON.createObjectNode()
                .put("orderNo", sold.orderNo)
                .put("reason", sold.reason())
                .put("noticeAccepted", true);
        var answer = product.moviegoer(sold.token(), "/api/refund-applications", body, sold.key);
        if (!sold.keyMade.equals(answer.body().path("applicationNo").asText())) {
            throw new AssertionError("the key made another application: " + answer);
        }
        return told(
                Move.APPLY_AGAIN_WITH_THE_KEY,
                true,
                answer,
                "moviegoer repeats the application for %s",
                sold.order.alias);
    }

    private boolean asksForQuote() {
        var sold = any(orders);
        var answer = product.moviegoer(
                sold.token(),
                "/api/orders/" + sold.orderNo + "/refund-quote",
                JSON.createObjectNode().put("reason", "PERSONAL"),
                null);
        return told(
                Move.QUOTE, sold.order.mayApply(false), answer, "moviegoer asks what %s would bring", sold.order.alias);
    }

    private boolean supplements() {
        var waiting = anyApp(modelApp -> modelApp.status == Model.Status.EVIDENCE_REQUESTED);
        var app = waiting != null && chance(85) ? waiting : anyApp(modelApp -> true);
        if (app == null || app != waiting && chance(80)) {
            return false;
        }
        var expected = app.status == Model.Status.EVIDENCE_REQUESTED && !app.displaced;
        var answer = product.moviegoer(
                sold.get(app).token(),
                "/api/refund-applications/" + numbers.get(app) + "/evidence-supplement",
                JSON.createObjectNode().put("description", "here it is"),
                null);
        if (expected) {
            app.status = Model.Status.UNDER_REVIEW;
        }
        return told(Move.SUPPLEMENT, expected, answer, "moviegoer supplements %s", app.alias);
    }

    private boolean withdraws() {
        var undecided = anyApp(modelApp -> modelApp.status.undecided());
        var app = undecided != null && chance(70) ? undecided : anyApp(modelApp -> true);
        if (app == null) {
            return false;
        }
        var expected = app.status.undecided() && !app.displaced;
        var answer = product.moviegoer(
                sold.get(app).token(), "/api/refund-applications/" + numbers.get(app) + "/withdrawal", null, null);
        if (expected) {
            app.status = Model.Status.WITHDRAWN;
        }
        return told(Move.WITHDRAW, expected, answer, "moviegoer withdraws %s", app.alias);
    }

    private boolean appeals() {
        var now = product.clock.instant();
        var refused = anyApp(app -> app.order.mayAppeal(app, now));
        var first = refused != null && chance(85) ? refused : anyApp(app -> true);
        if (first == null || first != refused && chance(80)) {
            return false;
        }
        var expected = first.order.mayAppeal(first, now);
        var it = sold.get(first);
        var answer = product.moviegoer(
                it.token(),
                "/api/refund-applications/" + numbers.get(first) + "/appeal",
                JSON.createObjectNode().put("description", "look again"),
                null);
        if (answer.ok() && expected) {
            var app = it.order.appealed("a" + (apps.size() + 1), first);
            var number = answer.body().path("applicationNo").asText();
            apps.put(number, app);
            numbers.put(app, number);
            sold.put(app, it);
        }
        return told(Move.APPEAL, expected, answer, "moviegoer appeals %s", first.alias);
    }

    private boolean strangerAsks() {
        var app = anyApp(modelApp -> !modelApp.status.over());
        if (app == null || orders.size() < 2) {
            return false;
        }
        var stranger = orders.stream()
                .filter(sequenceSold -> sequenceSold != sold.get(app))
                .findFirst()
                .orElseThrow();
        var answer = product.moviegoer(
                stranger.token(), "/api/refund-applications/" + numbers.get(app) + "/withdrawal", null, null);
        return told(Move.STRANGER_ASKS, false, answer, "somebody else withdraws %s", app.alias);
    }

    // --- people deciding

    private List<Task> open(RefundProcess.Task... kinds) {
        if (apps.values().stream().allMatch(app -> app.status.over())) {
            return List.of();
        }
        var names = Arrays.stream(kinds).map(Enum::name).toList();
        return product
                .tasks
                .createTaskQuery()
                .processDefinitionKey(RefundProcess.KEY)
                .taskDefinitionKeyIn(names.toArray(String[]::new))
                .list()
                .stream()
                .sorted(Comparator.comparing(task -> app(task.getProcessInstanceId()).alias))
                .toList();
    }

    private App app(String processInstanceId) {
        return apps.get(judges.businessKey(processInstanceId));
    }

    private Product.Answer answer(Task task, String user, Map<String, String> words) {
        var claimed = product.engine(
                user,
                "POST",
                "/task/" + task.getId() + "/claim",
                JSON.createObjectNode().put("userId", user));
        if (!claimed.ok()) {
            return claimed;
        }
        done.add(new Claim(task.getId(), user));
        var answer = complete(task.getId(), user, words);
        if (!answer.ok()) {
            product.engine(user, "POST", "/task/" + task.getId() + "/unclaim", null);
        }
        return answer;
    }

    private Product.Answer complete(String task, String user, Map<String, String> words) {
        var body = JSON.createObjectNode();
        var variables = body.putObject("variables");
        words.forEach((name, value) -> variables.putObject(name).put("value", value));
        return product.engine(user, "POST", "/task/" + task + "/complete", body);
    }

    private boolean decides() {
        var open = open(RefundProcess.Task.reviewRefund, RefundProcess.Task.supervisorReview);
        if (open.isEmpty()) {
            return false;
        }
        var task = any(open);
        var app = app(task.getProcessInstanceId());
        var point = random.nextInt(100);
        var decision = point < 44
                ? "APPROVE"
                : point < 56
                        ? "APPROVE_AS_FAULT"
                        : point < 68
                                ? "PROPOSE_AMOUNT"
                                : point < 80 ? "REJECT" : point < 96 ? "ASK_FOR_EVIDENCE" : "PAY_AT_ONCE";
        var fen = decision.equals("PROPOSE_AMOUNT")
                ? app.order.paid - random.nextInt(-1, 300)
                : decision.equals("APPROVE") && chance(15) ? app.order.paid - 300 : 0;
        return decide(task, decision, chance(85), fen, chance(70) ? SUPERVISOR : OTHER_SUPERVISOR);
    }

    /** @param fen sent along; 0 for none */
    private boolean decide(Task task, String decision, boolean comment, long fen, String supervisor) {
        var app = app(task.getProcessInstanceId());
        var user = task.getTaskDefinitionKey().equals("reviewRefund") ? REVIEWER : supervisor;
        var expected = app.mayDecide(decision, comment, fen, user);
        var words = new LinkedHashMap<String, String>();
        words.put("decision", decision);
        if (fen != 0) {
            words.put("refundAmount", String.valueOf(fen));
        }
        if (comment) {
            words.put("comment", "because");
        }
        var answer = answer(task, user, words);
        if (expected) {
            app.decided(decision, fen, user, product.clock.instant());
        }
        coverage.count("review " + decision, expected ? Result.ACCEPTED : Result.REFUSED);
        return told(
                Move.DECIDE,
                expected,
                answer,
                "%s says %s%s to %s",
                user,
                decision,
                fen == 0 ? "" : " " + fen,
                app.alias);
    }

    private boolean decidesWithoutRight() {
        if (!done.isEmpty() && chance(50)) {
            var old = any(done);
            if (product.tasks.createTaskQuery().taskId(old.task()).count() == 0) {
                var answer = complete(old.task(), old.user(), Map.of("decision", "APPROVE", "action", "RESEND"));
                coverage.count(Move.DECIDE_WITHOUT_RIGHT.name(), Result.REFUSED);
                say("%s completes a finished task again -> %d", old.user(), answer.status());
                if (answer.ok()) {
                    throw new AssertionError("a finished task was completed again");
                }
                return true;
            }
        }
        var open = open(RefundProcess.Task.values());
        if (open.isEmpty()) {
            return false;
        }
        var task = any(open);
        var finance = task.getTaskDefinitionKey().equals("resolveRefund")
                || task.getTaskDefinitionKey().equals("confirmResolution");
        var user = chance(50) ? STRANGER : finance ? REVIEWER : FINANCE;
        var answer = answer(task, user, Map.of("decision", "APPROVE", "action", "RESEND"));
        return told(
                Move.DECIDE_WITHOUT_RIGHT,
                false,
                answer,
                "%s answers %s of %s",
                user,
                task.getTaskDefinitionKey(),
                app(task.getProcessInstanceId()).alias);
    }

    private boolean financeResolves() {
        var open = open(RefundProcess.Task.resolveRefund);
        if (open.isEmpty()) {
            return false;
        }
        var task = any(open);
        var app = app(task.getProcessInstanceId());
        var sensible = List.copyOf(app.allowed());
        var names = List.of(
                "CHECK_AGAIN",
                "RESEND",
                "NEW_NUMBER",
                "SETTLE_OFFLINE",
                "REJECT",
                "ABNORMAL_TO_CARD",
                "ABNORMAL_TO_MERCHANT",
                "PAY_TWICE");
        var action = chance(60) && !sensible.isEmpty() ? any(sensible).name() : any(names);
        return resolve(task, action, chance(85), chance(85));
    }

    private boolean resolve(Task task, String action, boolean comment, boolean proof) {
        var app = app(task.getProcessInstanceId());
        var words = new LinkedHashMap<String, String>();
        words.put("action", action);
        if (comment) {
            words.put("comment", "because");
        }
        if (proof) {
            words.put("proofReference", "BANK-1");
        }
        var expected = app.allowed().stream()
                        .anyMatch(modelAction -> modelAction.name().equals(action))
                && (comment || !action.equals("REJECT"))
                && (proof || !action.equals("SETTLE_OFFLINE"));
        var user = chance(50) ? FINANCE : OTHER_FINANCE;
        var answer = answer(task, user, words);
        if (expected) {
            app.choice = Action.valueOf(action);
            app.choiceUndone = false;
            app.chosenBy = user;
            coverage.count("finance " + action + " in " + app.money, Result.ACCEPTED);
        }
        return told(
                Move.FINANCE_RESOLVES, expected, answer, "finance says %s to %s (%s)", action, app.alias, app.money);
    }

    private boolean financeConfirms() {
        var open = open(RefundProcess.Task.confirmResolution);
        if (open.isEmpty()) {
            return false;
        }
        var point = random.nextInt(100);
        return confirm(any(open), point < 60 ? "APPROVE" : point < 90 ? "REJECT" : "MAYBE", chance(80), chance(75));
    }

    private boolean confirm(Task task, String decision, boolean comment, boolean another) {
        var app = app(task.getProcessInstanceId());
        var user = another == app.chosenBy.equals(FINANCE) ? OTHER_FINANCE : FINANCE;
        var expected = another && (decision.equals("APPROVE") || decision.equals("REJECT") && comment);
        var words = new LinkedHashMap<String, String>();
        words.put("decision", decision);
        if (comment) {
            words.put("comment", "because");
        }
        var answer = answer(task, user, words);
        coverage.count("finance " + decision + " of " + app.choice, expected ? Result.ACCEPTED : Result.REFUSED);
        return told(
                Move.FINANCE_CONFIRMS,
                expected,
                answer,
                "%s says %s to %s of %s",
                user,
                decision,
                app.choice,
                app.alias);
    }

    // --- the order system

    private boolean orderMoves() {
        var sold = any(orders);
        var order = sold.order;
        switch (random.nextInt(6)) {
            case 0 -> {
                order.used = true;
                sold.facts.put("ticketState", "USED");
            }
            case 1, 2 -> {
                order.used = false;
                order.closed = false;
                sold.facts.put("ticketState", "ISSUED").put("status", "PAID");
            }
            case 3 -> {
                order.closed = true;
                sold.facts.put("status", chance(50) ? "CLOSED" : "REFUNDED");
            }
            case 4 -> {
                order.hasNoShow();
                sold.facts.put("screeningStatus", "CANCELLED");
            }
            default -> {
                return orderChangesItsSum(sold);
            }
        }
        return told(
                Move.ORDER_MOVES,
                true,
                sold.put(),
                "order system says %s is %s %s %s",
                order.alias,
                sold.facts.path("status").asText(),
                sold.facts.path("ticketState").asText(),
                sold.facts.path("screeningStatus").asText());
    }

    /** Only where it is forbidden: the model's orders keep their sums. */
    private boolean orderChangesItsSum(Sold sold) {
        if (!sold.order.live() && !sold.order.hadNumber()) {
            return false;
        }
        sold.facts.put("paidAmount", sold.order.paid + 1);
        var answer = sold.put();
        sold.facts.put("paidAmount", sold.order.paid);
        return told(Move.ORDER_MOVES, false, answer, "order system changes the sum of %s", sold.order.alias);
    }

    // --- time and the engine

    private boolean timePasses() {
        var pause =
                switch (random.nextInt(4)) {
                    case 0 -> Duration.ofSeconds(random.nextInt(1, 60));
                    case 1 -> Duration.ofMinutes(random.nextInt(1, 60));
                    case 2 -> Duration.ofHours(random.nextInt(1, 24));
                    default -> Duration.ofDays(random.nextInt(1, 6));
                };
        product.clock.forward(pause);
        return did(Move.TIME_PASSES, "%s pass", pause);
    }

    private List<Job> jobs(Predicate<Job> fit) {
        return product
                .management
                .createJobQuery()
                .processDefinitionKey(RefundProcess.KEY)
                .withRetriesLeft()
                .list()
                .stream()
                .filter(fit)
                .sorted(Comparator.<Job, String>comparing(job -> app(job.getProcessInstanceId()).alias)
                        .thenComparing(job -> product.activity(job.getJobDefinitionId()))
                        .thenComparing(Sequence::due))
                .toList();
    }

    private static Instant due(Job job) {
        return job.getDuedate() == null ? Instant.MIN : job.getDuedate().toInstant();
    }

    private boolean isDue(Job job) {
        return !due(job).isAfter(product.clock.instant());
    }

    private boolean timer() {
        var waiting = jobs(job -> !isDue(job));
        if (waiting.isEmpty()) {
            return false;
        }
        var next = chance(70)
                ? waiting.stream().min(Comparator.comparing(Sequence::due)).orElseThrow()
                : any(waiting);
        product.clock.notBefore(due(next));
        coverage.count(Move.TIMER.name(), Result.ACCEPTED);
        return execute(next, false);
    }

    private boolean job(boolean dies) {
        var due = jobs(this::isDue);
        return !due.isEmpty() && execute(any(due), dies);
    }

    private boolean execute(Job job, boolean dies) {
        var app = app(job.getProcessInstanceId());
        var activity = product.activity(job.getJobDefinitionId());
        var allowedToFail = app.displaced;
        var repairs = activity.equals("repairRefund") && app.mayRepair() && !app.choiceUndone;
        var sends = activity.equals("submitRefund") && app.money != null && app.maySend(product.clock.instant());
        var thrown = run(job, dies);
        var heard = product.wire.look();
        var words = heard.stream()
                .map(exchange -> flawed(exchange) ? "NOTHING" : exchange.word())
                .toList();
        if (activity.equals("repairRefund")) {
            coverage.count(
                    "repair " + app.choice + " " + (words.isEmpty() ? "not asked" : words.get(0)), Result.ACCEPTED);
        }
        coverage.count((dies ? "died: " : "job: ") + activity, thrown == null ? Result.ACCEPTED : Result.REFUSED);
        did(
                dies ? Move.JOB_DIES_BEFORE_ITS_COMMIT : Move.JOB,
                "%s of %s%s%s%s",
                activity,
                app.alias,
                words.isEmpty() ? "" : ", WeChat: " + words,
                dies ? ", and the node dies before the commit" : "",
                thrown == null ? "" : ", fails: " + thrown.getClass().getSimpleName());
        if (thrown != null && !allowedToFail) {
            throw new AssertionError("a step failed: " + activity, thrown);
        }
        if (heard.size() > 1) {
            throw new AssertionError("one step spoke to WeChat " + heard.size() + " times");
        }
        if (!words.isEmpty() && heard.get(0).kind() == Kind.SUBMIT && !sends) {
            throw new AssertionError("sent what was not to be sent");
        }
        if (!words.isEmpty() && heard.get(0).kind() == Kind.REPAIR && !repairs) {
            throw new AssertionError("a repair nobody asked for, or while another is open");
        }
        if (thrown == null && !dies) {
            happened(app, activity, words.isEmpty() ? null : words.get(0), sends);
            if (repairs) {
                app.repaired(words.isEmpty() ? null : words.get(0), product.clock.instant());
            }
        } else if (thrown == null && sends) {
            app.claimed(product.clock.instant());
        } else if (thrown == null && repairs) {
            app.repairClaimed(product.clock.instant());
        }
        return true;
    }

    private RuntimeException run(Job job, boolean dies) {
        try {
            if (dies) {
                product.transaction.executeWithoutResult(status -> {
                    product.management.executeJob(job.getId());
                    status.setRollbackOnly();
                });
            } else {
                product.management.executeJob(job.getId());
            }
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    // --- the merchant's account and the alarms

    private List<Task> others(String kind) {
        if (apps.isEmpty()) {
            return List.of();
        }
        return product.tasks.createTaskQuery().taskDefinitionKey(kind).list().stream()
                .sorted(Comparator.comparing(task -> judges.businessKey(task.getProcessInstanceId())))
                .toList();
    }

    private boolean financeTopsUp() {
        var open = others("topUpMerchantAccount");
        if (open.isEmpty()) {
            return false;
        }
        var full = chance(60);
        if (full) {
            product.sandbox.sandbox().balance(null);
        }
        var user = chance(50) ? FINANCE : OTHER_FINANCE;
        var answer = answer(open.get(0), user, chance(50) ? Map.of("comment", "done") : Map.of());
        return told(Move.FINANCE_TOPS_UP, true, answer, "%s says the account is topped up, which is %s", user, full);
    }

    private List<Job> balanceJobs() {
        if (apps.isEmpty()) {
            return List.of();
        }
        return product
                .management
                .createJobQuery()
                .processDefinitionKey("merchant-balance")
                .withRetriesLeft()
                .list()
                .stream()
                .sorted(Comparator.<Job, Instant>comparing(Sequence::due)
                        .thenComparing(job -> product.activity(job.getJobDefinitionId())))
                .toList();
    }

    private boolean balanceJob() {
        var all = balanceJobs();
        if (all.isEmpty()) {
            return false;
        }
        var job = any(all);
        product.clock.notBefore(due(job));
        return balanceJob(job, chance(20));
    }

    private boolean balanceJob(Job job, boolean dies) {
        var activity = product.activity(job.getJobDefinitionId());
        var may = new HashMap<String, Boolean>();
        apps.values()
                .forEach(modelApp -> may.put(
                        modelApp.alias,
                        "WAITING_FOR_BALANCE".equals(modelApp.money) && modelApp.maySend(product.clock.instant())));
        var thrown = run(job, dies);
        var heard = product.wire.look();
        coverage.count((dies ? "died: " : "job: ") + activity, thrown == null ? Result.ACCEPTED : Result.REFUSED);
        did(
                Move.BALANCE_JOB,
                "%s of the merchant's account%s%s%s",
                activity,
                heard.isEmpty()
                        ? ""
                        : ", WeChat: " + alias(heard.get(0).number()) + " "
                                + heard.get(0).word(),
                dies ? ", and the node dies before the commit" : "",
                thrown == null ? "" : ", fails: " + thrown);
        if (thrown != null) {
            throw new AssertionError("a step failed: " + activity, thrown);
        }
        if (heard.size() > 1) {
            throw new AssertionError("more than one refund was tried");
        }
        for (var exchange : heard) {
            var app = appOf(exchange.number());
            if (exchange.kind() != Kind.SUBMIT || !may.get(app.alias)) {
                throw new AssertionError("sent what was not to be sent");
            }
            if (dies) {
                app.claimed(product.clock.instant());
            } else {
                app.submitted(flawed(exchange) ? "NOTHING" : exchange.word(), product.clock.instant());
            }
        }
        return true;
    }

    private boolean cardGiven() {
        var abnormal = anyApp(modelApp -> "ABNORMAL".equals(modelApp.money));
        var app = abnormal != null ? abnormal : anyApp(modelApp -> true);
        if (app == null || abnormal == null && chance(90)) {
            return false;
        }
        var expected = app.mayRepair() && !app.status.over();
        var given = product.giveCard(numbers.get(app));
        say("the moviegoer gives a card for %s: %s", app.alias, given);
        if (given != expected) {
            throw new AssertionError("the card should have been " + (expected ? "accepted" : "refused"));
        }
        if (given) {
            app.cardGiven();
        }
        coverage.count(Move.CARD_GIVEN.name(), given ? Result.ACCEPTED : Result.REFUSED);
        return true;
    }

    private boolean alarmExamined(boolean comment) {
        var open = others("examineAlarm");
        if (open.isEmpty()) {
            return false;
        }
        var task = open.get(0);
        var what = product.tasks.getVariable(task.getId(), "alarm");
        var user = chance(50) ? FINANCE : OTHER_FINANCE;
        var words = "DIFFERENCE".equals(what)
                ? Map.of("comment", "transferred", "proofReference", "BANK-2")
                : Map.of("comment", "it was their mistake");
        var answer = answer(task, user, comment ? words : Map.of());
        coverage.count("examined " + what, comment ? Result.ACCEPTED : Result.REFUSED);
        return told(Move.ALARM_EXAMINED, comment, answer, "%s examines %s", user, what);
    }

    /** A notification that says what is not so any more, or never was; asked, WeChat says how it is. */
    private boolean wechatContradictsItself() {
        var all = product.sandbox.sandbox().refunds();
        if (all.isEmpty()) {
            return false;
        }
        var refund = any(all);
        var app = appOf(refund.outRefundNo());
        // Never ABNORMAL of what will be CLOSED and is not known to be: by design ABNORMAL stays then, and nobody can
        // end it.
        var settled = refund.status() == Status.SUCCESS || "CLOSED".equals(app.money);
        var lie = refund.status() == Status.CLOSED || settled && chance(40) ? Status.ABNORMAL : Status.CLOSED;
        if (lie == Status.ABNORMAL && !settled) {
            return false;
        }
        var sandbox = product.sandbox.sandbox();
        var contradiction = held(sandbox.force(refund.outRefundNo(), lie).orElseThrow());
        sandbox.force(refund.outRefundNo(), refund.status());
        coverage.count("says " + lie + " of what is " + refund.status(), Result.ACCEPTED);
        if (chance(30)) {
            mailbox.add(contradiction);
            return did(Move.WECHAT_CONTRADICTS_ITSELF, "WeChat will say %s of %s", lie, alias(refund.outRefundNo()));
        }
        return callback(Move.WECHAT_CONTRADICTS_ITSELF, contradiction);
    }

    /** WeChat itself answered so that nobody may believe it. */
    private boolean flawed(Wire.Exchange exchange) {
        var requests = product.sandbox.sandbox().ledger().requests();
        var last = requests.isEmpty() ? null : requests.get(requests.size() - 1);
        return exchange.kind() == Kind.SUBMIT
                && last != null
                && last.api().equals(Ledger.SUBMIT)
                && last.scenario() != null
                && last.answer().startsWith("200")
                && last.scenario().name().startsWith("RESPONSE_");
    }

    private void happened(App app, String activity, String word, boolean sends) {
        switch (activity) {
            case "submitRefund" -> {
                if (sends) {
                    app.submitted(word, product.clock.instant());
                }
            }
            case "queryRefund", "queryWhileResolving" -> {
                if (word != null) {
                    app.queried(word, product.clock.instant());
                }
            }
            case "verifyResolution" -> {
                app.queried(word == null ? "NOTHING" : word, product.clock.instant());
                app.verified(product.clock.instant());
            }
            case "sendEvidenceRequest" -> app.status = Model.Status.EVIDENCE_REQUESTED;
            case "evidenceOverdue" -> app.status = Model.Status.UNDER_REVIEW;
            case "reviewOverdue" -> {
                if (app.order.overdueApproves && !app.claim) {
                    app.decided("APPROVE", 0, "system", product.clock.instant());
                }
            }
            default -> {}
        }
    }

    // --- WeChat

    private List<SandboxRefund> refunds(Status status) {
        return product.sandbox.sandbox().refunds().stream()
                .filter(refund -> refund.status() == status)
                .toList();
    }

    private boolean wechatSettles() {
        var open = refunds(Status.PROCESSING);
        if (open.isEmpty()) {
            return false;
        }
        var point = random.nextInt(100);
        settle(any(open), point < 40 ? Status.SUCCESS : point < 65 ? Status.CLOSED : Status.ABNORMAL);
        return true;
    }

    private void settle(SandboxRefund refund, Status status) {
        var settled =
                product.sandbox.sandbox().force(refund.outRefundNo(), status).orElseThrow();
        mailbox.add(held(settled));
        coverage.count("settles " + status, Result.ACCEPTED);
        did(Move.WECHAT_SETTLES, "WeChat decides %s for %s", status, alias(refund.outRefundNo()));
    }

    private String alias(String number) {
        return appOf(number).alias;
    }

    /** Whether its application has no later number; the numbers stand in the order in which they were first seen. */
    private boolean isNewest(SandboxRefund refund) {
        var applicationNo = appOfNumber.get(refund.outRefundNo());
        return appOfNumber.keySet().stream()
                .filter(number -> appOfNumber.get(number).equals(applicationNo))
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .equals(refund.outRefundNo());
    }

    private App appOf(String number) {
        return apps.get(appOfNumber.get(number));
    }

    private Held held(SandboxRefund refund) {
        var word = refund.status() == Status.SUCCESS && refund.receivedAccount().startsWith("商户")
                ? "RETURNED_TO_MERCHANT"
                : refund.status().name();
        return new Held(appOf(refund.outRefundNo()), refund.outRefundNo(), word, product.sandbox.hold(refund));
    }

    private Product.Answer deliver(HeldNotification notification) {
        return product.send("POST", notification.url().getPath(), notification.body(), notification.signed());
    }

    private boolean callback() {
        if (mailbox.isEmpty()) {
            return false;
        }
        var held = mailbox.remove(random.nextInt(mailbox.size()));
        return callback(Move.CALLBACK, held);
    }

    private boolean callback(Move move, Held held) {
        var answer = deliver(held.notification());
        if (!delivered.contains(held)) {
            delivered.add(held);
            if (isNewest(held)) {
                held.app().told(held.word(), product.clock.instant());
            }
        }
        return told(move, true, answer, "WeChat tells of %s: %s", held.app().alias, held.word());
    }

    private boolean isNewest(Held held) {
        return judges.newestNumber(numbers.get(held.app())).equals(held.number());
    }

    private boolean callbackAgain() {
        if (delivered.isEmpty()) {
            return false;
        }
        var sequenceHeld = any(delivered);
        if (chance(50)) {
            return callback(Move.CALLBACK_AGAIN, sequenceHeld);
        }
        var anew = held(product.sandbox.sandbox().refund(sequenceHeld.number()).orElseThrow());
        if (anew.word().equals("PROCESSING")) {
            return false;
        }
        return callback(Move.CALLBACK_AGAIN, anew);
    }

    private boolean callbackForged() {
        var all = new ArrayList<>(mailbox);
        all.addAll(delivered);
        if (all.isEmpty()) {
            return false;
        }
        var held = any(all);
        var headers = new HashMap<>(held.notification().signed());
        var body = held.notification().body();
        var how = random.nextInt(4);
        switch (how) {
            case 0 -> headers.put("Wechatpay-Signature", "AAAA" + headers.get("Wechatpay-Signature"));
            case 1 ->
                body = new String(body, StandardCharsets.UTF_8)
                        .replace("\"refund\"", "\"refunds\"")
                        .getBytes(StandardCharsets.UTF_8);
            case 2 ->
                headers.put(
                        "Wechatpay-Timestamp",
                        "" + product.clock.instant().minusSeconds(3600).getEpochSecond());
            default -> headers.remove("Wechatpay-Serial");
        }
        var answer = product.send("POST", held.notification().url().getPath(), body, headers);
        return told(
                Move.CALLBACK_FORGED, false, answer, "somebody forges (%d) a callback of %s", how, held.app().alias);
    }

    /** Signed by WeChat and yet not to be believed. */
    private boolean callbackLies() {
        var all = product.sandbox.sandbox().refunds();
        if (all.isEmpty()) {
            return false;
        }
        var refund = any(all);
        var how = random.nextInt(3);
        var lie = new SandboxRefund(
                refund.refundId(),
                how == 0 ? refund.outRefundNo().substring(1) : refund.outRefundNo(),
                how == 1 ? SandboxIds.transactionId(Scenario.NORMAL, 999_999_999) : refund.transactionId(),
                refund.outTradeNo(),
                refund.totalAmount(),
                refund.refundAmount() - (how == 2 ? 1 : 0),
                refund.notifyUrl(),
                Status.SUCCESS,
                refund.channel(),
                refund.receivedAccount(),
                refund.createdAt(),
                product.clock.instant(),
                refund.scenario(),
                refund.repair(),
                refund.repairs());
        var answer = deliver(product.sandbox.hold(lie));
        return told(
                Move.CALLBACK_LIES, true, answer, "WeChat tells nonsense (%d) of %s", how, alias(refund.outRefundNo()));
    }

    private boolean fault(Move move) {
        var faults = Fault.values();
        var fault = faults[random.nextInt(1, faults.length)];
        var times = chance(15) ? 25 : random.nextInt(1, 3);
        for (var n = 0; n < times; n++) {
            switch (move) {
                case FAULT_ON_SUBMIT -> product.wire.nextSubmit(fault);
                case FAULT_ON_QUERY -> product.wire.nextQuery(fault);
                default -> product.wire.nextRepair(fault);
            }
        }
        coverage.count(move + ": " + fault, Result.ACCEPTED);
        return did(move, "the next %d: %s %s", times, move, fault);
    }

    private boolean trick() {
        var sold = any(orders);
        var trick = any(TRICKS);
        product.sandbox.sandbox().scenario(sold.transactionId(), new ScenarioChoice(trick, random.nextInt(1, 4), null));
        coverage.count("trick " + trick, Result.ACCEPTED);
        return did(Move.TRICK_ON_SUBMIT, "WeChat plays %s with %s", trick, sold.order.alias);
    }

    private boolean balance(Long fen) {
        product.sandbox.sandbox().balance(fen);
        return did(
                fen == null ? Move.BALANCE_BACK : Move.BALANCE_EMPTY,
                fen == null ? "the merchant's account is full again" : "the merchant's account is empty");
    }

    private boolean lateEffect() {
        var request =
                product.wire.arrivesLate(product.sandbox.sandbox(), number -> "GIVEN_UP".equals(appOf(number).money));
        return request != null
                && did(Move.LATE_EFFECT, "the lost request of %s arrives after all", alias(request.outRefundNo()));
    }

    // --- the operator

    private boolean operatorRetries() {
        var failed =
                product
                        .management
                        .createJobQuery()
                        .processDefinitionKey(RefundProcess.KEY)
                        .noRetriesLeft()
                        .list()
                        .stream()
                        .sorted(Comparator.comparing(eachJob -> app(eachJob.getProcessInstanceId()).alias))
                        .toList();
        if (failed.isEmpty()) {
            return false;
        }
        var job = failed.get(0);
        var answer = product.engine(
                ADMIN,
                "PUT",
                "/job/" + job.getId() + "/retries",
                JSON.createObjectNode().put("retries", 1));
        return told(
                Move.OPERATOR_RETRIES,
                true,
                answer,
                "operator lets %s try again",
                app(job.getProcessInstanceId()).alias);
    }

    private boolean operatorMovesToken() {
        var app = anyApp(modelApp -> !modelApp.status.over() && !modelApp.displaced);
        if (app == null) {
            return false;
        }
        var target = any(List.of("submitRefund", "queryRefund", "sendCreditNotice"));
        var answer = move(app, target);
        app.displaced = app.status.undecided() || target.equals("sendCreditNotice");
        return told(Move.OPERATOR_MOVES_TOKEN, true, answer, "operator moves %s to %s", app.alias, target);
    }

    private boolean operatorPutsBack(App app) {
        if (app == null) {
            return false;
        }
        app.displaced = false;
        if (judges.instance(numbers.get(app)) == null) {
            // The money arrived meanwhile, and the step it had been moved to was right after all.
            return false;
        }
        var target =
                switch (app.status) {
                    case UNDER_REVIEW -> "review";
                    case EVIDENCE_REQUESTED -> "awaitEvidence";
                    default -> "queryRefund";
                };
        return told(Move.OPERATOR_PUTS_BACK, true, move(app, target), "operator puts %s back to %s", app.alias, target);
    }

    private Product.Answer move(App app, String target) {
        var instance = judges.instance(numbers.get(app));
        var body = JSON.createObjectNode();
        var instructions = body.putArray("instructions");
        instructions.addObject().put("type", "startBeforeActivity").put("activityId", target);
        leave(product.runtime.getActivityInstance(instance), instructions);
        return product.engine(ADMIN, "POST", "/process-instance/" + instance + "/modification", body);
    }

    private static void leave(ActivityInstance from, ArrayNode instructions) {
        for (var child : from.getChildActivityInstances()) {
            instructions.addObject().put("type", "cancel").put("activityInstanceId", child.getId());
        }
        for (var child : from.getChildTransitionInstances()) {
            instructions.addObject().put("type", "cancel").put("transitionInstanceId", child.getId());
        }
    }

    // --- the end

    /** Faults stop, time passes, people do the sensible thing: everything has to come to an end. */
    private void end() {
        say("the faults stop");
        product.wire.calm();
        product.sandbox.sandbox().balance(null);
        orders.forEach(sold -> product.sandbox.sandbox().scenario(sold.transactionId(), Scenario.NORMAL));
        product.restart();
        apps.values().stream().filter(app -> app.displaced).toList().forEach(this::operatorPutsBack);
        judge();
        var rounds = 0;
        while (judges.running() > 0
                || !balanceJobs().isEmpty()
                || !others("examineAlarm").isEmpty()) {
            if (++rounds > ROUNDS_TO_THE_END) {
                throw new AssertionError("it does not come to an end");
            }
            if (!step()) {
                throw new AssertionError("nothing more can happen, and it is not over");
            }
            judge();
        }
        apps.values().forEach(app -> {
            if (!app.status.over()) {
                throw new AssertionError(app.alias + " is over, and still " + app.status);
            }
        });
    }

    private boolean step() {
        var due = jobs(this::isDue);
        if (!due.isEmpty()) {
            return execute(due.get(0), false);
        }
        for (var refund : refunds(Status.PROCESSING)) {
            settle(refund, Status.SUCCESS);
            return true;
        }
        for (var refund : refunds(Status.ABNORMAL)) {
            settle(refund, Status.SUCCESS);
            return true;
        }
        // ABNORMAL here and CLOSED there is a contradiction that only WeChat can end: whoever calls its service gets it
        // paid.
        for (var refund : refunds(Status.CLOSED)) {
            if ("ABNORMAL".equals(appOf(refund.outRefundNo()).money) && isNewest(refund)) {
                settle(refund, Status.SUCCESS);
                return true;
            }
        }
        if (alarmExamined(true)) {
            return true;
        }
        var people = open(RefundProcess.Task.values());
        for (var task : people) {
            if (sensible(task)) {
                return true;
            }
        }
        var waiting = jobs(job -> true);
        var account = balanceJobs();
        if (!account.isEmpty() && waiting.stream().map(Sequence::due).allMatch(at -> at.isAfter(due(account.get(0))))) {
            product.clock.notBefore(due(account.get(0)));
            return balanceJob(account.get(0), false);
        }
        if (waiting.isEmpty()) {
            return false;
        }
        var next = waiting.stream().min(Comparator.comparing(Sequence::due)).orElseThrow();
        product.clock.notBefore(due(next));
        return execute(next, false);
    }

    private boolean sensible(Task task) {
        var app = app(task.getProcessInstanceId());
        if (task.getTaskDefinitionKey().equals("confirmResolution")) {
            return confirm(task, "APPROVE", true, true);
        }
        if (!task.getTaskDefinitionKey().equals("resolveRefund")) {
            var refuser = app.appealOf == null ? null : app.appealOf.refusedBy;
            var mayAnswer = Stream.of(SUPERVISOR, OTHER_SUPERVISOR)
                    .filter(person -> !person.equals(refuser))
                    .toList();
            var supervisor = mayAnswer.stream()
                    .filter(person -> !person.equals(app.first))
                    .findFirst()
                    .orElse(mayAnswer.get(0));
            // Where the only other one refused the first time, or chose first, there is nobody left who may say yes.
            var nobody = supervisor.equals(app.first);
            // A yes that was refused stays refused, as the model says: where the rules pay nothing it is a no.
            var again = !asked.add(task.getId());
            var decision = app.order.used && !app.whole || app.order.closed || nobody || again ? "REJECT" : "APPROVE";
            return decide(task, decision, true, 0, supervisor);
        }
        // What was sent a moment ago is not sent again at once: whoever asks for it all the same lets time pass first.
        var now = product.clock.instant();
        if (now.equals(resolvedAt.put(app, now))) {
            return false;
        }
        for (var action : List.of(Action.NEW_NUMBER, Action.SETTLE_OFFLINE, Action.RESEND)) {
            if (app.allowed().contains(action)) {
                return resolve(task, action.name(), true, true);
            }
        }
        return false;
    }

    /** Every notification there ever was, once more, and nothing changes. */
    private void replay() {
        var before = judges.everything();
        mailbox.forEach(held -> callback(Move.CALLBACK_AGAIN, held));
        List.copyOf(delivered).forEach(held -> callback(Move.CALLBACK_AGAIN, held));
        judge();
        if (!before.equals(judges.everything())) {
            throw new AssertionError("notifications of the past changed something");
        }
    }
}
