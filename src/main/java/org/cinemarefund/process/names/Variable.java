package org.cinemarefund.process.names;

import java.util.Set;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.variable.Variables;
import org.jspecify.annotations.Nullable;

/**
 * A process variable: its name in the diagram and its type in Java. What gateways read is passing: set by the step before
 * them in the same transaction, never stored, so nobody can write it from outside.
 */
public record Variable<T>(String name, Class<T> type) {
    /** The only stored variable of the instance: candidate groups and operators read it. */
    public static final Variable<String> CINEMA_ID = new Variable<>("cinemaId", String.class);

    public static final Variable<String> OUTCOME = new Variable<>("outcome", String.class);
    public static final Variable<String> VERDICT = new Variable<>("verdict", String.class);
    public static final Variable<Boolean> FOR_SUPERVISOR = new Variable<>("forSupervisor", Boolean.class);
    public static final Variable<Boolean> APPROVED = new Variable<>("approved", Boolean.class);
    public static final Variable<Boolean> CONFIRM = new Variable<>("confirm", Boolean.class);
    public static final Variable<Boolean> VOIDED = new Variable<>("voided", Boolean.class);
    public static final Variable<String> NEXT = new Variable<>("next", String.class);
    public static final Variable<String> SETTLEMENT = new Variable<>("moneyState", String.class);
    public static final Variable<Boolean> CLOSED = new Variable<>("closed", Boolean.class);
    public static final Variable<String> STEP = new Variable<>("step", String.class);
    public static final Variable<Boolean> SECOND_PERSON = new Variable<>("secondPerson", Boolean.class);
    public static final Variable<Boolean> AGREED = new Variable<>("agreed", Boolean.class);
    public static final Variable<String> ENDING = new Variable<>("ending", String.class);

    /** What gateways read. */
    public static final Set<Variable<?>> PASSING = Set.of(
            OUTCOME,
            VERDICT,
            FOR_SUPERVISOR,
            APPROVED,
            CONFIRM,
            VOIDED,
            NEXT,
            SETTLEMENT,
            CLOSED,
            SECOND_PERSON,
            AGREED,
            STEP,
            ENDING);

    /** Stored with the instance. */
    public void set(VariableScope scope, T value) {
        scope.setVariable(name, value);
    }

    /** Missing when nothing set it in this transaction. */
    public @Nullable T passed(VariableScope scope) {
        return type.cast(scope.getVariable(name));
    }

    /** For the gateway right behind, gone at the commit. */
    public void pass(VariableScope scope, T value) {
        if (value instanceof Boolean flag) {
            scope.setVariable(name, Variables.booleanValue(flag, true));
        } else {
            scope.setVariable(name, Variables.stringValue((String) value, true));
        }
    }
}
