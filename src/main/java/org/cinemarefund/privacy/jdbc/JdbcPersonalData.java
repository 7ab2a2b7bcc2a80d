package org.cinemarefund.privacy.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cinemarefund.privacy.MoviegoerData;
import org.cinemarefund.privacy.MoviegoerData.ApplicationData;
import org.cinemarefund.privacy.MoviegoerData.EventData;
import org.cinemarefund.privacy.MoviegoerData.EvidenceData;
import org.cinemarefund.privacy.MoviegoerData.NoticeData;
import org.cinemarefund.privacy.MoviegoerData.OrderData;
import org.cinemarefund.privacy.MoviegoerData.WordsData;
import org.cinemarefund.privacy.PersonalData;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The one place that knows every column with something of a person in it. {@code refund_event}, {@code refund_notification} and
 * {@code staff_record} are only added to and hold no openid and no words, but for lines of a record that were written before
 * words lay beside it.
 */
@Repository
class JdbcPersonalData implements PersonalData {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> FACTS = new TypeReference<>() {};
    /** Who acts and is no member of the staff. */
    private static final Set<String> NO_STAFF = Set.of("moviegoer", "system", "wechat");

    /** Columns of an application with words in them, and what they are called in an export. */
    private static final Map<String, String> WORDS = Map.of(
            "description", "description",
            "evidence_note", "description",
            "review_comment", "comment",
            "proposed_comment", "comment",
            "resolution_comment", "comment",
            "proof_reference", "proof",
            "received_account", "account",
            "resolution_card", "card");

    private final JdbcClient jdbc;

    JdbcPersonalData(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public MoviegoerData of(String openid) {
        var orders = jdbc.sql("select * from ticket_order where openid = :openid order by paid_at, order_no")
                .param("openid", openid)
                .query(JdbcPersonalData::order)
                .list();
        var words = new ArrayList<WordsData>();
        var applications = jdbc.sql(
                        "select * from refund_application where openid = :openid order by applied_at, application_no")
                .param("openid", openid)
                .query((row, n) -> {
                    for (var column : WORDS.keySet().stream().sorted().toList()) {
                        var text = row.getString(column);
                        if (text != null) {
                            words.add(new WordsData(row.getString("application_no"), null, WORDS.get(column), text));
                        }
                    }
                    return application(row);
                })
                .list();
        var evidence = jdbc.sql("select id, application_no, uploaded_at, content_type, bytes from evidence_picture"
                        + " where openid = :openid order by uploaded_at, id")
                .param("openid", openid)
                .query((row, n) -> new EvidenceData(
                        row.getString("id"),
                        row.getString("application_no"),
                        at(row, "uploaded_at"),
                        row.getString("content_type"),
                        row.getLong("bytes")))
                .list();
        if (applications.isEmpty()) {
            return new MoviegoerData(orders, applications, List.of(), List.of(), evidence, List.of());
        }
        var numbers = applications.stream().map(ApplicationData::applicationNo).toList();
        var events = jdbc.sql(
                        "select * from refund_event where application_no in (:numbers) order by application_no, nr")
                .param("numbers", numbers)
                .query(JdbcPersonalData::event)
                .list();
        var beside = jdbc.sql(
                        "select application_no, nr, fact, text from refund_words where application_no in (:numbers)"
                                + " order by application_no, nr, fact")
                .param("numbers", numbers)
                .query((row, n) -> new WordsData(
                        row.getString("application_no"),
                        row.getInt("nr"),
                        row.getString("fact"),
                        row.getString("text")))
                .list();
        var notices = jdbc.sql("select * from notice where application_no in (:numbers)"
                        + " order by application_no, intended_at, kind, round")
                .param("numbers", numbers)
                .query((row, n) -> new NoticeData(
                        row.getString("application_no"),
                        row.getString("kind"),
                        row.getInt("round"),
                        row.getString("state"),
                        at(row, "intended_at"),
                        at(row, "finished_at")))
                .list();
        return new MoviegoerData(orders, applications, events, together(beside, words), evidence, notices);
    }

    /** What lies beside the record, and of what lies elsewhere that which is not among it. */
    private static List<WordsData> together(List<WordsData> beside, List<WordsData> elsewhere) {
        var all = new ArrayList<>(beside);
        var told = new HashSet<List<String>>();
        beside.forEach(one -> told.add(List.of(one.applicationNo(), one.kind(), one.text())));
        for (var one : elsewhere) {
            if (told.add(List.of(one.applicationNo(), one.kind(), one.text()))) {
                all.add(one);
            }
        }
        return all;
    }

    private static OrderData order(ResultSet row, int n) throws SQLException {
        return new OrderData(
                row.getString("order_no"),
                row.getString("transaction_id"),
                row.getString("cinema_id"),
                row.getString("film_title"),
                row.getString("hall"),
                at(row, "show_time"),
                Arrays.asList(row.getString("seats").split("\n")),
                row.getString("ticket_kind"),
                row.getString("sales_channel"),
                row.getLong("paid_amount"),
                row.getLong("service_fee"),
                row.getLong("coupon_amount"),
                row.getString("bank_type"),
                at(row, "paid_at"),
                row.getString("status"),
                row.getString("ticket_state"),
                row.getString("screening_status"),
                row.getBoolean("invoiced"));
    }

    private static ApplicationData application(ResultSet row) throws SQLException {
        return new ApplicationData(
                row.getString("application_no"),
                row.getString("order_no"),
                row.getString("reason"),
                row.getString("locale"),
                row.getString("status"),
                at(row, "applied_at"),
                at(row, "closed_at"),
                row.getLong("paid_amount"),
                row.getObject("fee", Long.class),
                row.getObject("refund_amount", Long.class),
                row.getString("plan"),
                row.getString("rule_id"),
                at(row, "credited_at"),
                row.getObject("received_amount", Long.class),
                row.getObject("coupon_returned", Long.class));
    }

    private static EventData event(ResultSet row, int n) throws SQLException {
        var actor = row.getString("actor");
        var facts = row.getString("facts");
        return new EventData(
                row.getString("application_no"),
                row.getInt("nr"),
                at(row, "at"),
                row.getString("event"),
                NO_STAFF.contains(actor) ? actor : "staff",
                row.getString("from_status"),
                row.getString("to_status"),
                row.getString("out_refund_no"),
                row.getString("from_state"),
                row.getString("to_state"),
                facts == null ? null : facts(facts),
                facts == null ? row.getString("detail") : null);
    }

    private static Map<String, Object> facts(String json) {
        try {
            var facts = JSON.readValue(json, FACTS);
            facts.keySet().removeIf(key -> Fact.of(key)
                    .filter(fact -> fact.type() == Fact.Type.WORDS)
                    .isPresent());
            return facts;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored facts cannot be read", e);
        }
    }

    private static OffsetDateTime at(ResultSet row, String column) throws SQLException {
        var at = Times.in(row, column);
        return at == null ? null : ChinaTime.of(at);
    }

    @Override
    public List<Case> lock(String openid) {
        var numbers = jdbc.sql("select application_no from refund_application where openid = :openid"
                        + " order by application_no")
                .param("openid", openid)
                .query(String.class)
                .list();
        lockNumbers(numbers);
        var cases = numbers.isEmpty()
                ? List.<Case>of()
                : jdbc.sql("select application_no, status from refund_application where application_no in (:numbers)"
                                + " order by application_no for update")
                        .param("numbers", numbers)
                        .query((row, n) -> new Case(
                                row.getString(1),
                                RefundStatus.valueOf(row.getString(2)).over()))
                        .list();
        jdbc.sql("select order_no from ticket_order where openid = :openid order by order_no for update")
                .param("openid", openid)
                .query(String.class)
                .list();
        var now = jdbc.sql("select count(*) from refund_application where openid = :openid")
                .param("openid", openid)
                .query(Integer.class)
                .single();
        if (now != cases.size()) {
            // Somebody applied before we had the order.
            throw new Problem(ProblemCode.TRY_LATER);
        }
        return cases;
    }

    private void lockNumbers(Collection<String> applicationNos) {
        if (!applicationNos.isEmpty()) {
            jdbc.sql("select out_refund_no from refund_transaction where application_no in (:numbers)"
                            + " order by out_refund_no for update")
                    .param("numbers", applicationNos)
                    .query(String.class)
                    .list();
        }
    }

    @Override
    public void eraseWords(Collection<String> applicationNos, Instant now) {
        if (applicationNos.isEmpty()) {
            return;
        }
        jdbc.sql("update refund_transaction set user_received_account = null, repair_card = null"
                        + " where application_no in (:numbers)")
                .param("numbers", applicationNos)
                .update();
        jdbc.sql("update refund_application set description = null, evidence_note = null, review_comment = null,"
                        + " proposed_comment = null, resolution_comment = null, proof_reference = null, received_account = null,"
                        + " resolution_card = null, words_erased_to = events, words_erased_at = :now"
                        + " where application_no in (:numbers)")
                .param("numbers", applicationNos)
                .param("now", Times.of(now))
                .update();
        jdbc.sql("delete from refund_words where application_no in (:numbers)")
                .param("numbers", applicationNos)
                .update();
        jdbc.sql("delete from payee_card where application_no in (:numbers)")
                .param("numbers", applicationNos)
                .update();
    }

    @Override
    public void erasePictures(String openid) {
        jdbc.sql("delete from evidence_picture where openid = :openid")
                .param("openid", openid)
                .update();
    }

    @Override
    public void rename(String openid, String pseudonym) {
        jdbc.sql("select application_no, facts from refund_application where openid = :openid")
                .param("openid", openid)
                .query((row, n) -> Map.entry(row.getString(1), row.getString(2)))
                .list()
                .forEach(stored -> jdbc.sql("update refund_application set openid = :pseudonym, facts = :facts"
                                + " where application_no = :number")
                        .param("pseudonym", pseudonym)
                        .param("facts", renamed(stored.getValue(), pseudonym))
                        .param("number", stored.getKey())
                        .update());
        jdbc.sql("update ticket_order set openid = :pseudonym where openid = :openid")
                .param("pseudonym", pseudonym)
                .param("openid", openid)
                .update();
        jdbc.sql("update idempotency_key set openid = :pseudonym where openid = :openid")
                .param("pseudonym", pseudonym)
                .param("openid", openid)
                .update();
    }

    private static String renamed(String facts, String pseudonym) {
        try {
            var json = JSON.readTree(facts);
            ((ObjectNode) json.path("order")).put("openid", pseudonym);
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored facts cannot be read", e);
        }
    }

    @Override
    public List<String> withWords(Instant endedBefore, int most) {
        // In the order of the index, or PostgreSQL would sort all of them.
        return jdbc.sql("select application_no from refund_application where words_erased_at is null"
                        + " and closed_at < :endedBefore order by words_erased_at, closed_at limit :most")
                .param("endedBefore", Times.of(endedBefore))
                .param("most", most)
                .query(String.class)
                .list();
    }

    @Override
    public List<String> lockWithWords(Collection<String> applicationNos) {
        lockNumbers(applicationNos);
        return jdbc.sql("select application_no from refund_application where application_no in (:numbers)"
                        + " and words_erased_at is null order by application_no for update")
                .param("numbers", applicationNos)
                .query(String.class)
                .list();
    }
}
