package org.cinemarefund.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.jdbc.ApplicationStorage;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.jdbc.RecordCheck;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.jdbc.TicketingStorage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Whoever gets past the triggers is seen: each way to rewrite a record is named, on both databases. */
class RecordCheckTest {
    private static final Instant START = Instant.parse("2026-03-02T02:00:00.123456Z");

    /** A database with whole records, and somebody with the right to take the triggers away. */
    private static final class World {
        final DataSource source;
        final JdbcClient jdbc;
        final TicketingStorage ticketing;
        final ApplicationStorage storage;
        final List<String> report = new ArrayList<>();

        World(Databases database) {
            source = database.freshWithoutParents();
            jdbc = JdbcClient.create(source);
            ticketing = new TicketingStorage(source, Clock.fixed(START, ZoneOffset.UTC));
            storage = new ApplicationStorage(source);
            jdbc.sql(
                            database == Databases.H2
                                    ? "drop trigger refund_event_append_only"
                                    : "alter table refund_event disable trigger all")
                    .update();
        }

        /** Six lines: applied, reminded, escalated, approved, and two of the money. */
        void refund(String applicationNo) {
            var order = TestOrders.order("O" + applicationNo);
            assertThat(ticketing.orders.insert(order)).isTrue();
            var application = RefundApplication.register(TestOrders.applied(applicationNo, order, "zh", START));
            application.remind(START.plusSeconds(1));
            application.escalate(RefundApplication.SupervisorReason.OVERDUE, START.plusSeconds(2));
            application.approved("rev-1", "好", START.plusSeconds(3));
            money(application, null, "PREPARED");
            money(application, "PREPARED", "SENDING");
            storage.applications.add(application);
            ticketing.refund(applicationNo, order.orderNo(), "SENDING");
        }

        private static void money(RefundApplication application, String from, String to) {
            application.moneyEvent(
                    Kind.REFUND_STATE, "system", START, Particulars.none(), application.applicationNo(), from, to);
        }

        void does(String sql) {
            assertThat(jdbc.sql(sql).update()).as(sql).isPositive();
        }

        RecordCheck.Verdict check() {
            report.clear();
            return new RecordCheck(source).run(report::add);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whole_records_are_counted_and_nothing_is_said(Databases database) {
        var world = new World(database);
        for (int n = 0; n < 450; n++) {
            world.refund("R%04d".formatted(n));
        }

        assertThat(world.check()).isEqualTo(new RecordCheck.Verdict(450, 2700, 0));
        assertThat(world.report).isEmpty();
        assertThat(world.check()).hasToString("450 applications, 2700 lines: every record is whole");
    }

    @ParameterizedTest
    @EnumSource
    void every_way_to_rewrite_is_named(Databases database) {
        var world = new World(database);
        for (var text : List.of("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M")) {
            world.refund(text);
        }
        world.does("update refund_event set actor = 'nobody' where application_no = 'B' and nr = 4");
        world.does("delete from refund_event where application_no = 'C' and nr = 3");
        world.does("delete from refund_event where application_no = 'D' and nr >= 5");
        world.does("delete from refund_event where application_no = 'E'");
        world.does("update refund_application set chain = '0' where application_no = 'F'");
        world.does("update refund_application set status = 'REFUNDED' where application_no = 'G'");
        world.does("update refund_transaction set state = 'SUCCESS' where application_no = 'H'");
        world.does("delete from refund_transaction where application_no = 'I'");
        world.does("delete from refund_application where application_no = 'J'");
        world.does("update refund_event set event = 'INVENTED' where application_no = 'K' and nr = 1");
        world.does(
                "insert into refund_event (application_no, nr, at, event, actor, to_status, previous_hash, hash) select"
                        + " application_no, 7, at, event, actor, to_status, hash, hash from refund_event"
                        + " where application_no = 'L' and nr = 6");
        world.does("update refund_event set facts = null where application_no = 'M' and nr = 1");

        assertThat(world.check()).isEqualTo(new RecordCheck.Verdict(12, 64, 12));
        assertThat(world.report)
                .containsExactlyInAnyOrder(
                        "B: line 4 was changed",
                        "C: line 3 is missing",
                        "D: lines 5 to 6 are missing",
                        "D: refund D is SENDING, the record says nothing",
                        "E: the application has no record at all",
                        "F: the application's head is not the hash of line 6",
                        "G: the application is REFUNDED, its record says REFUNDING",
                        "H: refund H is SUCCESS, the record says SENDING",
                        "I: refund I is in the record only",
                        "J: a record without an application",
                        "K: line 1 was changed",
                        "L: line 7 was changed",
                        "L: line 7 and on are unknown to the application",
                        "M: line 1 was changed");
    }

    @ParameterizedTest
    @EnumSource
    void what_was_approved_and_has_no_number_to_send_is_named(Databases database) {
        var world = new World(database);
        var order = TestOrders.order("OA");
        assertThat(world.ticketing.orders.insert(order)).isTrue();
        var application = RefundApplication.register(TestOrders.applied("A", order, "zh", START));
        application.approved("system", null, START.plusSeconds(1));
        world.storage.applications.add(application);

        assertThat(world.check()).isEqualTo(new RecordCheck.Verdict(1, 2, 1));
        assertThat(world.report).containsExactly("A: the application is REFUNDING and has no refund number");
    }

    /** Whatever becomes of the code, it reads what earlier versions wrote. */
    @ParameterizedTest
    @EnumSource
    void lines_of_before_stay_whole_and_go_on_in_one_chain_with_lines_of_both_forms(Databases database) {
        var world = new World(database);
        var rows = new ResourceDatabasePopulator(new ClassPathResource("record/lines-of-0.1.0.sql"));
        rows.setSqlScriptEncoding("UTF-8");
        rows.execute(world.source);
        assertThat(world.check()).isEqualTo(new RecordCheck.Verdict(3, 43, 0));

        var application = world.storage.applications.find("OLD1").orElseThrow();
        application.resolve("CHECK_AGAIN", "fin-1", "再查一次", null, null, null, START);
        world.storage.applications.save(application);
        anOlderNodeAddsALine(world, "OLD1");
        application = world.storage.applications.find("OLD1").orElseThrow();
        application.resolutionRefused("PROCESSING", null, START);
        world.storage.applications.save(application);

        assertThat(world.check()).isEqualTo(new RecordCheck.Verdict(3, 46, 0));
        assertThat(world.report).isEmpty();
        var lines = world.storage.applications.eventsOf("OLD1");
        assertThat(lines.get(28).words(Fact.COMMENT)).contains("再查一次");
        assertThat(lines.get(29).detail()).isEqualTo("CHECK_AGAIN: 旧节点");
        assertThat(lines.get(30).facts()).hasToString("{\"action\":\"CHECK_AGAIN\",\"cause\":\"PROCESSING\"}");
        world.does("update refund_event set detail = 'OTHER' where application_no = 'OLD3' and nr = 3");
        world.does("update refund_event set facts = '{}' where application_no = 'OLD2' and nr = 2");
        world.does("update refund_event set facts = null where application_no = 'OLD1' and nr = 31");
        assertThat(world.check().broken()).isEqualTo(3);
        assertThat(world.report)
                .containsExactly("OLD1: line 31 was changed", "OLD2: line 2 was changed", "OLD3: line 3 was changed");
    }

    /** By the columns that version 0.1.0 knows. */
    private static void anOlderNodeAddsALine(World world, String applicationNo) {
        var head = world.jdbc
                .sql("select chain from refund_application where application_no = ?")
                .param(applicationNo)
                .query(String.class)
                .single();
        var nr = 30;
        var hash = EventChain.hash(new RecordedLine(
                applicationNo,
                nr,
                START,
                "RESOLUTION",
                "fin-2",
                "REFUNDING",
                "REFUNDING",
                null,
                null,
                null,
                "CHECK_AGAIN: 旧节点",
                null,
                head,
                null));
        world.does("insert into refund_event (application_no, nr, at, event, actor, from_status, to_status, detail,"
                + " previous_hash, hash) values ('" + applicationNo + "', 30, timestamp with time zone"
                + " '2026-03-02 02:00:00.123456+00:00', 'RESOLUTION', 'fin-2', 'REFUNDING', 'REFUNDING',"
                + " 'CHECK_AGAIN: 旧节点', '" + head + "', '" + hash + "')");
        world.does("update refund_application set events = 30, chain = '" + hash + "' where application_no = '"
                + applicationNo + "'");
    }

    @ParameterizedTest
    @EnumSource
    void words_beside_the_record_may_be_erased_and_nothing_else(Databases database) {
        var world = new World(database);
        for (var text : List.of("A", "B", "C", "D", "E")) {
            world.refund(text);
        }
        assertThat(world.check().broken()).isZero();
        world.does("delete from refund_words where application_no = 'A'");
        world.does("update refund_application set words_erased_to = 6 where application_no = 'A'");
        world.does("delete from refund_words where application_no = 'B'");
        world.does("update refund_words set text = '不' where application_no = 'C'");
        world.does("insert into refund_words (application_no, nr, fact, salt, text)"
                + " values ('D', 2, 'comment', '00', '从来没有说过')");
        world.does("update refund_words set nr = 3 where application_no = 'E'");

        assertThat(world.check().broken()).isEqualTo(4);
        assertThat(world.report)
                .containsExactly(
                        "B: words of line 4 are missing",
                        "C: words of line 4 were changed",
                        "D: words beside line 2 do not belong to it",
                        "E: words beside line 3 do not belong to it",
                        "E: words of line 4 are missing");
    }

    /** Who also makes the hash anew is betrayed by the next line. */
    @ParameterizedTest
    @EnumSource
    void a_line_with_a_new_hash_of_its_own_no_longer_carries_the_next(Databases database) {
        var world = new World(database);
        world.refund("A");
        var line = world.storage.applications.eventsOf("A").get(3);
        var forged = new RefundEvent(
                "A",
                4,
                line.at(),
                line.kind(),
                "nobody",
                line.fromStatus(),
                line.toStatus(),
                null,
                null,
                null,
                line.detail(),
                line.facts(),
                line.previousHash(),
                "",
                line.words());
        world.does("update refund_event set actor = 'nobody', hash = '" + EventChain.hash(forged)
                + "' where application_no = 'A' and nr = 4");

        assertThat(world.check().broken()).isEqualTo(1);
        assertThat(world.report).containsExactly("A: line 5 does not follow on the line before it");
    }
}
