package org.cinemarefund.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.Cursor;

/** Applications in memory, for one thread; of the record there is what was saved. */
public final class MemoryApplications implements RefundApplications {
    private final Map<String, RefundApplication> all = new LinkedHashMap<>();
    private final List<RefundEvent> record = new ArrayList<>();

    @Override
    public void add(RefundApplication application) {
        all.put(application.applicationNo(), application);
        save(application);
    }

    @Override
    public void save(RefundApplication application) {
        record.addAll(application.takeNewEvents());
    }

    /** The last thing that was recorded about it. */
    public RefundEvent last(String applicationNo) {
        var lines = eventsOf(applicationNo);
        return lines.get(lines.size() - 1);
    }

    /** What was recorded about it, by kind. */
    public List<RefundEvent.Kind> kinds(String applicationNo) {
        return eventsOf(applicationNo).stream().map(RefundEvent::kind).toList();
    }

    @Override
    public Optional<RefundApplication> find(String applicationNo) {
        return Optional.ofNullable(all.get(applicationNo));
    }

    @Override
    public List<RefundApplication> all(Collection<String> applicationNos) {
        return applicationNos.stream().map(all::get).filter(Objects::nonNull).toList();
    }

    @Override
    public Optional<RefundApplication> lock(String applicationNo) {
        return find(applicationNo);
    }

    private Stream<RefundApplication> of(String orderNo) {
        return all.values().stream()
                .filter(one -> one.order().orderNo().equals(orderNo))
                .sorted(Comparator.comparing(RefundApplication::appliedAt));
    }

    @Override
    public boolean liveOn(String orderNo) {
        return of(orderNo).anyMatch(one -> !one.status().over());
    }

    @Override
    public List<String> concernedBy(String orderNo) {
        return of(orderNo)
                .filter(one -> one.status() != RefundStatus.REJECTED && one.status() != RefundStatus.WITHDRAWN)
                .map(RefundApplication::applicationNo)
                .toList();
    }

    @Override
    public Others others(String orderNo, String openid, Instant since) {
        var made = all.values().stream()
                .filter(one -> one.order().openid().equals(openid))
                .filter(one -> !one.appliedAt().isBefore(since))
                .count();
        return new Others(liveOn(orderNo), (int) made);
    }

    @Override
    public Had had(String openid, Instant from) {
        var own = all.values().stream()
                .filter(one -> one.order().openid().equals(openid))
                .toList();
        var refunds = own.stream()
                .filter(one -> one.status() == RefundStatus.REFUNDED || one.status() == RefundStatus.SETTLED_OFFLINE)
                .filter(one -> !one.deal().ruleId().equals(Deal.CINEMA_AT_FAULT))
                .filter(one -> !one.closing().at().isBefore(from))
                .count();
        var straight = own.stream()
                .filter(one -> !one.appliedAt().isBefore(from))
                .filter(one -> one.agreed().decision().straightThrough())
                .count();
        return new Had((int) refunds, (int) straight);
    }

    @Override
    public void lockCount(String openid) {
        // one thread
    }

    @Override
    public List<RefundApplication> ofOwner(String openid, Cursor after, int limit) {
        return all.values().stream()
                .filter(one -> one.order().openid().equals(openid))
                .sorted(Comparator.comparing(RefundApplication::appliedAt).reversed())
                .filter(one -> after == null || one.appliedAt().isBefore(after.at()))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Summary> newestOn(List<String> orderNos) {
        return orderNos.stream()
                .flatMap(this::of)
                .map(one -> new Summary(one.order().orderNo(), one.applicationNo(), one.status()))
                .toList();
    }

    @Override
    public List<String> appealed(List<String> orderNos) {
        return orderNos.stream()
                .filter(orderNo -> of(orderNo).anyMatch(one -> one.applied().isAppeal()))
                .toList();
    }

    @Override
    public Past past(String openid, Instant since, String besides) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long approvedAlone(String person, Instant from, Instant to) {
        return all.values().stream()
                .filter(one -> person.equals(one.answer().approvedBy()))
                .filter(RefundApplication::noPersonApprovedYet)
                .filter(one -> !one.answer().approvedAt().isBefore(from)
                        && one.answer().approvedAt().isBefore(to))
                .mapToLong(one -> one.deal().refundAmount())
                .sum();
    }

    @Override
    public List<RefundEvent> eventsOf(String applicationNo) {
        return record.stream()
                .filter(line -> line.applicationNo().equals(applicationNo))
                .toList();
    }

    @Override
    public Map<String, List<RefundEvent>> eventsOf(Collection<String> applicationNos) {
        return applicationNos.stream().collect(Collectors.toMap(number -> number, this::eventsOf));
    }

    @Override
    public List<String> undecided() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Provisional> provisional() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Waiting> waiting() {
        throw new UnsupportedOperationException();
    }
}
