package org.cinemarefund.sandbox;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.sandbox.Ledger.Violation;
import org.jspecify.annotations.Nullable;

/** The merchant's orders, refunds and balance, and WeChat Pay's rules over them. One lock: every decision sees all others. */
final class RefundBook {
    private static final String CARD = "USER_BANK_CARD";
    private static final int REFUNDS_PER_ORDER = 50;
    private static final Duration REFUND_WINDOW = Duration.ofDays(365);
    private static final Duration SPACING = Duration.ofMinutes(1);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.ofHours(8));

    private final Clock clock;
    private final boolean oneMinuteSpacing;
    private final Ledger ledger;
    private final Map<String, SandboxOrder> ordersByTransaction = new HashMap<>();
    private final Map<String, SandboxOrder> ordersByTrade = new HashMap<>();
    private final Map<String, SandboxRefund> refunds = new LinkedHashMap<>();
    private final Map<String, String> outRefundNos = new HashMap<>();
    private final Map<String, List<String>> refundsOfOrder = new HashMap<>();
    private final Map<String, String> firstBody = new HashMap<>();
    private final Map<String, Integer> topUpsSeen = new HashMap<>();
    private Long balance;
    private int topUps;

    RefundBook(Clock clock, boolean oneMinuteSpacing, Ledger ledger) {
        this.clock = clock;
        this.oneMinuteSpacing = oneMinuteSpacing;
        this.ledger = ledger;
    }

    synchronized void register(SandboxOrder order) {
        remember(order);
        ledger.append(order);
    }

    synchronized SubmitVerdict submit(RefundRequest request, Scenario scenario) {
        var known = refunds.get(request.outRefundNo());
        if (known != null) {
            return again(known, request);
        }

        if (scenario == Scenario.ORDER_UNKNOWN) {
            return refuse(Refusal.ORDER_UNKNOWN);
        }
        if (scenario == Scenario.USER_ACCOUNT_ABNORMAL) {
            return refuse(Refusal.USER_ACCOUNT_ABNORMAL);
        }
        if (scenario == Scenario.RULE_LIMIT) {
            return refuse(Refusal.RULE_LIMIT);
        }
        var order = orderOf(request);
        if (order.totalAmount() != request.totalAmount() || contradicts(order, request)) {
            return refuse(Refusal.NOT_THE_ORDER);
        }
        var now = clock.instant();
        if (order.paidAt() != null && order.paidAt().plus(REFUND_WINDOW).isBefore(now)) {
            return refuse(Refusal.TOO_OLD);
        }
        var earlier = refundsOfOrder.getOrDefault(order.transactionId(), List.of()).stream()
                .map(refunds::get)
                .toList();
        if (earlier.size() >= REFUNDS_PER_ORDER) {
            return refuse(Refusal.TOO_MANY);
        }
        if (oneMinuteSpacing
                && earlier.stream()
                        .anyMatch(refund -> refund.createdAt().plus(SPACING).isAfter(now))) {
            return refuse(Refusal.TOO_FAST);
        }
        if (leftOf(order, earlier) < request.refundAmount()) {
            return refuse(Refusal.MORE_THAN_LEFT);
        }
        if (scenario == Scenario.NOT_ENOUGH && waitsForTopUp(order)
                || balance != null && balance < request.refundAmount()) {
            return refuse(Refusal.NOT_ENOUGH);
        }
        return new SubmitVerdict.Accepted(accept(request, order, earlier, scenario, now), true);
    }

    /** Fen that are left of the payment after what was refunded elsewhere; what the product refunds itself is judged, not refused. */
    private static long leftOf(SandboxOrder order, List<SandboxRefund> earlier) {
        var elsewhere = earlier.stream().filter(SandboxRefund::madeElsewhere).toList();
        if (elsewhere.isEmpty()) {
            return Long.MAX_VALUE;
        }
        var gone = earlier.stream()
                .filter(SandboxRefund::effective)
                .mapToLong(SandboxRefund::refundAmount)
                .sum();
        return order.totalAmount() - gone;
    }

    /**
     * A refund made by hand on the merchant platform, at once successful.
     *
     * @param total what was paid, for a payment nobody named before
     * @param notifyUrl missing when nobody is told of it
     * @return empty when less than that is left, or nobody knows the payment
     */
    synchronized Optional<SandboxRefund> elsewhere(
            String transactionId, long fen, Long total, @Nullable URI notifyUrl) {
        var order = Optional.ofNullable(ordersByTransaction.get(transactionId)).or(() -> Optional.ofNullable(total)
                .map(number -> SandboxOrder.firstSeen(transactionId, null, number)));
        var numbers = refundsOfOrder.getOrDefault(transactionId, List.of());
        var gone = numbers.stream()
                .map(refunds::get)
                .filter(SandboxRefund::effective)
                .mapToLong(SandboxRefund::refundAmount)
                .sum();
        if (order.isEmpty() || fen < 1 || gone + fen > order.get().totalAmount()) {
            return Optional.empty();
        }
        if (!ordersByTransaction.containsKey(transactionId)) {
            register(order.get());
        }
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var refund = new SandboxRefund(
                "503" + DAY.format(now) + "%018d".formatted(refunds.size() + 1L),
                SandboxRefund.numberOfElsewhere(transactionId, numbers.size() + 1),
                transactionId,
                order.get().outTradeNo(),
                order.get().totalAmount(),
                fen,
                notifyUrl,
                SandboxRefund.Status.SUCCESS,
                "ORIGINAL",
                SandboxRefund.WALLET,
                now,
                now,
                Scenario.NORMAL,
                null,
                0);
        store(refund);
        return Optional.of(refund);
    }

    private SubmitVerdict again(SandboxRefund known, RefundRequest request) {
        var sameOrder = request.transactionId() != null
                ? request.transactionId().equals(known.transactionId())
                : request.outTradeNo().equals(known.outTradeNo());
        var same = sameOrder
                && request.refundAmount() == known.refundAmount()
                && request.totalAmount() == known.totalAmount();
        if (same) {
            return new SubmitVerdict.Accepted(known, false);
        }
        violation(
                Violation.Kind.NUMBER_REUSED,
                request,
                "%d of %d fen was asked for first, now %d of %d fen of %s"
                        .formatted(
                                known.refundAmount(),
                                known.totalAmount(),
                                request.refundAmount(),
                                request.totalAmount(),
                                request.order()));
        return refuse(sameOrder ? Refusal.OTHER_AMOUNT : Refusal.OTHER_REQUEST);
    }

    private SandboxRefund accept(
            RefundRequest request, SandboxOrder order, List<SandboxRefund> earlier, Scenario scenario, Instant now) {
        judgeMoney(request, order, earlier);
        if (!ordersByTransaction.containsKey(order.transactionId())) {
            register(order);
        }
        if (balance != null) {
            balance = Math.subtractExact(balance, request.refundAmount());
        }
        var refund = new SandboxRefund(
                "503" + DAY.format(now) + "%018d".formatted(refunds.size() + 1L),
                request.outRefundNo(),
                order.transactionId(),
                order.outTradeNo(),
                request.totalAmount(),
                request.refundAmount(),
                request.notifyUrl(),
                SandboxRefund.Status.PROCESSING,
                "ORIGINAL",
                SandboxRefund.WALLET,
                now.truncatedTo(ChronoUnit.SECONDS),
                null,
                scenario,
                null,
                0);
        store(refund);
        return refund;
    }

    /** Permissive on purpose: what the real channel would refuse is paid here and held against the product. */
    private void judgeMoney(RefundRequest request, SandboxOrder order, List<SandboxRefund> earlier) {
        var effective = earlier.stream().filter(SandboxRefund::effective).toList();
        if (effective.stream().anyMatch(refund -> !refund.madeElsewhere())) {
            violation(
                    Violation.Kind.SECOND_REFUND_FOR_ORDER,
                    request,
                    "besides "
                            + effective.stream().map(SandboxRefund::outRefundNo).toList());
        }
        var sum = effective.stream()
                .mapToLong(SandboxRefund::refundAmount)
                .reduce(request.refundAmount(), Math::addExact);
        if (sum > order.totalAmount()) {
            violation(Violation.Kind.OVER_REFUND, request, "%d fen of %d fen paid".formatted(sum, order.totalAmount()));
        }
    }

    /** Every well-formed request, whatever becomes of it: all that carry one number have to be the same bytes. */
    synchronized void see(RefundRequest request) {
        var first = firstBody.putIfAbsent(request.outRefundNo(), request.bodySha256());
        var known = refunds.get(request.outRefundNo());
        var otherAmounts = known != null
                && (known.refundAmount() != request.refundAmount() || known.totalAmount() != request.totalAmount());
        if (first != null && !first.equals(request.bodySha256()) && !otherAmounts) {
            violation(Violation.Kind.BODY_CHANGED, request, "first " + first + ", now " + request.bodySha256());
        }
    }

    private void violation(Violation.Kind kind, RefundRequest request, String detail) {
        ledger.append(new Violation(clock.instant(), kind, request.outRefundNo(), request.order(), detail));
    }

    private SandboxOrder orderOf(RefundRequest request) {
        var known = request.transactionId() != null
                ? ordersByTransaction.get(request.transactionId())
                : ordersByTrade.get(request.outTradeNo());
        return known != null
                ? known
                : SandboxOrder.firstSeen(request.transactionId(), request.outTradeNo(), request.totalAmount());
    }

    private static boolean contradicts(SandboxOrder order, RefundRequest request) {
        return request.transactionId() != null
                && request.outTradeNo() != null
                && !order.outTradeNo().equals(request.outTradeNo());
    }

    /** The scenario ends with the first top-up after the order first met it. */
    private boolean waitsForTopUp(SandboxOrder order) {
        return topUpsSeen.computeIfAbsent(order.transactionId(), text -> topUps) == topUps;
    }

    private static SubmitVerdict refuse(Refusal refusal) {
        return new SubmitVerdict.Refused(refusal);
    }

    synchronized Optional<SandboxRefund> find(String outRefundNo) {
        return Optional.ofNullable(refunds.get(outRefundNo));
    }

    synchronized Optional<SandboxRefund> findById(String refundId) {
        return Optional.ofNullable(outRefundNos.get(refundId)).map(refunds::get);
    }

    /** The final state, unless the refund got one already; empty then. */
    synchronized Optional<SandboxRefund> settle(String outRefundNo, SandboxRefund.Status status) {
        return find(outRefundNo)
                .filter(refund -> refund.status() == SandboxRefund.Status.PROCESSING)
                .map(refund -> move(refund, status));
    }

    /** Any state, also one that the real channel would never move to. */
    synchronized Optional<SandboxRefund> force(String outRefundNo, SandboxRefund.Status status) {
        return find(outRefundNo).map(refund -> move(refund, status));
    }

    private SandboxRefund move(SandboxRefund refund, SandboxRefund.Status status) {
        var settled = refund.settled(status, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        if (balance != null && refund.effective() != settled.effective()) {
            balance = settled.effective()
                    ? Math.subtractExact(balance, refund.refundAmount())
                    : Math.addExact(balance, refund.refundAmount());
        }
        store(settled);
        return settled;
    }

    /** Starts the repair of an ABNORMAL refund; a repetition of the same application changes nothing. */
    synchronized SubmitVerdict repair(String refundId, String outRefundNo, String type, String account) {
        var refund = findById(refundId)
                .filter(sandboxRefund -> sandboxRefund.outRefundNo().equals(outRefundNo));
        if (refund.isEmpty()) {
            return refuse(Refusal.REFUND_UNKNOWN);
        }
        if (refund.get().status() != SandboxRefund.Status.ABNORMAL) {
            return type.equals(refund.get().repair())
                    ? new SubmitVerdict.Accepted(refund.get(), false)
                    : refuse(Refusal.NOT_ABNORMAL);
        }
        if (refund.get().scenario() == Scenario.REPAIR_TO_CARD_REFUSED && type.equals(CARD)) {
            return refuse(Refusal.CARD_REFUSED);
        }
        var repairing = refund.get().repairing(type, account);
        store(repairing);
        return new SubmitVerdict.Accepted(repairing, true);
    }

    private void store(SandboxRefund refund) {
        ledger.append(refund);
        remember(refund);
    }

    synchronized void restore(Ledger.Entry entry) {
        if (entry instanceof SandboxOrder order) {
            remember(order);
        } else if (entry instanceof SandboxRefund refund) {
            remember(refund);
        } else if (entry instanceof Ledger.Request request
                && request.api().equals(Ledger.SUBMIT)
                && request.outRefundNo() != null) {
            firstBody.putIfAbsent(request.outRefundNo(), request.bodySha256());
        }
    }

    private void remember(SandboxOrder order) {
        ordersByTransaction.put(order.transactionId(), order);
        ordersByTrade.put(order.outTradeNo(), order);
    }

    private void remember(SandboxRefund refund) {
        if (refunds.put(refund.outRefundNo(), refund) == null) {
            outRefundNos.put(refund.refundId(), refund.outRefundNo());
            refundsOfOrder
                    .computeIfAbsent(refund.transactionId(), text -> new ArrayList<>())
                    .add(refund.outRefundNo());
        }
    }

    /** @param fen missing for as much as anybody wants */
    synchronized void balance(@Nullable Long fen) {
        balance = fen;
        if (fen == null || fen > 0) {
            topUps++;
        }
    }

    synchronized Optional<Long> balance() {
        return Optional.ofNullable(balance);
    }

    synchronized List<SandboxRefund> refunds() {
        return List.copyOf(refunds.values());
    }

    synchronized void clear() {
        ordersByTransaction.clear();
        ordersByTrade.clear();
        refunds.clear();
        outRefundNos.clear();
        refundsOfOrder.clear();
        firstBody.clear();
        topUpsSeen.clear();
        balance = null;
    }
}
