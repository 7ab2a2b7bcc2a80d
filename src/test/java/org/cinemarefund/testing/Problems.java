package org.cinemarefund.testing;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cinemarefund.shared.Problem;

/** How a refusal reads in a test: {@code INVALID_REQUEST: field}. */
public final class Problems {

    private Problems() {}

    /** The refusal of a call; "accepted" when it was none. */
    public static String refusal(ThrowingCallable call) {
        Problem problem = catchThrowableOfType(Problem.class, call);
        return problem == null ? "accepted" : problem.getMessage();
    }
}
