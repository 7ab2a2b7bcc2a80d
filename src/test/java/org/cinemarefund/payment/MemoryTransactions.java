package org.cinemarefund.payment;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows in memory, for one thread. */
public final class MemoryTransactions implements RefundTransactions {
    private final Map<String, RefundTransaction> rows = new LinkedHashMap<>();
    private final Set<String> notifications = new HashSet<>();
    Runnable beforeLock = () -> {};
    /** Fen, of whatever order. */
    long paidBeside;

    /** Fen that signed notifications told of, of whatever payment. */
    long elsewhere;

    @Override
    public void add(RefundTransaction refund) {
        if (rows.putIfAbsent(refund.outRefundNo(), refund) != null) {
            throw new IllegalStateException("exists");
        }
    }

    @Override
    public void update(RefundTransaction refund) {
        if (rows.replace(refund.outRefundNo(), refund) == null) {
            throw new IllegalStateException("gone");
        }
    }

    @Override
    public Optional<RefundTransaction> find(String outRefundNo) {
        return Optional.ofNullable(rows.get(outRefundNo));
    }

    @Override
    public Optional<RefundTransaction> lock(String outRefundNo) {
        var meanwhile = beforeLock;
        beforeLock = () -> {};
        meanwhile.run();
        return find(outRefundNo);
    }

    @Override
    public Optional<RefundTransaction> newestOf(String applicationNo) {
        return rows.values().stream()
                .filter(refund -> refund.applicationNo().equals(applicationNo))
                .max(Comparator.comparing(RefundTransaction::attempt));
    }

    @Override
    public List<RefundTransaction> newestOf(Collection<String> applicationNos) {
        return applicationNos.stream().flatMap(text -> newestOf(text).stream()).toList();
    }

    @Override
    public Optional<RefundTransaction> lockNewestOf(String applicationNo) {
        return newestOf(applicationNo);
    }

    @Override
    public Spending spending(String orderNo, String exceptOutRefundNo) {
        var attempts = rows.values().stream()
                .filter(refund -> refund.orderNo().equals(orderNo))
                .mapToInt(RefundTransaction::attempt)
                .max()
                .orElse(0);
        return new Spending(spentOn(orderNo, exceptOutRefundNo), paidBeside, attempts);
    }

    @Override
    public long spentOn(String orderNo, String exceptOutRefundNo) {
        return rows.values().stream()
                .filter(refund -> refund.orderNo().equals(orderNo))
                .filter(refund -> !refund.outRefundNo().equals(exceptOutRefundNo))
                .filter(refund -> refund.state().countsAsSpent())
                .mapToLong(RefundTransaction::refundAmount)
                .sum();
    }

    @Override
    public Map<String, Long> spentOn(Collection<String> orderNos) {
        return orderNos.stream()
                .filter(text -> spentOn(text, "") > 0)
                .collect(Collectors.toMap(Function.identity(), text -> spentOn(text, "")));
    }

    @Override
    public long refundedElsewhere(String transactionId) {
        return elsewhere;
    }

    @Override
    public Optional<String> paymentNotifiedOf(String outRefundNo) {
        return Optional.empty();
    }

    private Stream<RefundTransaction> waitingRows() {
        return rows.values().stream().filter(refund -> refund.state() == RefundState.WAITING_FOR_BALANCE);
    }

    @Override
    public Waiting waiting() {
        return new Waiting(
                (int) waitingRows().count(),
                waitingRows().mapToLong(RefundTransaction::refundAmount).sum(),
                waitingRows()
                        .map(row -> row.calls().firstSentAt())
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }

    @Override
    public Optional<String> longestWaiting(Instant lastSentBefore) {
        return waitingRows()
                .filter(refund -> !refund.calls().lastSentAt().isAfter(lastSentBefore))
                .min(Comparator.comparing(row -> row.calls().firstSentAt()))
                .map(RefundTransaction::applicationNo);
    }

    @Override
    public boolean ranShortSince(Instant at) {
        return waitingRows().anyMatch(refund -> !refund.calls().lastSentAt().isBefore(at));
    }

    @Override
    public boolean addNotification(RefundNotification notification, String applicationNo, String verdict, Instant at) {
        return notifications.add(notification.id());
    }

    List<RefundTransaction> all() {
        return List.copyOf(rows.values());
    }

    int notifications() {
        return notifications.size();
    }
}
