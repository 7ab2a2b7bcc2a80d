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

        void on(RefundApplication it, Instant now) {
            switch (this) {
                case APPROVE -> it.approve("lin", null, null, now);
                case APPROVE_AS_ANOTHER -> it.approve("zhou", "好", null, now);
                case APPROVE_LARGE -> it.approve("lin", null, whyTwo(it), now);
                case APPROVE_LARGE_AS_ANOTHER -> it.approve("zhou", null, whyTwo(it), now);
                case REJECT -> it.reject("lin", "不行", now);
                case ASK -> it.askForEvidence("lin", "reviewRefund", "请说明", now);
                case AWAIT -> it.awaitEvidence(now.plusSeconds(60), now);
                case SUPPLY -> it.evidenceSupplied("好", now);
                case EVIDENCE_OVERDUE -> it.evidenceNotSupplied(now);
                case REMIND -> it.remind(now);
                case ESCALATE -> it.escalate(SupervisorReason.OVERDUE, now);
                case SEND_BACK -> it.sendBack(SupervisorReason.ORDER_CHANGED, now);
                case WITHDRAW -> it.withdraw(now);
                case CREDITED -> it.credited(now, "零钱", null, null, now);
                case RESOLVE -> it.resolve("REJECT", "qian", "不行", null, null, null, now);
                case SETTLE_OFFLINE -> it.settledOffline(now);
                case REJECT_BY_FINANCE -> it.rejectedByFinance(now);
                case APPROVED_BY_RULES -> it.approved(RefundApplication.SYSTEM, null, now);
                case MOVE_DEADLINE -> it.moveDeadline(new ReviewDeadline(now, now, false, false), "CALENDAR", now);
                case MONEY -> it.moneyEvent(Kind.ALARM, "wechat", now, Particulars.none(), "R-1", "UNKNOWN", "UNKNOWN");
            }
        }
    }

    /** As the desk asks: a large amount needs somebody else until somebody said yes. */
    private static SupervisorReason whyTwo(RefundApplication it) {
        return it.answer().firstApprover() == null ? SupervisorReason.LARGE_AMOUNT : null;
    }

    @Property(tries = 2000)
    void over_stays_over_and_the_record_is_whole(@ForAll("calls") List<Call> calls) {
        var it = application();
        var record = new ArrayList<>(it.takeNewEvents());
        var now = START;
        for (var call : calls) {
            now = now.plusSeconds(1);
            var before = it.status();
            var ending = it.ending();
            var closedAt = it.closing().at();
            var head = it.head().hash();
            var asked = it.evidence().round();
            try {
                call.on(it, now);
            } catch (Problem | IllegalStateException refused) {
                assertThat(it.status()).as("%s refused", call).isEqualTo(before);
                assertThat(it.head().hash()).as("%s refused", call).isEqualTo(head);
                assertThat(it.evidence().round()).isEqualTo(asked);
            }
            var added = it.takeNewEvents();
            record.addAll(added);

            if (before.over()) {
                assertThat(it.status()).as("%s after the end", call).isEqualTo(before);
                assertThat(it.ending()).isEqualTo(ending);
                assertThat(it.closing().at()).isEqualTo(closedAt);
            }
            if (it.status() != before) {
                assertThat(added).as("%s leaves an event", call).anySatisfy(event -> {
                    assertThat(event.fromStatus()).isEqualTo(before.name());
                    assertThat(event.toStatus()).isEqualTo(it.status().name());
                });
            }
            assertThat(it.liveOrderNo().isEmpty()).isEqualTo(it.status().over());
            assertThat(it.closing().at() != null).isEqualTo(it.status().over());
            assertThat(it.evidence().round()).isLessThanOrEqualTo(2);
            assertThat(EventChain.unbroken(record, it.head().hash())).isTrue();
        }
        assertThat(record).isSortedAccordingTo(Comparator.comparingInt(RefundEvent::nr));
        assertThat(record.stream().filter(event -> event.kind() == Kind.REMINDED))
                .hasSizeLessThan(2);
        assertThat(record.stream().filter(event -> event.kind() == Kind.ESCALATED))
                .hasSizeLessThan(2);
    }

    @Property(tries = 500)
    void a_record_that_was_touched_anywhere_is_broken(@ForAll("calls") List<Call> calls, @ForAll int seed) {
        var it = application();
        var record = new ArrayList<>(it.takeNewEvents());
        var now = START;
        for (var call : calls) {
            now = now.plusSeconds(1);
            try {
                call.on(it, now);
            } catch (Problem | IllegalStateException refused) {
                // Leaves no event.
            }
            record.addAll(it.takeNewEvents());
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
        assertThat(EventChain.unbroken(touched, it.head().hash())).isFalse();
        var shortened = new ArrayList<>(record);
        shortened.remove(at);
        assertThat(EventChain.unbroken(shortened, it.head().hash())).isFalse();
    }

    @Provide
    Arbitrary<List<Call>> calls() {
        return Arbitraries.of(Call.class).list().ofMaxSize(30);
    }

    private static RefundApplication application() {
        var it = RefundApplication.register(TestOrders.applied("R1", TestOrders.order("1"), "zh-CN", START));
        it.dueAt(new ReviewDeadline(START.plusSeconds(3600), START.plusSeconds(3600), false, false));
        return it;
    }
}
