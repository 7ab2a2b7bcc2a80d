package org.cinemarefund.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * WeChat as this one merchant sees it, and the handles to make it behave differently. Everything here is thread-safe.
 *
 * <p>An order is named by its transaction id or by the merchant's own number, exactly as the product sends them.
 */
public final class Sandbox {
    private final SandboxConfig config;
    private final SandboxKeys keys;
    private final Journal journal;
    private final Ledger ledger;
    private final RefundBook book;
    private final ScenarioBoard scenarios = new ScenarioBoard();
    private final MiniProgram miniProgram;
    private final AtomicInteger resets = new AtomicInteger();
    private volatile URI callbackBase;
    private volatile boolean merchantCertificateExpired;

    public Sandbox(SandboxConfig config, Path keyDirectory, Journal journal) {
        this.config = config;
        this.keys = SandboxKeys.in(keyDirectory, config.signing(), config.clock());
        this.journal = journal;
        this.ledger = new Ledger(journal);
        this.book = new RefundBook(config.clock(), config.oneMinuteSpacing(), ledger);
        this.miniProgram = new MiniProgram(config.clock(), ledger);
        journal.replay().forEach(entry -> {
            ledger.restore(entry);
            book.restore(entry);
        });
    }

    public SandboxConfig config() {
        return config;
    }

    public Clock clock() {
        return config.clock();
    }

    public SandboxKeys keys() {
        return keys;
    }

    public SandboxCredentials credentials(URI baseUrl) {
        return keys.credentials(baseUrl);
    }

    public Ledger ledger() {
        return ledger;
    }

    public MiniProgram miniProgram() {
        return miniProgram;
    }

    public boolean isApp(String appId) {
        return keys.appId().equals(appId);
    }

    public boolean isAppSecret(String secret) {
        return keys.appSecret().equals(secret);
    }

    /** From now on, and from the order's first refund request again. */
    public void scenario(String order, Scenario scenario) {
        scenario(order, new ScenarioChoice(scenario));
    }

    public void scenario(String order, ScenarioChoice choice) {
        scenarios.assign(order, choice);
    }

    /** For every order of which nothing else was said. */
    public void scenarioByDefault(ScenarioChoice choice) {
        scenarios.byDefault(choice);
    }

    public Map<String, ScenarioChoice> scenarios() {
        return scenarios.assignments();
    }

    public ScenarioChoice scenarioByDefault() {
        return scenarios.byDefault();
    }

    /**
     * The merchant's money, and a top-up for orders that wait for one.
     *
     * @param fen missing for as much as anybody wants
     */
    public void balance(@Nullable Long fen) {
        if (fen != null && fen < 0) {
            throw new IllegalArgumentException("fen must not be negative");
        }
        book.balance(fen);
    }

    /** Fen; empty when unlimited. */
    public Optional<Long> balance() {
        return book.balance();
    }

    /** From now on every call of the merchant's is 401, or not any more. */
    public void merchantCertificateExpired(boolean expired) {
        merchantCertificateExpired = expired;
    }

    public boolean isMerchantCertificateExpired() {
        return merchantCertificateExpired;
    }

    /** Makes a payment known before its first refund request, with both numbers and the time it was paid. */
    public void register(String transactionId, String outTradeNo, long totalAmount, Instant paidAt) {
        book.register(new SandboxOrder(transactionId, outTradeNo, totalAmount, paidAt));
    }

    /**
     * A refund made by hand on the merchant platform, beside the product; the product is told of it where we know how.
     *
     * @param total fen paid, for a payment that is not known yet
     * @return empty when less than that is left, or nobody knows the payment
     */
    public Optional<SandboxRefund> refundElsewhere(String transactionId, long fen, Long total, URI notifyUrl) {
        return book.elsewhere(transactionId, fen, total, notifyUrl);
    }

    public List<SandboxRefund> refunds() {
        return book.refunds();
    }

    public Optional<SandboxRefund> refund(String outRefundNo) {
        return book.find(outRefundNo);
    }

    /** Every request for a refund begins here: it is seen, and it meets its order's scenario. */
    public ScenarioChoice meet(RefundRequest request) {
        book.see(request);
        return scenarios.next(request.transactionId(), request.outTradeNo());
    }

    public SubmitVerdict submit(RefundRequest request, Scenario scenario) {
        return book.submit(request, scenario);
    }

    public SubmitVerdict repair(String refundId, String outRefundNo, String type, String account) {
        return book.repair(refundId, outRefundNo, type, account);
    }

    /** How long a refund stays PROCESSING. */
    public Duration settleAfter(ScenarioChoice choice) {
        return choice.settleAfter(config.settleAfter());
    }

    /** The state the refund is due to get, unless it has a final one; empty when nothing changed. */
    public Optional<SandboxRefund> settle(String outRefundNo) {
        return book.find(outRefundNo).flatMap(refund -> {
            var outcome = refund.outcome();
            return outcome == SandboxRefund.Status.PROCESSING ? Optional.empty() : book.settle(outRefundNo, outcome);
        });
    }

    /** Any state, also one that the real channel would never move to; empty for an unknown number. */
    public Optional<SandboxRefund> force(String outRefundNo, SandboxRefund.Status status) {
        return book.force(outRefundNo, status);
    }

    /**
     * Sends notifications to this scheme, host and port instead of the request's, whose path is kept. For products that learn
     * their own port only after they told us.
     *
     * @param base missing for the request's own
     */
    public void callbackBase(@Nullable URI base) {
        callbackBase = base;
    }

    public URI callbackUrl(SandboxRefund refund) {
        var base = callbackBase;
        return base == null
                ? refund.notifyUrl()
                : base.resolve(refund.notifyUrl().getRawPath());
    }

    /** Forgets orders, refunds, the ledger, scenarios, grants and used login codes. Keys and access tokens stay. */
    public void reset() {
        resets.incrementAndGet();
        merchantCertificateExpired = false;
        scenarios.clear();
        book.clear();
        miniProgram.clear();
        ledger.clear();
    }

    /** How often everything was forgotten: what was begun before belongs to a world that is no more. */
    public int resets() {
        return resets.get();
    }

    /** Those whose final state was still to come when the sandbox was stopped. */
    public List<SandboxRefund> unsettled() {
        return book.refunds().stream()
                .filter(refund -> refund.status() == SandboxRefund.Status.PROCESSING)
                .toList();
    }

    public void close() {
        journal.close();
    }
}
