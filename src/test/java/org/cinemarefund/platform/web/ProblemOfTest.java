package org.cinemarefund.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.cinemarefund.shared.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

class ProblemOfTest {
    static final List<Throwable> TRANSIENT = List.of(
            new CannotCreateTransactionException("no connection"),
            new QueryTimeoutException("slow"),
            new CannotAcquireLockException("locked"),
            new TransactionSystemException("commit", new SQLException("gone", "08006")));

    @ParameterizedTest
    @FieldSource("TRANSIENT")
    void what_passes_by_itself_is_try_later(Throwable thrown) {
        assertThat(code(new IllegalStateException(thrown))).isEqualTo(ProblemCode.TRY_LATER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"08001", "08006", "53300", "57P01", "57014", "25006", "40001", "40P01", "55P03", "HYT00", "90121"
            })
    void so_are_the_databases_own_states(String state) {
        assertThat(code(new RuntimeException(new SQLException("?", state)))).isEqualTo(ProblemCode.TRY_LATER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42P01", "22001"})
    void a_broken_statement_is_a_fault_of_ours(String state) {
        var thrown = new DataIntegrityViolationException("?", new SQLException("?", state));

        assertThat(ProblemOf.exception(thrown)).isEmpty();
    }

    @Test
    void an_exception_that_is_its_own_cause_does_not_keep_us_busy() {
        var first = new IllegalStateException("first");
        var second = new IllegalStateException("second", first);
        first.initCause(second);

        assertThat(ProblemOf.exception(first)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_REQUEST",
        "418, INVALID_REQUEST",
        "404, NOT_FOUND",
        "500, INTERNAL_ERROR",
        "502, INTERNAL_ERROR"
    })
    void a_bare_status_has_a_code_too(int status, ProblemCode code) {
        assertThat(ProblemOf.status(status).code()).isEqualTo(code);
    }

    private static ProblemCode code(Throwable thrown) {
        return ProblemOf.exception(thrown).orElseThrow().code();
    }
}
