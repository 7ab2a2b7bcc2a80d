package org.cinemarefund.application.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.jdbc.WorkInHand.Entry;
import org.cinemarefund.application.jdbc.WorkInHand.State;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.record.Words;
import org.cinemarefund.record.jdbc.StoredRecord;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcRefundApplications implements RefundApplications {
    private static final String INSERT = """
            insert into refund_application (application_no, order_no, openid, cinema_id, reason, description, locale,
              applied_at, facts, quoted_refund_amount, paid_amount, plan, outcome, fee, refund_amount, lines, rule_id,
              plan_version, clause_zh, clause_en, review_forced, status, review_due_at, review_uncapped_due_at,
              review_due_capped, review_due_provisional, evidence_rounds, approved_by, approved_at, supervisor_reason, closed_at,
              ending, live_order_no, supervisor_due_at, next_due_at, at_fault, appeal_of, more_facts, returns_coupon, decision,
              straight_through, events, chain)
            values (:applicationNo, :orderNo, :openid, :cinemaId, :reason, :description, :locale,
              :appliedAt, :facts, :quotedRefundAmount, :paidAmount, :plan, :outcome, :fee, :refundAmount, :lines, :ruleId,
              :planVersion, :clauseZh, :clauseEn, :reviewForced, :status, :reviewDueAt, :reviewUncappedDueAt,
              :reviewDueCapped, :reviewDueProvisional, :evidenceRounds, :approvedBy, :approvedAt, :supervisorReason, :closedAt,
              :ending, :liveOrderNo, :supervisorDueAt, :nextDueAt, :atFault, :appealOf, :moreFacts, :returnsCoupon, :decision,
              :straightThrough, :events, :chain)""";
    private static final String UPDATE = """
            update refund_application set plan = :plan, outcome = :outcome, fee = :fee, refund_amount = :refundAmount, lines = :lines,
              rule_id = :ruleId, plan_version = :planVersion, clause_zh = :clauseZh, clause_en = :clauseEn,
              review_forced = :reviewForced, status = :status, review_due_at = :reviewDueAt,
              review_uncapped_due_at = :reviewUncappedDueAt, review_due_capped = :reviewDueCapped,
              review_due_provisional = :reviewDueProvisional, reminded_at = :remindedAt, escalated_at = :escalatedAt,
              supervisor_reason = :supervisorReason, evidence_rounds = :evidenceRounds, evidence_asked_by = :evidenceAskedBy,
              evidence_asked_at = :evidenceAskedAt, evidence_due_at = :evidenceDueAt,
              evidence_answered_at = :evidenceAnsweredAt, evidence_note = :evidenceNote, first_approver = :firstApprover,
              approved_by = :approvedBy, approved_at = :approvedAt, review_comment = :reviewComment, ending = :ending, resolution = :resolution,
              resolution_by = :resolutionBy, resolution_comment = :resolutionComment, proof_reference = :proofReference,
              confirmed_by = :confirmedBy, resolution_card = :resolutionCard, rest_amount = :restAmount,
              credited_at = :creditedAt, received_account = :receivedAccount, received_amount = :receivedAmount, coupon_returned = :couponReturned, closed_at = :closedAt,
              live_order_no = :liveOrderNo, supervisor_due_at = :supervisorDueAt, next_due_at = :nextDueAt,
              at_fault = :atFault, reject_reason = :rejectReason, proposed_as = :proposedAs,
              proposed_amount = :proposedAmount, proposed_comment = :proposedComment, approved_as = :approvedAs,
              rules_deal = :rulesDeal, returns_coupon = :returnsCoupon, decision = :decision,
              straight_through = :straightThrough, events = :events, chain = :chain,
              words_erased_at = case when :newWords then null else words_erased_at end
            where application_no = :applicationNo""";
    private static final String INSERT_EVENT = """
            insert into refund_event (application_no, nr, at, event, actor, from_status, to_status, out_refund_no,
              from_state, to_state, detail, facts, previous_hash, hash)
            values (:applicationNo, :nr, :at, :event, :actor, :fromStatus, :toStatus, :outRefundNo, :fromState, :toState,
              :detail, :facts, :previousHash, :hash)""";
    private static final String INSERT_WORDS = """
            insert into refund_words (application_no, nr, fact, salt, text)
            values (:applicationNo, :nr, :fact, :salt, :text)""";
    /** Each line with the words beside it: once for each of them. */
    private static final String EVENTS = """
            select e.*, w.nr as words_nr, w.fact, w.salt, w.text from refund_event e
            left join refund_words w on w.application_no = e.application_no and w.nr = e.nr where e.application_no""";

    /** As many rows as the migration made. */
    private static final int COUNT_LOCKS = 32;

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate named;

    JdbcRefundApplications(JdbcClient jdbc, NamedParameterJdbcTemplate named) {
        this.jdbc = jdbc;
        this.named = named;
    }

    @Override
    public void add(RefundApplication application) {
        later(new Entry(application, State.NEW));
    }

    @Override
    public void save(RefundApplication application) {
        var known =
                inHand().flatMap(work -> work.get(application.applicationNo())).map(Entry::state);
        later(new Entry(application, known.orElse(State.CHANGED) == State.NEW ? State.NEW : State.CHANGED));
    }

    private void later(Entry entry) {
        inHand().ifPresentOrElse(work -> work.put(entry), () -> write(entry));
    }

    private Optional<WorkInHand> inHand() {
        return WorkInHand.current(this::write);
    }

    private void write(Entry entry) {
        var application = entry.application();
        var isNew = entry.state() == State.NEW;
        var events = application.takeNewEvents();
        var words = events.stream()
                .flatMap(event -> event.words().stream().map(one -> parameters(event.applicationNo(), one)))
                .toList();
        if (named.update(
                        isNew ? INSERT : UPDATE,
                        ApplicationRow.of(application, isNew).addValue("newWords", !words.isEmpty()))
                != 1) {
            throw new IllegalStateException("application " + application.applicationNo() + " is gone");
        }
        insert(
                INSERT_EVENT,
                events.stream().map(JdbcRefundApplications::parameters).toList());
        insert(INSERT_WORDS, words);
    }

    private void insert(String sql, List<SqlParameterSource> rows) {
        if (rows.size() == 1) {
            named.update(sql, rows.get(0));
        } else if (rows.size() > 1) {
            named.batchUpdate(sql, rows.toArray(SqlParameterSource[]::new));
        }
    }

    private static SqlParameterSource parameters(String applicationNo, Words words) {
        return new MapSqlParameterSource()
                .addValue("applicationNo", applicationNo)
                .addValue("nr", words.nr())
                .addValue("fact", words.fact().key())
                .addValue("salt", words.salt())
                .addValue("text", words.text());
    }

    private static SqlParameterSource parameters(RefundEvent event) {
        return new MapSqlParameterSource()
                .addValue("applicationNo", event.applicationNo())
                .addValue("nr", event.nr())
                .addValue("at", Times.of(event.at()))
                .addValue("event", event.kind().name())
                .addValue("actor", event.actor())
                .addValue("fromStatus", event.fromStatus())
                .addValue("toStatus", event.toStatus())
                .addValue("outRefundNo", event.outRefundNo())
                .addValue("fromState", event.fromState())
                .addValue("toState", event.toState())
                .addValue("detail", event.detail())
                .addValue("facts", event.facts().text())
                .addValue("previousHash", event.previousHash())
                .addValue("hash", event.hash());
    }

    @Override
    public Optional<RefundApplication> find(String applicationNo) {
        return inHand(applicationNo)
                .map(Entry::application)
                .or(() -> read(
                        "select * from refund_application where application_no = :applicationNo",
                        applicationNo,
                        State.READ));
    }

    @Override
    public List<RefundApplication> all(Collection<String> applicationNos) {
        return applicationNos.isEmpty()
                ? List.of()
                : jdbc.sql("select * from refund_application where application_no in (:numbers)")
                        .param("numbers", applicationNos)
                        .query(ApplicationRow::read)
                        .list();
    }

    @Override
    public Optional<RefundApplication> lock(String applicationNo) {
        return inHand(applicationNo)
                .filter(entry -> entry.state() != State.READ)
                .map(Entry::application)
                .or(() -> read(
                        "select * from refund_application where application_no = :applicationNo for update",
                        applicationNo,
                        State.LOCKED));
    }

    private Optional<Entry> inHand(String applicationNo) {
        return inHand().flatMap(work -> work.get(applicationNo));
    }

    private Optional<RefundApplication> read(String sql, String applicationNo, State state) {
        var found = one(sql, applicationNo);
        found.ifPresent(application -> inHand().ifPresent(work -> work.put(new Entry(application, state))));
        return found;
    }

    private Optional<RefundApplication> one(String sql, String applicationNo) {
        return jdbc.sql(sql)
                .param("applicationNo", applicationNo)
                .query(ApplicationRow::read)
                .optional();
    }

    @Override
    public boolean liveOn(String orderNo) {
        return jdbc.sql("select count(*) from refund_application where live_order_no = :orderNo")
                        .param("orderNo", orderNo)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    @Override
    public List<String> concernedBy(String orderNo) {
        return jdbc.sql("select application_no from refund_application where order_no = :orderNo"
                        + " and status not in ('REJECTED', 'WITHDRAWN') order by application_no")
                .param("orderNo", orderNo)
                .query(String.class)
                .list();
    }

    @Override
    public Others others(String orderNo, String openid, Instant since) {
        return jdbc.sql("""
                select (select count(*) from refund_application where live_order_no = :orderNo) as live,
                  (select count(*) from refund_application where openid = :openid and applied_at >= :since) as made""")
                .param("orderNo", orderNo)
                .param("openid", openid)
                .param("since", Times.of(since))
                .query((rs, n) -> new Others(rs.getLong("live") > 0, rs.getInt("made")))
                .single();
    }

    @Override
    public Had had(String openid, Instant from) {
        return jdbc.sql("""
                select
                  (select count(*) from refund_application where openid = :openid and status in ('REFUNDED', 'SETTLED_OFFLINE')
                    and coalesce(credited_at, closed_at) >= :from and rule_id <> 'P0'
                    and (approved_as is null or approved_as <> 'FAULT')) as refunds,
                  (select count(*) from refund_application where openid = :openid and applied_at >= :from
                    and (straight_through = true
                      or straight_through is null and outcome = 'AUTO_APPROVE' and rule_id <> 'P0')) as straight""")
                .param("openid", openid)
                .param("from", Times.of(from))
                .query((rs, n) -> new Had(rs.getInt("refunds"), rs.getInt("straight")))
                .single();
    }

    @Override
    public void lockCount(String openid) {
        jdbc.sql("select nr from count_lock where nr = :nr for update")
                .param("nr", Math.floorMod(openid.hashCode(), COUNT_LOCKS))
                .query(Integer.class)
                .single();
    }

    @Override
    public List<RefundApplication> ofOwner(String openid, Cursor after, int limit) {
        var from = after == null
                ? ""
                : " and (applied_at < :appliedAt or applied_at = :appliedAt and application_no < :applicationNo)";
        var sql = jdbc.sql("select * from refund_application where openid = :openid" + from
                        + " order by applied_at desc, application_no desc limit :limit")
                .param("openid", openid)
                .param("limit", limit);
        if (after != null) {
            sql = sql.param("appliedAt", Times.of(after.at())).param("applicationNo", after.id());
        }
        return sql.query(ApplicationRow::read).list();
    }

    @Override
    public List<Summary> newestOn(List<String> orderNos) {
        if (orderNos.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("select order_no, application_no, status from refund_application where order_no in (:orderNos)"
                        // An appeal is newer than what it does not accept, also within one instant.
                        + " order by applied_at, case when appeal_of is null then 0 else 1 end, application_no")
                .param("orderNos", orderNos)
                .query((rs, n) -> new Summary(rs.getString(1), rs.getString(2), RefundStatus.valueOf(rs.getString(3))))
                .list();
    }

    @Override
    public List<String> appealed(List<String> orderNos) {
        return jdbc.sql("select distinct order_no from refund_application where order_no in (:orderNos)"
                        + " and appeal_of is not null")
                .param("orderNos", orderNos)
                .query(String.class)
                .list();
    }

    @Override
    public long approvedAlone(String person, Instant from, Instant to) {
        return jdbc.sql("select coalesce(sum(refund_amount), 0) from refund_application where approved_by = :person"
                        + " and approved_at >= :from and approved_at < :to"
                        + " and (first_approver is null or first_approver = :system)")
                .param("person", person)
                .param("from", Times.of(from))
                .param("to", Times.of(to))
                .param("system", RefundApplication.SYSTEM)
                .query(Long.class)
                .single();
    }

    @Override
    public Past past(String openid, Instant since, String besides) {
        return jdbc.sql("""
                select count(case when status in ('REFUNDED', 'SETTLED_OFFLINE')
                    and coalesce(credited_at, closed_at) >= :since then 1 end),
                  count(case when reason in (:blaming) and applied_at >= :since then 1 end),
                  count(case when reason in (:blaming) and applied_at >= :since
                    and (approved_as = 'FAULT' or rule_id = 'P0') then 1 end)
                from refund_application a where openid = :openid and application_no <> :besides
                  and not exists (select 1 from refund_application appeal
                    where appeal.order_no = a.order_no and appeal.appeal_of = a.application_no)""")
                .param("openid", openid)
                .param("since", Times.of(since))
                .param("besides", besides)
                .param(
                        "blaming",
                        Arrays.stream(RefundReason.values())
                                .filter(RefundReason::blamesTheCinema)
                                .map(Enum::name)
                                .toList())
                .query((row, n) -> new Past(row.getInt(1), row.getInt(2), row.getInt(3)))
                .single();
    }

    @Override
    public List<RefundEvent> eventsOf(String applicationNo) {
        return together(jdbc.sql(EVENTS + " = :applicationNo order by e.nr, w.fact")
                .param("applicationNo", applicationNo)
                .query(JdbcRefundApplications::event)
                .list());
    }

    @Override
    public Map<String, List<RefundEvent>> eventsOf(Collection<String> applicationNos) {
        if (applicationNos.isEmpty()) {
            return Map.of();
        }
        return together(jdbc.sql(EVENTS + " in (:numbers) order by e.application_no, e.nr, w.fact")
                        .param("numbers", applicationNos)
                        .query(JdbcRefundApplications::event)
                        .list())
                .stream()
                .collect(Collectors.groupingBy(RefundEvent::applicationNo));
    }

    /** Lines with their words, one after the other; each came with one of them at most. */
    private static List<RefundEvent> together(List<RefundEvent> rows) {
        var lines = new ArrayList<RefundEvent>();
        for (var row : rows) {
            var last = lines.isEmpty() ? null : lines.get(lines.size() - 1);
            if (last != null && last.hash().equals(row.hash())) {
                lines.set(lines.size() - 1, last.withWords(row.words()));
            } else {
                lines.add(row);
            }
        }
        return lines;
    }

    @Override
    public List<String> undecided() {
        return jdbc.sql("select application_no from refund_application where status in ('UNDER_REVIEW',"
                        + " 'EVIDENCE_REQUESTED') order by application_no")
                .query(String.class)
                .list();
    }

    @Override
    public List<Provisional> provisional() {
        return jdbc.sql("select application_no, applied_at, review_uncapped_due_at from refund_application"
                        + " where status in ('UNDER_REVIEW', 'EVIDENCE_REQUESTED') and review_due_provisional = true"
                        + " order by application_no")
                .query((row, n) -> new Provisional(
                        row.getString("application_no"),
                        Times.in(row, "applied_at"),
                        Times.in(row, "review_uncapped_due_at")))
                .list();
    }

    @Override
    public List<Waiting> waiting() {
        return jdbc.sql("""
                select a.status as step, count(*) as applications, sum(a.refund_amount) as amount, min(a.applied_at) as since
                from refund_application a where a.status in ('UNDER_REVIEW', 'EVIDENCE_REQUESTED') group by a.status
                union all
                select t.state, count(*), sum(t.refund_amount), min(t.changed_at)
                from refund_application a join refund_transaction t on t.application_no = a.application_no
                where a.status = 'REFUNDING' group by t.state""")
                .query((rs, n) -> new Waiting(
                        rs.getString("step"), rs.getLong("applications"), rs.getLong("amount"), Times.in(rs, "since")))
                .list();
    }

    private static RefundEvent event(ResultSet rs, int n) throws SQLException {
        return new RefundEvent(
                rs.getString("application_no"),
                rs.getInt("nr"),
                Times.in(rs, "at"),
                RefundEvent.Kind.valueOf(rs.getString("event")),
                rs.getString("actor"),
                rs.getString("from_status"),
                rs.getString("to_status"),
                rs.getString("out_refund_no"),
                rs.getString("from_state"),
                rs.getString("to_state"),
                rs.getString("detail"),
                StoredRecord.facts(rs.getString("facts")),
                rs.getString("previous_hash"),
                rs.getString("hash"),
                StoredRecord.words(rs).stream().toList());
    }
}
