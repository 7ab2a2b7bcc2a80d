package org.cinemarefund.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import org.cinemarefund.payment.jdbc.PaymentStorage;
import org.cinemarefund.testing.Databases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class NumbersInHandTest {
    private static final Instant AT = Instant.parse("2026-03-02T02:00:00Z");

    @ParameterizedTest
    @EnumSource
    void what_a_transaction_holds_it_knows_and_writes_once_before_the_commit(Databases database) {
        var storage = new PaymentStorage(database);
        storage.transaction.executeWithoutResult(status -> {
            storage.transactions.add(row(1, RefundState.PREPARED));
            assertThat(stored(storage, 1)).as("not written yet").isNull();
            var mine = storage.transactions.lockNewestOf("A1").orElseThrow();
            storage.transactions.update(mine.change().state(RefundState.SENDING).at(AT));

            assertThat(storage.transactions.lock("4200001-1").orElseThrow().state())
                    .isEqualTo(RefundState.SENDING);
            assertThat(storage.transactions.newestOf("A1").orElseThrow().state())
                    .isEqualTo(RefundState.SENDING);
            assertThat(storage.transactions.find("4200001-1").orElseThrow().state())
                    .isEqualTo(RefundState.SENDING);
        });

        assertThat(stored(storage, 1)).isEqualTo("SENDING");
    }

    @ParameterizedTest
    @EnumSource
    void a_question_about_many_numbers_sees_what_was_changed(Databases database) {
        var storage = new PaymentStorage(database);
        storage.transactions.add(row(1, RefundState.PREPARED));
        storage.transaction.executeWithoutResult(status -> {
            var row = storage.transactions.lock("4200001-1").orElseThrow();
            storage.transactions.update(row.change().state(RefundState.REVOKED).at(AT));
            assertThat(storage.transactions.spending("O1", "").numbers()).isZero();
            assertThat(storage.transactions.spentOn("O1", "")).isZero();
            storage.transactions.add(row(2, RefundState.PREPARED));
            var spending = storage.transactions.spending("O1", "");
            assertThat(spending.numbers()).isEqualTo(9000);
            assertThat(spending.attempts()).isEqualTo(2);
            assertThat(storage.transactions.newestOf("A1").orElseThrow().attempt())
                    .isEqualTo(2);
            storage.transactions.update(row(2, RefundState.SENDING));
        });

        assertThat(stored(storage, 1)).isEqualTo("REVOKED");
        assertThat(stored(storage, 2)).isEqualTo("SENDING");
    }

    @ParameterizedTest
    @EnumSource
    void another_transaction_in_between_reads_and_writes_for_itself(Databases database) {
        var storage = new PaymentStorage(database);
        storage.transactions.add(row(1, RefundState.SENDING));
        var apart = new TransactionTemplate(storage.transaction.getTransactionManager());
        apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        storage.transaction.executeWithoutResult(status -> {
            assertThat(storage.transactions.newestOf("A1").orElseThrow().calls().sends())
                    .isZero();
            apart.executeWithoutResult(inner -> {
                var row = storage.transactions.lock("4200001-1").orElseThrow();
                storage.transactions.update(row.change().sent(AT).at(AT));
            });
            assertThat(storage.transactions
                            .lock("4200001-1")
                            .orElseThrow()
                            .calls()
                            .sends())
                    .isEqualTo(1);
        });
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_written_of_what_was_rolled_back(Databases database) {
        var storage = new PaymentStorage(database);
        assertThatIllegalStateException()
                .isThrownBy(() -> storage.transaction.executeWithoutResult(status -> {
                    storage.transactions.add(row(1, RefundState.PREPARED));
                    throw new IllegalStateException("back");
                }));

        assertThat(stored(storage, 1)).isNull();
        assertThat(storage.transactions.find("4200001-1")).isEmpty();
    }

    private static String stored(PaymentStorage storage, int attempt) {
        return storage.jdbc
                .sql("select state from refund_transaction where out_refund_no = ?")
                .param("4200001-" + attempt)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    private static RefundTransaction row(int attempt, RefundState state) {
        var order = new RefundOrder("4200001-" + attempt, "4200001", "O1", 9000, 10000);
        return RefundTransaction.prepared(order, "A1", attempt, new byte[] {1}, "rev-1", AT)
                .change()
                .state(state)
                .at(AT);
    }
}
