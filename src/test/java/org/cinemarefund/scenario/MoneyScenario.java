package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;

/** Refunds that the rules approve at once, so that a test begins where the money does. */
abstract class MoneyScenario extends ProcessScenario {
    /** How long the sandbox holds an answer back before it cuts the line, or takes to settle: no test waits for more. */
    private static final Duration SOON = Duration.ofMillis(100);

    /** Approved, the request to WeChat not sent yet. */
    protected Refund approved() {
        return refund().cinema("autoApproveUpTo", 1_000_000).applies();
    }

    /** Approved, and WeChat will do this to the first request. */
    protected Refund approved(Scenario scenario) {
        return approved(new ScenarioChoice(scenario, scenario.times(), SOON));
    }

    /** The same, but what WeChat accepts it settles when it is told to: a test may take its time before it says so. */
    protected Refund approvedAndHeld(Scenario scenario) {
        return approved(new ScenarioChoice(scenario));
    }

    protected Refund approved(ScenarioChoice choice) {
        var refund = approved();
        sandbox.sandbox().scenario(refund.transactionId(), choice);
        return refund;
    }

    /** Accepted by WeChat, which settles it when it is told to. */
    protected Refund processing() {
        var refund = approved().performs(Step.submitRefund);
        assertThat(refund.money()).isEqualTo("PROCESSING");
        return refund;
    }

    /** WeChat's word, with its notification, has come in. */
    protected void settles(Refund refund, SandboxRefund.Status status) {
        settles(refund.outRefundNo(), status);
    }

    protected void settles(String outRefundNo, SandboxRefund.Status status) {
        var before = answered(outRefundNo).size();
        assertThat(sandbox.setState(outRefundNo, status)).isTrue();
        await().atMost(Duration.ofSeconds(20)).until(() -> answered(outRefundNo).size() > before);
    }

    /** Deliveries of notifications that were acknowledged. */
    protected List<Ledger.Callback> answered(String outRefundNo) {
        return sandbox.sandbox().ledger().callbacks().stream()
                .filter(callback -> outRefundNo.equals(callback.outRefundNo()))
                .filter(callback -> callback.answer().startsWith("2"))
                .toList();
    }

    protected void awaitMoney(Refund refund, String state) {
        await().atMost(Duration.ofSeconds(20)).until(refund::money, state::equals);
    }

    /** The second path: the notification never came, and it is time to ask. */
    protected Refund polls(Refund refund) {
        return refund.passes(Timer.settlementPollDue).performs(Step.queryRefund);
    }

    /** SUCCESS is known: the notice goes out and the process ends. */
    protected void endsCredited(Refund refund) {
        refund.performs(Step.sendCreditNotice).endedAt("refunded");
        assertThat(refund.status()).isEqualTo("REFUNDED");
        assertThat(refund.money()).isEqualTo("SUCCESS");
        assertThat(refund.timeline()).containsOnlyOnce("SUBMITTED", "CREDITED", "NOTICE_SENT");
        assertThat(refund.messages()).as("credit notices").hasSize(1);
        onlyOneRefund(refund);
    }

    /** What the judge saw: one number, one refund, the same bytes every time, nothing WeChat would not stand for. */
    protected void onlyOneRefund(Refund refund) {
        assertThat(sent(refund)).extracting(Ledger.Request::outRefundNo).containsOnly(refund.outRefundNo());
        assertThat(sent(refund)).extracting(Ledger.Request::bodySha256).hasSizeGreaterThan(0);
        assertThat(sent(refund).stream().map(Ledger.Request::bodySha256).distinct())
                .hasSize(1);
        assertThat(sandbox.sandbox().refunds().stream()
                        .filter(sandboxRefund -> sandboxRefund.outRefundNo().startsWith(refund.transactionId() + "-")))
                .hasSizeLessThanOrEqualTo(1);
        noViolations(refund);
    }

    protected void noViolations(Refund refund) {
        assertThat(sandbox.sandbox().ledger().violations().stream()
                        .filter(violation -> violation.outRefundNo().startsWith(refund.transactionId() + "-")))
                .isEmpty();
    }

    /** Every request that could have moved money. */
    protected List<Ledger.Request> sent(Refund refund) {
        return refund.requests().stream()
                .filter(request -> request.api().equals(Ledger.SUBMIT))
                .toList();
    }

    protected List<String> alarms(Refund refund) {
        return refund.events().stream()
                .filter(event -> event.kind() == Kind.ALARM)
                .map(event -> event.facts().has(Fact.NUMBER)
                        ? event.facts().code(Fact.ALARM) + " " + event.facts().code(Fact.NUMBER) + " "
                                + event.facts().fen(Fact.AMOUNT)
                        : event.facts().code(Fact.ALARM))
                .toList();
    }

    protected long count(Refund refund, Kind kind) {
        return refund.eventKinds().stream().filter(kind::equals).count();
    }

    protected static Map<String, String> choice(String action, String comment, String proof) {
        var variables = new TreeMap<String, String>();
        variables.put("action", action);
        if (comment != null) {
            variables.put("comment", comment);
        }
        if (proof != null) {
            variables.put("proofReference", proof);
        }
        return variables;
    }

    /**
     * A minute later finance says so, a second person agrees where two are needed, and WeChat was asked once more; of what was
     * settled offline the moviegoer is told.
     */
    protected Refund resolves(Refund refund, String action, String comment, String proof) {
        clock.forward(Duration.ofMinutes(1));
        refund.answer(Task.resolveRefund, FINANCE, choice(action, comment, proof))
                .expect(204);
        if (refund.open(Task.confirmResolution) != null) {
            confirms(refund, "APPROVE", null);
        }
        refund.performs(Step.verifyResolution);
        return refund.findJob(Step.sendOfflineNotice.name()) == null ? refund : refund.performs(Step.sendOfflineNotice);
    }

    /** The second person of finance says so. */
    protected void confirms(Refund refund, String decision, String comment) {
        refund.decide(Task.confirmResolution, FINANCE_TWO, decision, comment).expect(204);
    }

    /** It waits for money, and it is time to try by itself; later than its timer says where it was tried in between. */
    protected Refund triesAgain(Refund refund) {
        var timer = refund.job(Timer.balanceTryDue.name());
        refund.passes(Timer.balanceTryDue);
        var postponed = refund.findJob(Timer.balanceTryDue.name());
        if (postponed == null) {
            return refund.performs(Step.submitRefund);
        }
        assertThat(postponed.getDuedate()).isAfter(timer.getDuedate());
        return refund.passes(Timer.balanceTryDue).performs(Step.submitRefund);
    }
}
