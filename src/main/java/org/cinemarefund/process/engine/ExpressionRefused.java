package org.cinemarefund.process.engine;

import org.camunda.bpm.engine.BadUserRequestException;

/** An expression that came with a request instead of a diagram, or that reaches for more than a diagram needs. */
public final class ExpressionRefused extends BadUserRequestException {
    private static final long serialVersionUID = 1L;

    ExpressionRefused() {
        this("expressions are not allowed in queries");
    }

    ExpressionRefused(String message) {
        super(message);
    }
}
