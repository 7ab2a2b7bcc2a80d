package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.rest.impl.DefaultProcessEngineRestServiceImpl;
import org.cinemarefund.scenario.AccessMatrix.Cell;
import org.cinemarefund.scenario.AccessMatrix.Door;
import org.cinemarefund.scenario.AccessMatrix.Outcome;
import org.cinemarefund.scenario.AccessMatrix.Role;
import org.junit.jupiter.api.Test;

/** That the access matrix would notice, without a call. */
class AccessMatrixTableTest {
    private static final List<String> TABLE = List.of(
            "# what each may",
            "GET task: reviewer administrator | empty: nobody",
            "POST task/{id}/claim: reviewer",
            "GET version: administrator");

    private static AccessMatrix asInTheTable() {
        var matrix = new AccessMatrix();
        for (var door : Door.values()) {
            put(matrix, "GET task", Role.REVIEWER, door, 200, true);
            put(matrix, "GET task", Role.ADMINISTRATOR, door, 200, true);
            put(matrix, "GET task", Role.NOBODY, door, 200, false);
            put(matrix, "POST task/{id}/claim", Role.REVIEWER, door, 204, true);
            put(matrix, "POST task/{id}/claim", Role.NOBODY, door, 403, true);
            put(matrix, "GET version", Role.ADMINISTRATOR, door, 200, true);
            put(matrix, "GET version", Role.NOBODY, door, 403, true);
        }
        return matrix;
    }

    private static void put(AccessMatrix matrix, String call, Role role, Door door, int status, boolean content) {
        matrix.put(new Cell(call, role, door), new Outcome(status, content));
    }

    private static List<String> differences(AccessMatrix matrix) {
        return AccessMatrix.difference(TABLE, matrix.lines());
    }

    @Test
    void what_stands_in_the_table_is_no_difference() {
        assertThat(differences(asInTheTable())).isEmpty();
        assertThat(asInTheTable().failures()).isEmpty();
    }

    @Test
    void a_call_that_goes_through_anew_at_one_door_is_named_with_the_door() {
        var matrix = asInTheTable();
        put(matrix, "GET version", Role.NOBODY, Door.SESSION, 200, true);

        assertThat(differences(matrix)).singleElement().asString().contains("GET version", "nobody@session");
    }

    @Test
    void a_list_that_was_empty_and_tells_something_now_is_a_difference() {
        var matrix = asInTheTable();
        for (var door : Door.values()) {
            put(matrix, "GET task", Role.NOBODY, door, 200, true);
        }

        assertThat(differences(matrix)).singleElement().asString().contains("now:   nobody reviewer administrator");
    }

    @Test
    void what_a_rightful_person_may_no_more_is_a_difference() {
        var matrix = asInTheTable();
        for (var door : Door.values()) {
            put(matrix, "POST task/{id}/claim", Role.REVIEWER, door, 403, true);
        }

        assertThat(differences(matrix)).singleElement().asString().contains("table: reviewer", "now:   nobody");
    }

    @Test
    void a_fault_of_ours_is_a_failure() {
        var matrix = asInTheTable();
        put(matrix, "GET version", Role.NOBODY, Door.SESSION, 500, true);

        assertThat(matrix.failures()).containsExactly("GET version by nobody at session: 500");
    }

    @Test
    void every_operation_of_the_engines_rest_classes_is_found() {
        var operations = RestOperations.of(false, List.of(DefaultProcessEngineRestServiceImpl.class));

        assertThat(operations).hasSize(485);
        assertThat(operations.stream().map(Object::toString))
                .contains("POST task/{id}/claim", "GET history/cleanup/jobs", "PUT group/{id}/members/{userId}");
    }

    @Test
    void every_body_that_is_written_down_belongs_to_an_operation() {
        var operations = RestOperations.of(false, List.of(DefaultProcessEngineRestServiceImpl.class)).stream()
                .map(Object::toString)
                .flatMap(text -> Stream.of(text, text.replace("user/{id}", "user/{own}")))
                .toList();

        assertThat(operations).containsAll(MatrixBodies.all().keySet());
    }
}
