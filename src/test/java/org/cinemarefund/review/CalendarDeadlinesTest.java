package org.cinemarefund.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.RefundWorkflow;
import org.cinemarefund.application.jdbc.ApplicationStorage;
import org.cinemarefund.deadline.ReviewProperties;
import org.cinemarefund.deadline.ReviewSla;
import org.cinemarefund.deadline.WorkingCalendar;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.review.jdbc.JdbcCalendarsSeen;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.MovableClock;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.jdbc.TicketingStorage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Nodes with files of their own on one database. */
class CalendarDeadlinesTest {
    private static final Instant WEDNESDAY = Instant.parse("2026-12-30T02:00:00Z");
    private static final String SHORT = "off.2027-01-01=元旦\n";
    private static final String LONG = "off.2027-01-01..2027-01-05=元旦\n";
    private static final Instant MONDAY_NIGHT = Instant.parse("2027-01-04T15:59:59Z");
    private static final Instant WEDNESDAY_NIGHT = Instant.parse("2027-01-06T15:59:59Z");

    @TempDir
    Path directory;

    private final MovableClock clock = new MovableClock(WEDNESDAY);
    private final RefundWorkflow workflow = mock();
    private DataSource database;
    private RefundApplications applications;

    /** What one node knows and does. */
    private final class Node {
        final Path files;
        WorkingCalendar calendar;
        ReviewSla sla;
        CalendarDeadlines deadlines;

        Node(String name, String year) throws IOException {
            files = Files.createDirectories(directory.resolve(name));
            gets(year);
            starts();
        }

        void starts() {
            calendar = new WorkingCalendar(files);
            sla = new ReviewSla(
                    calendar,
                    new ReviewProperties(Duration.ofMinutes(30), Duration.ofMinutes(30), 0, 0, 3, files.toString()));
            deadlines = new CalendarDeadlines(
                    calendar,
                    new JdbcCalendarsSeen(JdbcClient.create(database)),
                    applications,
                    sla,
                    workflow,
                    new TransactionTemplate(new JdbcTransactionManager(database)),
                    clock);
        }

        void gets(String year) throws IOException {
            if (year == null) {
                Files.deleteIfExists(files.resolve("2027.properties"));
            } else {
                Files.writeString(files.resolve("2027.properties"), year);
            }
        }

        /** A minute later than anybody before. */
        void looks() {
            clock.move(Duration.ofMinutes(1));
            deadlines.look();
        }

        void takes(String applicationNo) {
            var order = TestOrders.order(applicationNo);
            var application = RefundApplication.register(TestOrders.applied(applicationNo, order, "en", WEDNESDAY));
            application.dueAt(sla.deadline(WEDNESDAY, order.showTime(), 2));
            applications.add(application);
        }
    }

    private void on(Databases which) {
        database = which.fresh();
        applications = new ApplicationStorage(database).applications;
        var ticketing = new TicketingStorage(database, clock);
        for (var no : List.of("R1", "R2")) {
            ticketing.orders.insert(TestOrders.order(no));
        }
    }

    private RefundApplication stored(String applicationNo) {
        return applications.find(applicationNo).orElseThrow();
    }

    private List<String> moves(String applicationNo) {
        return applications.eventsOf(applicationNo).stream()
                .filter(event -> event.kind() == RefundEvent.Kind.DEADLINE_MOVED)
                .map(event ->
                        event.facts().code(Fact.CAUSE) + ": " + event.facts().instant(Fact.FROM) + " -> "
                                + event.facts().instant(Fact.UNTIL))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void two_nodes_move_it_once_and_one_with_older_files_moves_nothing_back(Databases which) throws IOException {
        on(which);
        var one = new Node("one", SHORT);
        var other = new Node("other", SHORT);
        one.looks();
        other.looks();
        one.takes("R1");
        assertThat(stored("R1").reviewDueAt()).isEqualTo(MONDAY_NIGHT);

        one.gets(LONG);
        one.looks();
        other.looks();
        assertThat(stored("R1").reviewDueAt()).isEqualTo(WEDNESDAY_NIGHT);
        assertThat(moves("R1")).containsExactly("CALENDAR: " + MONDAY_NIGHT + " -> " + WEDNESDAY_NIGHT);

        other.starts();
        other.takes("R2");
        other.looks();
        assertThat(stored("R1").reviewDueAt()).isEqualTo(WEDNESDAY_NIGHT);
        assertThat(stored("R2").reviewDueAt()).isEqualTo(MONDAY_NIGHT);

        other.gets(LONG);
        other.looks();
        one.looks();
        assertThat(stored("R2").reviewDueAt()).isEqualTo(WEDNESDAY_NIGHT);
        assertThat(moves("R1")).hasSize(1);
        assertThat(moves("R2")).hasSize(1);
        verify(workflow, times(1)).deadlineMoved("R1");
        verify(workflow, times(1)).deadlineMoved("R2");

        one.gets(SHORT);
        one.looks();
        other.looks();
        assertThat(stored("R1").reviewDueAt()).isEqualTo(MONDAY_NIGHT);
        assertThat(moves("R1")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_file_that_came_while_the_node_was_down_counts_from_its_start(Databases which) throws IOException {
        on(which);
        var node = new Node("one", SHORT);
        node.looks();
        node.takes("R1");

        node.gets(LONG);
        node.starts();
        node.looks();

        assertThat(stored("R1").reviewDueAt()).isEqualTo(WEDNESDAY_NIGHT);
    }

    @ParameterizedTest
    @EnumSource
    void it_is_provisional_where_an_open_deadline_is_and_nowhere_else(Databases which) throws IOException {
        on(which);
        var node = new Node("one", null);
        node.looks();
        assertThat(node.deadlines.years()).isEmpty();

        node.takes("R1");
        node.looks();
        assertThat(stored("R1").review().provisional()).isTrue();
        assertThat(node.deadlines.years()).containsExactly(2027);
        verify(workflow, never()).deadlineMoved(any());

        node.gets(LONG);
        node.looks();
        assertThat(stored("R1").review().provisional()).isFalse();
        assertThat(stored("R1").reviewDueAt()).isEqualTo(WEDNESDAY_NIGHT);
        assertThat(node.deadlines.years()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void what_could_not_be_moved_is_tried_again(Databases which) throws IOException {
        on(which);
        var node = new Node("one", SHORT);
        node.looks();
        node.takes("R1");
        doThrow(new IllegalStateException("the timer fires just now"))
                .doNothing()
                .when(workflow)
                .deadlineMoved("R1");

        node.gets(LONG);
        node.looks();
        assertThat(stored("R1").reviewDueAt()).isEqualTo(MONDAY_NIGHT);
        node.looks();

        assertThat(stored("R1").reviewDueAt()).isEqualTo(WEDNESDAY_NIGHT);
        assertThat(moves("R1")).hasSize(1);
    }
}
