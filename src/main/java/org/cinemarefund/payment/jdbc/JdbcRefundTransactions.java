package org.cinemarefund.payment.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.payment.ApprovedRequest;
import org.cinemarefund.payment.Calls;
import org.cinemarefund.payment.RefundNotification;
import org.cinemarefund.payment.RefundOrder;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.payment.RefundTransactions;
import org.cinemarefund.payment.Refusal;
import org.cinemarefund.payment.RepairRound;
import org.cinemarefund.payment.RepairRoute;
import org.cinemarefund.payment.ToldByChannel;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcRefundTransactions implements RefundTransactions {
    private static final String NEWEST = "select * from refund_transaction where application_no = :applicationNo"
            + " and attempt = (select max(attempt) from refund_transaction where application_no = :applicationNo)";

    /** The one rule of what counts against an order, asked of the states themselves. */
    private static final List<String> SPENT = Arrays.stream(RefundState.values())
            .filter(RefundState::countsAsSpent)
            .map(Enum::name)
            .toList();

    private final JdbcClient jdbc;

    JdbcRefundTransactions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void add(RefundTransaction refund) {
        inHand().ifPresentOrElse(numbers -> numbers.added(refund), () -> insert(refund));
    }

    @Override
    public void update(RefundTransaction refund) {
        inHand().ifPresentOrElse(numbers -> numbers.changed(refund), () -> write(refund));
    }

    private Optional<NumbersInHand> inHand() {
        return NumbersInHand.current((row, isNew) -> {
            if (isNew) {
                insert(row);
            } else {
                write(row);
            }
        });
    }

    /** Before a question about many numbers. */
    private void flush() {
        inHand().ifPresent(NumbersInHand::writeAll);
    }

    private void insert(RefundTransaction refund) {
        bound(jdbc.sql("""
                insert into refund_transaction (out_refund_no, application_no, attempt, order_no, transaction_id,
                  refund_amount, total_amount, request, approved_by, state, repair_round, repair, repair_card, repair_asked_at,
                  repair_open, refund_id, out_trade_no, refusal, unlisted, unlisted_since, last_answer, cause, channel, user_received_account, success_time, prepared_at, first_sent_at, last_sent_at, sends, polls,
                  last_polled_at, changed_at, payer_refund, more_than_left)
                values (:outRefundNo, :applicationNo, :attempt, :orderNo, :transactionId, :refundAmount, :totalAmount,
                  :request, :approvedBy, :state, :repairRound, :repair, :repairCard, :repairAskedAt, :repairOpen, :refundId, :outTradeNo, :refusal,
                  :unlisted, :unlistedSince, :lastAnswer, :cause, :channel, :account,
                  :successTime, :preparedAt, :firstSentAt, :lastSentAt, :sends, :polls, :lastPolledAt, :changedAt, :payerRefund, :moreThanLeft)"""), refund)
                .param("applicationNo", refund.applicationNo())
                .param("attempt", refund.attempt())
                .param("orderNo", refund.orderNo())
                .param("transactionId", refund.transactionId())
                .param("totalAmount", refund.totalAmount())
                .param("preparedAt", Times.of(refund.approved().at()))
                .update();
    }

    private void write(RefundTransaction refund) {
        var rows = bound(jdbc.sql("""
                update refund_transaction set refund_amount = :refundAmount, request = :request, approved_by = :approvedBy, state = :state, repair_round = :repairRound,
                  repair = :repair, repair_card = :repairCard, repair_asked_at = :repairAskedAt, repair_open = :repairOpen, refund_id = :refundId, out_trade_no = :outTradeNo,
                  refusal = :refusal, unlisted = :unlisted, unlisted_since = :unlistedSince, last_answer = :lastAnswer, cause = :cause, channel = :channel,
                  user_received_account = :account, success_time = :successTime, first_sent_at = :firstSentAt,
                  last_sent_at = :lastSentAt, sends = :sends, polls = :polls, last_polled_at = :lastPolledAt,
                  changed_at = :changedAt, payer_refund = :payerRefund, more_than_left = :moreThanLeft
                where out_refund_no = :outRefundNo"""), refund).update();
        if (rows != 1) {
            throw new IllegalStateException("refund transaction " + refund.outRefundNo() + " is gone");
        }
    }

    private static JdbcClient.StatementSpec bound(JdbcClient.StatementSpec sql, RefundTransaction refund) {
        return sql.param("outRefundNo", refund.outRefundNo())
                .param("refundAmount", refund.refundAmount())
                .param("request", refund.approved().request())
                .param("approvedBy", refund.approved().by())
                .param("state", refund.state().name())
                .param("repairRound", refund.repair().round())
                .param(
                        "repair",
                        refund.repair().route() == null
                                ? null
                                : refund.repair().route().name())
                .param("repairCard", refund.repair().card())
                .param("repairAskedAt", Times.of(refund.repair().askedAt()))
                .param("repairOpen", refund.repair().open())
                .param("refundId", refund.told().refundId())
                .param("outTradeNo", refund.told().outTradeNo())
                .param("refusal", refund.refusal().code())
                .param("unlisted", refund.refusal().unlisted())
                .param("unlistedSince", Times.of(refund.refusal().unlistedSince()))
                .param(
                        "lastAnswer",
                        refund.calls().lastAnswer() == null
                                ? null
                                : refund.calls().lastAnswer().name())
                .param("cause", refund.cause())
                .param("channel", refund.told().channel())
                .param("account", refund.told().account())
                .param("successTime", Times.of(refund.told().successTime()))
                .param("firstSentAt", Times.of(refund.calls().firstSentAt()))
                .param("lastSentAt", Times.of(refund.calls().lastSentAt()))
                .param("sends", refund.calls().sends())
                .param("polls", refund.calls().polls())
                .param("lastPolledAt", Times.of(refund.calls().lastPolledAt()))
                .param("changedAt", Times.of(refund.changedAt()))
                .param("payerRefund", refund.told().payerRefund())
                .param("moreThanLeft", refund.refusal().moreThanLeft());
    }

    @Override
    public Optional<RefundTransaction> find(String outRefundNo) {
        return inHand().flatMap(numbers -> numbers.get(outRefundNo))
                .or(() -> byNumber("select * from refund_transaction where out_refund_no = :outRefundNo", outRefundNo));
    }

    @Override
    public Optional<RefundTransaction> lock(String outRefundNo) {
        var known = inHand().flatMap(numbers -> numbers.get(outRefundNo));
        if (known.isPresent()) {
            return known;
        }
        var row =
                byNumber("select * from refund_transaction where out_refund_no = :outRefundNo for update", outRefundNo);
        row.ifPresent(found -> inHand().ifPresent(numbers -> numbers.locked(found)));
        return row;
    }

    private Optional<RefundTransaction> byNumber(String sql, String outRefundNo) {
        return jdbc.sql(sql)
                .param("outRefundNo", outRefundNo)
                .query(JdbcRefundTransactions::row)
                .optional();
    }

    @Override
    public Optional<RefundTransaction> newestOf(String applicationNo) {
        var known = inHand().flatMap(numbers -> numbers.newestOf(applicationNo));
        if (known.isPresent()) {
            return known;
        }
        var stored = byApplication(NEWEST, applicationNo);
        var held = stored.flatMap(row -> inHand().flatMap(numbers -> numbers.get(row.outRefundNo())));
        held.ifPresent(row -> inHand().ifPresent(numbers -> numbers.isNewest(row)));
        return held.or(() -> stored);
    }

    @Override
    public List<RefundTransaction> newestOf(Collection<String> applicationNos) {
        if (applicationNos.isEmpty()) {
            return List.of();
        }
        flush();
        return jdbc.sql("""
                select * from refund_transaction t where application_no in (:numbers) and attempt =
                  (select max(attempt) from refund_transaction other where other.application_no = t.application_no)""")
                .param("numbers", applicationNos)
                .query(JdbcRefundTransactions::row)
                .list();
    }

    @Override
    public Optional<RefundTransaction> lockNewestOf(String applicationNo) {
        var known = inHand().flatMap(numbers -> numbers.newestOf(applicationNo));
        if (known.isPresent()) {
            return known;
        }
        var stored = byApplication(NEWEST + " for update", applicationNo);
        return inHand().flatMap(numbers -> stored.map(row -> {
                    numbers.locked(row);
                    numbers.isNewest(row);
                    return numbers.get(row.outRefundNo()).orElseThrow();
                }))
                .or(() -> stored);
    }

    private Optional<RefundTransaction> byApplication(String sql, String applicationNo) {
        return jdbc.sql(sql)
                .param("applicationNo", applicationNo)
                .query(JdbcRefundTransactions::row)
                .optional();
    }

    @Override
    public Spending spending(String orderNo, String exceptOutRefundNo) {
        flush();
        return jdbc.sql("""
                select
                  (select coalesce(sum(refund_amount), 0) from refund_transaction
                    where order_no = :orderNo and out_refund_no <> :except and state in (:spent)) as numbers,
                  (select coalesce(sum(amount), 0) from refund_difference
                    where order_no = :orderNo and state = 'PAID') as beside,
                  (select coalesce(max(attempt), 0) from refund_transaction where order_no = :orderNo) as attempts""")
                .param("orderNo", orderNo)
                .param("spent", SPENT)
                .param("except", exceptOutRefundNo)
                .query((rs, n) -> new Spending(rs.getLong("numbers"), rs.getLong("beside"), rs.getInt("attempts")))
                .single();
    }

    @Override
    public long spentOn(String orderNo, String exceptOutRefundNo) {
        flush();
        return jdbc.sql("""
                select coalesce(sum(refund_amount), 0) from refund_transaction
                where order_no = :orderNo and out_refund_no <> :except and state in (:spent)""")
                .param("orderNo", orderNo)
                .param("spent", SPENT)
                .param("except", exceptOutRefundNo)
                .query(Long.class)
                .single();
    }

    @Override
    public Map<String, Long> spentOn(Collection<String> orderNos) {
        if (orderNos.isEmpty()) {
            return Map.of();
        }
        flush();
        var spent = new HashMap<String, Long>();
        jdbc.sql("""
                select order_no, sum(fen) from (
                  select order_no, refund_amount as fen from refund_transaction
                  where order_no in (:orderNos) and state in (:spent)
                  union all
                  select order_no, amount as fen from refund_difference
                  where order_no in (:orderNos) and state = 'PAID') money group by order_no""").param("orderNos", orderNos).param("spent", SPENT).query(row -> {
            spent.put(row.getString(1), row.getLong(2));
        });
        return spent;
    }

    @Override
    public Waiting waiting() {
        flush();
        return jdbc.sql("""
                select count(*) as refunds, coalesce(sum(refund_amount), 0) as fen, min(first_sent_at) as since
                from refund_transaction where state = 'WAITING_FOR_BALANCE'""")
                .query((rs, n) -> new Waiting(rs.getInt("refunds"), rs.getLong("fen"), Times.in(rs, "since")))
                .single();
    }

    @Override
    public Optional<String> longestWaiting(Instant lastSentBefore) {
        flush();
        return jdbc.sql("""
                select application_no from refund_transaction
                where state = 'WAITING_FOR_BALANCE' and last_sent_at <= :before
                order by first_sent_at, out_refund_no fetch first 1 rows only""")
                .param("before", Times.of(lastSentBefore))
                .query(String.class)
                .optional();
    }

    @Override
    public boolean ranShortSince(Instant at) {
        flush();
        return jdbc.sql("""
                select count(*) from refund_transaction
                where state = 'WAITING_FOR_BALANCE' and last_sent_at >= :at""").param("at", Times.of(at)).query(Long.class).single() > 0;
    }

    @Override
    public boolean addNotification(RefundNotification notification, String applicationNo, String verdict, Instant at) {
        var facts = "event=" + notification.eventType() + " mch=" + notification.mchId() + " refundId="
                + notification.refundId() + " transactionId="
                + notification.transactionId() + " outTradeNo=" + notification.outTradeNo() + " refund="
                + notification.refundAmount() + " total="
                + notification.totalAmount() + " successTime="
                + notification.successTime();
        return jdbc.sql("""
                insert into refund_notification (id, out_refund_no, application_no, status, verdict, facts, received_at,
                  transaction_id, refund_amount)
                select cast(:id as varchar), cast(:outRefundNo as varchar), cast(:applicationNo as varchar),
                  cast(:status as varchar), cast(:verdict as varchar), cast(:facts as varchar),
                  cast(:at as timestamp with time zone), cast(:transactionId as varchar), cast(:refundAmount as bigint)
                where not exists (select 1 from refund_notification where id = :id)""")
                        .param("id", notification.id())
                        .param("outRefundNo", notification.outRefundNo())
                        .param("applicationNo", applicationNo)
                        .param("status", notification.status().name())
                        .param("verdict", verdict)
                        .param("facts", facts.length() > 2000 ? facts.substring(0, 2000) : facts)
                        .param("transactionId", notification.transactionId())
                        .param("refundAmount", notification.refundAmount())
                        .param("at", Times.of(at))
                        .update()
                == 1;
    }

    @Override
    public long refundedElsewhere(String transactionId) {
        flush();
        return jdbc.sql("""
                select coalesce(sum(amount), 0) from (
                  select max(refund_amount) as amount from refund_notification n
                  where transaction_id = :transactionId and verdict = 'UNKNOWN_NUMBER' and status = 'SUCCESS'
                    and not exists (select 1 from refund_transaction t where t.out_refund_no = n.out_refund_no)
                  group by out_refund_no) elsewhere""")
                .param("transactionId", transactionId)
                .query(Long.class)
                .single();
    }

    @Override
    public Optional<String> paymentNotifiedOf(String outRefundNo) {
        return jdbc.sql("select transaction_id from refund_notification where out_refund_no = :outRefundNo"
                        + " and transaction_id is not null order by received_at fetch first 1 rows only")
                .param("outRefundNo", outRefundNo)
                .query(String.class)
                .optional();
    }

    static RefundTransaction row(ResultSet rs, int n) throws SQLException {
        var answer = rs.getString("last_answer");
        var repair = rs.getString("repair");
        return new RefundTransaction(
                new RefundOrder(
                        rs.getString("out_refund_no"),
                        rs.getString("transaction_id"),
                        rs.getString("order_no"),
                        rs.getLong("refund_amount"),
                        rs.getLong("total_amount")),
                rs.getString("application_no"),
                rs.getInt("attempt"),
                new ApprovedRequest(rs.getBytes("request"), rs.getString("approved_by"), Times.in(rs, "prepared_at")),
                RefundState.valueOf(rs.getString("state")),
                rs.getString("cause"),
                new RepairRound(
                        rs.getInt("repair_round"),
                        repair == null ? null : RepairRoute.valueOf(repair),
                        rs.getString("repair_card"),
                        Times.in(rs, "repair_asked_at"),
                        rs.getBoolean("repair_open")),
                new ToldByChannel(
                        rs.getString("refund_id"),
                        rs.getString("out_trade_no"),
                        rs.getString("channel"),
                        rs.getString("user_received_account"),
                        Times.in(rs, "success_time"),
                        rs.getObject("payer_refund", Long.class)),
                new Refusal(
                        rs.getString("refusal"),
                        rs.getBoolean("more_than_left"),
                        rs.getString("unlisted"),
                        Times.in(rs, "unlisted_since")),
                new Calls(
                        Times.in(rs, "first_sent_at"),
                        Times.in(rs, "last_sent_at"),
                        rs.getInt("sends"),
                        rs.getInt("polls"),
                        Times.in(rs, "last_polled_at"),
                        answer == null ? null : RefundTransaction.Answer.valueOf(answer)),
                Times.in(rs, "changed_at"));
    }
}
