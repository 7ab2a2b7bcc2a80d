package org.cinemarefund.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.deadline.ReviewDeadline;
import org.cinemarefund.record.EventChain;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.testing.TestOrders;

/** Whoever calls whatever in whichever order: what an application promises holds. */
class RefundApplicationPropertiesTest {
    private static final Instant START = Instant.parse("2026-03-02T02:00:00Z");

    /** Everything anybody can ask of an application. */
    enum Call {
        APPROVE,
        APPROVE_AS_ANOTHER,
        APPROVE_LARGE,
        APPROVE_LARGE_AS_ANOTHER,
        REJECT,
        ASK,
        AWAIT,
        SUPPLY,
        EVIDENCE_OVERDUE,
        REMIND,
        ESCALATE,
        SEND_BACK,
        WITHDRAW,
        CREDITED,
        RESOLVE,
        SETTLE_OFFLINE,
        REJECT_BY_FINANCE,
        APPROVED_BY_RULES,
        MOVE_DEADLINE,
        MONEY;

        void on(RefundApplication application, Instant now) {
            switch (this) {
                case APPROVE -> application.approve("lin", null, null, now);
                case APPROVE_AS_ANOTHER -> application.approve("zhou", "好", null, now);
                case APPROVE_LARGE -> application.approve("lin", null, whyTwo(application), now);
                case APPROVE_LARGE_AS_ANOTHER -> application.approve("zhou", null, whyTwo(application), now);
                case REJECT -> application.reject("lin", "OTHER", "不行", now);
                case ASK -> application.askForEvidence("lin", "reviewRefund", "请说明", now);
                case AWAIT -> application.awaitEvidence(now.plusSeconds(60), now);
                case SUPPLY -> application.evidenceSupplied("好", now);
                case EVIDENCE_OVERDUE -> application.evidenceNotSupplied(now);
                case REMIND -> application.remind(now);
                case ESCALATE -> application.escalate(SupervisorReason.OVERDUE, now);
                case SEND_BACK -> application.sendBack(SupervisorReason.ORDER_CHANGED, now);
                case WITHDRAW -> application.withdraw(now);
                case CREDITED -> application.credited(now, "零钱", null, null, now);
                case RESOLVE -> application.resolve("REJECT", "qian", "不行", null, null, null, now);
                case SETTLE_OFFLINE -> application.settledOffline(now);
                case REJECT_BY_FINANCE -> application.rejectedByFinance(now);
                case APPROVED_BY_RULES -> application.approved(RefundApplication.SYSTEM, null, now);
                case MOVE_DEADLINE ->
                    application.moveDeadline(new ReviewDeadline(now, now, false, false), "CALENDAR", now);
                case MONEY ->
                    application.moneyEvent(Kind.ALARM, "wechat", now, Particulars.none(), "R-1", "UNKNOWN", "UNKNOWN");
            }
        }
    }

    /** As the desk asks: a large amount needs somebody else until somebody said yes. */
    private static SupervisorReason whyTwo(RefundApplication application) {
        return application.answer().firstApprover() == null ? SupervisorReason.LARGE_AMOUNT : null;
    }

    @Property(tries = 2000)
    void over_stays_over_and_the_record_is_whole(@ForAll("calls") List<Call> calls) {
        var refundApplication = application();
        var record = new ArrayList<>(refundApplication.takeNewEvents());
        var now = START;
        for (var call : calls) {
            now = now.plusSeconds(1);
            var before = refundApplication.status();
            var ending = refundApplication.ending();
            var closedAt = refundApplication.closing().at();
            var head = refundApplication.head().hash();
            var asked = refundApplication.evidence().round();
            try {
                call.on(refundApplication, now);
            } catch (Problem | IllegalStateException refused) {
                assertThat(refundApplication.status()).as("%s refused", call).isEqualTo(before);
                assertThat(refundApplication.head().hash())
                        .as("%s refused", call)
                        .isEqualTo(head);
                assertThat(refundApplication.evidence().round()).isEqualTo(asked);
            }
            var added = refundApplication.takeNewEvents();
            record.addAll(added);

            if (before.over()) {
                assertThat(refundApplication.status())
                        .as("%s after the end", call)
                        .isEqualTo(before);
                assertThat(refundApplication.ending()).isEqualTo(ending);
                assertThat(refundApplication.closing().at()).isEqualTo(closedAt);
            }
            if (refundApplication.status() != before) {
                assertThat(added).as("%s leaves an event", call).anySatisfy(event -> {
                    assertThat(event.fromStatus()).isEqualTo(before.name());
                    assertThat(event.toStatus())
                            .isEqualTo(refundApplication.status().name());
                });
            }
            assertThat(refundApplication.liveOrderNo().isEmpty())
                    .isEqualTo(refundApplication.status().over());
            assertThat(refundApplication.closing().at() != null)
                    .isEqualTo(refundApplication.status().over());
            assertThat(refundApplication.evidence().round()).isLessThanOrEqualTo(2);
            assertThat(EventChain.unbroken(record, refundApplication.head().hash()))
                    .isTrue();
        }
        assertThat(record).isSortedAccordingTo(Comparator.comparingInt(RefundEvent::nr));
        assertThat(record.stream().filter(event -> event.kind() == Kind.REMINDED))
                .hasSizeLessThan(2);
        assertThat(record.stream().filter(event -> event.kind() == Kind.ESCALATED))
                .hasSizeLessThan(2);
    }

    @Property(tries = 500)
    void a_record_that_was_touched_anywhere_is_broken(@ForAll("calls") List<Call> calls, @ForAll int seed) {
        var refundApplication = application();
        var record = new ArrayList<>(refundApplication.takeNewEvents());
        var now = START;
        for (var call : calls) {
            now = now.plusSeconds(1);
            try {
                call.on(refundApplication, now);
            } catch (Problem | IllegalStateException refused) {
                // Leaves no event.
            }
            record.addAll(refundApplication.takeNewEvents());
        }
        var at = Math.floorMod(seed, record.size());
        var e = record.get(at);
        var forged = new RefundEvent(
                e.applicationNo(),
                e.nr(),
                e.at(),
                e.kind(),
                "somebody else",
                e.fromStatus(),
                e.toStatus(),
                e.outRefundNo(),
                e.fromState(),
                e.toState(),
                e.detail(),
                e.facts(),
                e.previousHash(),
                e.hash(),
                e.words());
        var touched = new ArrayList<>(record);
        touched.set(at, forged);
        assertThat(EventChain.unbroken(touched, refundApplication.head().hash()))
                .isFalse();
        var shortened = new ArrayList<>(record);
        shortened.remove(at);
        assertThat(EventChain.unbroken(shortened, refundApplication.head().hash()))
                .isFalse();
    }

    @Provide
    Arbitrary<List<Call>> calls() {
        return Arbitraries.of(Call.class).list().ofMaxSize(30);
    }

    private static RefundApplication application() {
        var application = RefundApplication.register(TestOrders.applied("R1", TestOrders.order("1"), "zh-CN", START));
        application.dueAt(new ReviewDeadline(START.plusSeconds(3600), START.plusSeconds(3600), false, false));
        return application;
    }
}
